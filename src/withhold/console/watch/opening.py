"""The case of a document that a sweep found: opened by the machine, with its evidence, and somebody told.

Nothing here takes anything down: that waits for a person, or for what the site's owner chose (`standing`).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from withhold.console.cases.models import Case, Membership
from withhold.console.cases.store import ConsoleCase
from withhold.console.intake.keys import intake_identity
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.outbox.sending import queue_alert
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.console.watch.evidence import seal_fetched
from withhold.console.watch.models import PublicDocument, WatchedSite
from withhold.console.watch.standing import act
from withhold.incident import flow
from withhold.incident.case.events import Source
from withhold.incident.case.exposed import ExposedDocument, Exposure, Held, Place, PlaceKind, Reading
from withhold.incident.case.exposure_file import load, save
from withhold.incident.case.interface import MACHINE, Actor, CaseError, Event, EventKind, Phase
from withhold.incident.case.interface import Role as CaseRole
from withhold.incident.exposure.window import fold
from withhold.ledger.interface import LedgerError

WHY = "a sweep of our own site found it"
KIND = "sweep_found"
_OVER = (Phase.CLOSED, Phase.DISMISSED)
_LEADS = (Role.PRIVACY_OFFICER, Role.CASE_LEAD)
_NEW = "A sweep of an own site found a document that must not be public. A case is open: look at it now."
_ANOTHER = "A document of an open case stands at one more address of our own sites. See its case."
_BACK = "A document that had been taken down is public again on one of our own sites. Its case is open again."
_State = PublicDocument.State


@dataclass(frozen=True, slots=True)
class Opened:
    """The document's case, and whether it was opened for it just now."""

    row: Case
    new: bool


def open_for(document_id: str, content: bytes | None = None, by: User | None = None) -> Opened:
    """The case of this document; one that is open already for the same bytes takes its address in.

    `content` becomes evidence; without it, or where sealing fails, `evidence.fetch_missing` sees to it. `by`
    is who asked for it by hand, None for the machine. Raises a WithholdError, and nothing is opened then.
    """
    with transaction.atomic():
        document = _locked(document_id)
        if document.case is not None and document.state == _State.CASE:
            return Opened(document.case, False)
        before = _case_of(document)
        row = before or _new_case(document, by)
        case = ConsoleCase.open(Case.objects.select_for_update().get(pk=row.pk))
        _record_place(case, document, again=before is not None)
        document.case, document.state = row, _State.CASE
        document.save(update_fields=["case", "state"])
        record(OfficeEvent.CASE_OPENED, by, {"document": document.pk, "case": row.pk})
        queue_alert(_alert(case, before), KIND, row)
    # The evidence after the alert: somebody looks while it is sealed, and a full disk hides nothing.
    if content is not None:
        seal_fetched(document, content)
    if before is None and by is None:
        # What a person opens by hand they confirm by hand: the choice is for what the sweep withholds.
        acted = act(document.site, row)
        if acted is not None and not acted.started:
            with transaction.atomic():
                queue_alert(acted.words, KIND, row)
    return Opened(row, before is None)


def _new_case(document: PublicDocument, by: User | None) -> Case:
    """Reported by the machine or who asked for it, with everybody in it who could lead it."""
    site = document.site
    leads = [
        (user, role)
        for user in User.objects.filter(is_active=True)
        for role in _LEADS
        if _may_lead(user, role)
    ]
    if not leads:
        raise CaseError("nobody could lead a case: an administrator makes somebody a privacy officer first")
    fixed: dict[str, Any] = {
        "time_zone": site.time_zone,
        "recipients": [str(intake_identity(settings.CONFIG).to_public())],
        "jurisdictions": site.jurisdictions,
        "sectors": site.sectors,
        "site": site.site_file,
    }
    private = {"url": document.url}
    facts = {"source": str(Source.SWEEP)}
    first = Event(EventKind.REPORTED, _now(), _reporter(by), WHY, facts, private)
    title = f"Found by a sweep of {site.destination.name}, {document.fetched:%-d %B %Y %H:%M} UTC"
    made = ConsoleCase.create(title, {name: one for name, one in fixed.items() if one}, [first])
    for user, role in leads:
        Membership.objects.get_or_create(case=made.row, user=user, role=role, defaults={"on_call": True})
    return made.row


def _record_place(case: ConsoleCase, document: PublicDocument, again: bool) -> None:
    """The document, its address and the bounds of its exposure, joined with what the case knew."""
    now = _now()
    phase = case.state().phase
    if again and phase in (Phase.CONTAINED, Phase.GONE, Phase.CLOSED):
        facts, private = {"places": 1}, {"url": document.url}
        case.append([Event(EventKind.REAPPEARED, now, MACHINE, WHY, facts, private)])
    known = load(case.work)
    place = Place(document.url, PlaceKind.ORIGINAL, Held.SAME_BYTES, document.fetched)
    places, documents, readings = [place], [], _readings(document)
    if known is not None:
        places += [one for one in known.places if one.url != place.url]
        documents += [one for one in known.documents if one.sha256 != document.sha256]
        readings += known.window.readings
    if place.url in case.state().places:
        place_kind = PlaceKind(case.state().places[place.url].kind)
        places[0] = Place(place.url, place_kind, place.held, place.looked)
    documents.append(ExposedDocument(document.sha256, document.size, (document.size,)))
    exposure = Exposure(tuple(documents), tuple(places), fold(readings))
    flow.record_exposure(case, exposure, MACHINE, WHY, now)
    save(case.work, exposure)


def _readings(document: PublicDocument) -> list[Reading]:
    found = [
        Reading(document.first_seen, "sweep", "public"),
        Reading(document.fetched, "sweep", "public"),
    ]
    if document.before is not None:
        found.append(Reading(document.before, "sweep", "not_public"))
    return found


def _case_of(document: PublicDocument) -> Case | None:
    """The open case that knows exactly these bytes, or the closed one whose document is back. What was
    dismissed at another address says nothing of this one."""
    ours = PublicDocument.objects.filter(sha256=document.sha256).exclude(case=None).order_by("-first_seen")
    cases = [one.case for one in ours.select_related("case") if one.case is not None]
    others = Case.objects.exclude(phase__in=_OVER).filter(destroyed_at=None)
    for row in (*cases, *others):
        if row.destroyed_at is None and row.phase != Phase.DISMISSED and _knows(row, document.sha256):
            return row
    return None


def _knows(row: Case, sha256: str) -> bool:
    try:
        return sha256 in ConsoleCase.open(row).state().documents
    except (CaseError, LedgerError):
        return False  # one that cannot be read, which its own page says, must not keep this one from a case


def _alert(case: ConsoleCase, before: Case | None) -> str:
    if before is None:
        return _NEW
    return _BACK if case.state().reappeared else _ANOTHER


def _reporter(by: User | None) -> Actor:
    if by is None:
        return MACHINE
    role = next((role for role in _LEADS if by.has_role(role)), None)
    if role is None:
        raise CaseError("a case is opened by a case lead or a privacy officer")
    return Actor(by.get_full_name(), CaseRole(str(role)))


def _may_lead(user: User, role: Role) -> bool:
    return user.has_role(role) and not user.is_program


def _locked(document_id: str) -> PublicDocument:
    """The rows of all sites are locked before, always in one order: two documents of the same bytes must not
    open two cases, on whichever sites they stand."""
    list(WatchedSite.objects.select_for_update().order_by("pk").values_list("pk"))
    rows = PublicDocument.objects.select_for_update(of=("self",)).select_related("site__destination", "case")
    return rows.get(pk=document_id)


def _now() -> datetime:
    return datetime.now(UTC)
