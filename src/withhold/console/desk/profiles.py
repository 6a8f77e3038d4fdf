"""Profiles of destinations: versions, a trial before one is saved, what ends soon."""

import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction

from withhold.console.desk.judging import judge
from withhold.console.desk.models import Destination, Inspection, ProfileVersion
from withhold.console.desk.storing import content_of
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.people.models import User
from withhold.domain.errors import UsageError
from withhold.policy.interface import PackError, Profile
from withhold.policy.profile import load_profile

SOON = timedelta(days=30)
"""Before a profile ends its destination's people are told."""
_TRIED = 10


@dataclass(frozen=True, slots=True)
class Trial:
    """What a profile would change for one document that was inspected before; `after` may be a problem."""

    inspection: Inspection
    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


def profile_of(text: str) -> Profile | None:
    """The profile in this text; None for an empty one. Raises PackError with what to mend."""
    if not text.strip():
        return None
    with tempfile.TemporaryDirectory(prefix="withhold-profile-") as folder:
        path = Path(folder) / "profile.toml"
        path.write_text(text, encoding="utf-8")
        try:
            return load_profile(path, date.today())
        except PackError as error:
            raise PackError(str(error).replace(f" {path}", "")) from None


def profile_problem(text: str) -> str:
    """What is wrong with it, in one line; empty if nothing is."""
    try:
        profile_of(text)
    except UsageError as error:
        return str(error)
    return ""


def save(destination: Destination, text: str, user: User, why: str) -> ProfileVersion:
    """A new version, which counts from now on; the same text again makes none."""
    with transaction.atomic():
        Destination.objects.select_for_update().get(pk=destination.pk)
        newest = destination.versions.first()
        if newest is not None and newest.text == text:
            return newest
        number = 1 if newest is None else newest.number + 1
        made = ProfileVersion.objects.create(
            destination=destination, number=number, text=text, by=user, why=why
        )
        facts = {"destination": destination.pk, "version": number}
        record(OfficeEvent.PROFILE_CHANGED, user, facts, {"why": why, "text": text})
    return made


def trials(destination: Destination, text: str) -> list[Trial]:
    """The destination's newest documents, judged under this text instead. Nothing of it is kept."""
    tried = []
    unsaved = ProfileVersion(destination=destination, number=0, text=text)
    rows = Inspection.objects.filter(
        destination=destination, state=Inspection.State.JUDGED, document__kept=True
    ).select_related("document")[:_TRIED]
    for inspection in rows:
        document = inspection.document
        try:
            with content_of(document) as path:
                found = judge(path, document.name, destination, unsaved)
            after = str(found.document.decision)
        except UsageError as error:
            after = str(error)
        tried.append(Trial(inspection, inspection.decision, after))
    return tried


def ending(destination: Destination) -> date | None:
    """When its profile ends, if that is soon or over."""
    newest = destination.versions.first()
    if newest is None or not newest.text.strip():
        return None
    try:
        profile = profile_of(newest.text)
    except UsageError:
        return date.today()
    assert profile is not None
    return profile.expiry if profile.expiry <= date.today() + SOON else None
