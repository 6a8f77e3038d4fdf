"""The letters of a sheet for whoever prints them: two people, sealed, never in clear on a disk."""

import csv
import io
import zipfile
from collections.abc import Sequence
from hashlib import sha256

import pyrage
from django.db import transaction

from withhold.console.access.agreement import agree
from withhold.console.access.interface import Operation
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.notices.handing import Envelope, envelopes
from withhold.console.notices.models import Sheet
from withhold.console.people.models import User
from withhold.incident.notices.interface import NoticeError
from withhold.incident.notices.pdf import Letter, pdf_of
from withhold.ledger.interface import Fact
from withhold.text.codes import grouped_code

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def print_sheet(sheet: Sheet, user: User, keys: Sequence[str], why: str) -> bytes | None:
    """A sealed archive once a second person has agreed to these recipients; None: it was proposed.

    It holds a PDF for each code, for the post also the addresses by code. Raises NoticeError (keys that
    are none, a missing font), NotTheSecond, PermissionDenied.
    """
    recipients = _recipients(keys)
    letters = envelopes(sheet)
    subject = sha256("\n".join([f"letters {sheet.pk}", *keys]).encode()).hexdigest()
    with transaction.atomic():
        if not agree(Operation.DELIVER_NOTICES, subject, user, why, sheet.case):
            return None
        sealed: bytes = pyrage.encrypt(_archive(sheet, letters), recipients)
        facts: dict[str, Fact] = {
            "what": "letters",
            "case": sheet.case.pk,
            "letters": len(letters),
            "recipients": len(keys),
        }
        record(OfficeEvent.EXPORTED, user, facts, {"why": why, "keys": " ".join(keys)})
    return sealed


def _archive(sheet: Sheet, letters: Sequence[Envelope]) -> bytes:
    made = _printed(sheet, letters)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, content in zip(letters, made, strict=True):
            archive.writestr(f"{one.notice.code}.pdf", content)
        if not sheet.facility:
            archive.writestr("addresses.csv", _addresses(letters))
    return stream.getvalue()


def _printed(sheet: Sheet, letters: Sequence[Envelope]) -> list[bytes]:
    """Each of them, or NoticeError with the codes of all that cannot be printed here."""
    made, failed = [], {}
    for one in letters:
        try:
            made.append(pdf_of(_letter(sheet, one)))
        except NoticeError as error:
            failed[grouped_code(one.notice.code)] = str(error)
    if failed:
        raise NoticeError(
            f"{len(failed)} of {len(letters)} letters cannot be printed, so none was: {', '.join(failed)}. "
            f"The first: {next(iter(failed.values()))}. Or record these as come back, on the page of "
            "receipts: then the sheet goes without them, and their next way is looked for"
        )
    return made


def _letter(sheet: Sheet, one: Envelope) -> Letter:
    """A letter by post shows the address in its window, one that is handed over only the code."""
    window = () if sheet.facility else _lines(one)
    code = grouped_code(one.notice.code)
    return Letter(one.letter.language, one.letter.title, one.letter.paragraphs, sheet.made_at, window, code)


def _lines(one: Envelope) -> tuple[str, ...]:
    told = [one.notice.to["name"], *one.notice.to["address"].splitlines()]
    return tuple(line.strip() for line in told if line.strip())


def _addresses(letters: Sequence[Envelope]) -> str:
    """One line a letter: its code and the lines of the address; nothing of what it is about. UTF-8 with a
    mark, as spreadsheets of mailing houses want it; no line is a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    told = [(one.notice.code, _lines(one)) for one in letters]
    longest = max((len(lines) for _, lines in told), default=0)
    writer.writerow(["code", *(f"line {number}" for number in range(1, max(longest, 5) + 1))])
    for code, lines in told:
        writer.writerow([code, *map(_inert, lines)])
    return "\ufeff" + stream.getvalue()


def _inert(line: str) -> str:
    return f"'{line}" if line.startswith(_FORMULA) else line


def _recipients(keys: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    try:
        found = [pyrage.x25519.Recipient.from_str(key) for key in keys]
    except pyrage.RecipientError:
        raise NoticeError(
            "one of these is no age public key; each is one line that begins with age1"
        ) from None
    if not found:
        raise NoticeError("name at least one recipient")
    return found
