"""Takes in a report, finds it again by its receipt, takes in what is added, and reads out the answers."""

import hashlib
import hmac
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import IntegrityError, transaction

from withhold.console.door.config import current, current_pepper
from withhold.console.door.parcels import Parcel, ParcelUnusable, opened, sealed
from withhold.console.door.receipts import Opener, fresh, of_form, opener
from withhold.console.door.reports.models import Message, Report

_deriving = threading.BoundedSemaphore(2)
"""Each derivation takes 64 MiB: more of them wait."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What somebody reports, checked by `door.forms`."""

    urls: tuple[str, ...] = field(repr=False)
    seen: str = field(repr=False)
    contact: str = field(repr=False)
    about_me: bool = field(repr=False)
    language: str
    file_name: str = field(default="", repr=False)
    file: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """Something the office said."""

    day: str
    text: str = field(repr=False)


def file_report(submission: Submission, token: str = "") -> str:
    """Seal and keep it; returns the digits of its receipt. The same form with the same token is kept once."""
    now = datetime.now(UTC)
    said = {
        "kind": "report",
        "urls": list(submission.urls),
        "seen": submission.seen,
        "contact": submission.contact,
        "about_me": submission.about_me,
        "language": submission.language,
        "file_name": submission.file_name,
        "has_file": bool(submission.file),
    }
    content = hashlib.sha256(repr(sorted(said.items())).encode("utf-8", "replace") + submission.file).digest()
    digits = of_form(current_pepper(), token, content) if token else fresh()
    found = _opener(digits)
    parcel = Parcel({**said, "at": now.isoformat()}, submission.file)
    closed = sealed(parcel, current().recipients)
    try:
        with transaction.atomic():
            report = Report.objects.create(lookup=found.lookup, answers_to=found.public, day=now.date())
            Message.objects.create(id=report.pk, report=report, day=now.date(), sealed=closed)
    except IntegrityError:
        if not Report.objects.filter(lookup=found.lookup).exists():
            raise
    return digits


def find(digits: str) -> tuple[Report, Opener] | None:
    """The report of a receipt; None if there is none. Costs the same either way."""
    found = _opener(digits)
    report = Report.objects.filter(lookup=found.lookup).first()
    return None if report is None else (report, found)


def add(report: Report, text: str) -> None:
    """Something more from who reported; the same words sent twice by a double click are kept once."""
    now = datetime.now(UTC)
    parcel = Parcel({"kind": "addition", "text": text, "at": now.isoformat()})
    named = f"addition\0{report.pk}\0{text}".encode("utf-8", "replace")
    Message.objects.get_or_create(
        id=hmac.digest(current_pepper(), named, "sha256").hex()[:32],
        defaults={"report": report, "day": now.date(), "sealed": sealed(parcel, current().recipients)},
    )


def answers(report: Report, found: Opener) -> list[Answer]:
    """What the office said, oldest first; opened with what the receipt gave, for this request only."""
    read = []
    for row in Message.objects.filter(report=report, from_office=True):
        try:
            header = opened(bytes(row.sealed), found.identity).header
        except ParcelUnusable:
            continue  # not one of this receipt's: nobody can read it
        read.append((str(header.get("at", "")), Answer(row.day.isoformat(), str(header.get("text", "")))))
    return [answer for _, answer in sorted(read, key=lambda one: one[0])]


def _opener(digits: str) -> Opener:
    with _deriving:
        return opener(current_pepper(), digits)
