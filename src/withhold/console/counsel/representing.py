"""That somebody stands for a person: entered by one, verified by another, ended; in the case's ledger."""

import base64
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.counsel.inviting import differ, is_outsider
from withhold.console.counsel.models import Representation, Representative
from withhold.console.people.models import User
from withhold.console.persons.models import ExposedPerson
from withhold.incident.case.interface import Event, EventKind
from withhold.incident.counsel import interface
from withhold.incident.counsel.interface import CounselError, ProofKind, Scope
from withhold.incident.counsel.standing import check_claim, verified

MOST_DOCUMENT = 5 << 20
TYPES = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
"""What a proof may be, told by its first bytes."""


@dataclass(frozen=True, slots=True, repr=False)
class Claim:
    """What is entered: who stands for which number, for what, since when, and the document."""

    number: int
    representative: Representative
    scope: Scope
    proof: ProofKind
    since: date
    until: date | None = None
    label: str = ""
    document: bytes = field(default=b"")


def enter(case: Case, claim: Claim, by: User) -> Representation:
    """Enter it; nothing is shown to the representative before another person verified it.

    The same again is the same row; another proof or other days are never dropped without a word. Raises
    CounselError.
    """
    _check(case, by)
    who, whom = str(claim.representative.user_id), str(claim.number)
    ruled = interface.Representation(who, whom, claim.scope, claim.proof, claim.since, claim.until)
    check_claim(ruled, timezone.now().date(), bool(claim.document))
    kind = _type_of(claim.document) if claim.document else ""
    document = base64.b64encode(claim.document).decode("ascii")
    if not is_outsider(claim.representative.user):
        raise CounselError("this account is not a representative's; nobody of the office has a portal")
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        person = ExposedPerson.objects.filter(case=case, number=claim.number).first()
        if person is None:
            raise CounselError("this case has no person of that number; look at the list of numbers")
        given = {"person": person, "representative": claim.representative, "scope": str(claim.scope)}
        found = Representation.objects.filter(**given, ended_at=None).first()
        if found is not None:
            if _told(found) != (str(claim.proof), document, claim.since, claim.until):
                raise CounselError(
                    "this is entered already with another proof or other days; end that one "
                    "first, then enter this"
                )
            return found
        return Representation.objects.create(
            case=case,
            **given,
            label=claim.label or f"Matter {claim.number}",
            proof=str(claim.proof),
            document=document,
            document_type=kind,
            since=claim.since,
            until=claim.until,
            entered_by=by,
        )


def verify(case: Case, pk: int, by: User, why: str) -> Representation:
    """Another person looked at the proof. A second click changes nothing. Raises CounselError, CaseError."""
    with transaction.atomic():
        row = locked(case, pk, by, why)
        if row.verified_by_id is not None:
            return row
        known = verified(row.as_ruled(), str(row.entered_by_id), str(by.pk), differ(row.entered_by, by))
        if not differ(row.representative.user, by):
            raise CounselError("nobody verifies their own representation, nor that of an account they made")
        assert known.verified_by == str(by.pk)
        row.verified_by, row.verified_at = by, timezone.now()
        row.save(update_fields=["verified_by", "verified_at"])
        recorded(row, by, "verified", why)
    return row


def end(case: Case, pk: int, by: User, why: str) -> Representation:
    """It stands no more, from this moment. Raises CounselError, CaseError."""
    with transaction.atomic():
        row = locked(case, pk, by, why, over_too=True)
        if row.ended_at is None:
            row.ended_at = timezone.now()
            row.save(update_fields=["ended_at"])
            recorded(row, by, "ended", why)
    return row


@dataclass(frozen=True, slots=True, repr=False)
class Document:
    """The document that proves a representation: its bytes and type, and whose it is (a commitment)."""

    content: bytes
    kind: str
    commitment: str


def document_of(case: Case, pk: int) -> Document | None:
    """The document; None where there is none. It names the person: whoever gets it is recorded first."""
    row = Representation.objects.filter(case=case, pk=pk).select_related("person").first()
    if row is None or not row.document:
        return None
    return Document(base64.b64decode(row.document), row.document_type, row.person.commitment)


def representatives_of(case: Case, number: int, day: date | None = None) -> list[Representation]:
    """The proven representations of a person on this day (today), as other rooms and pages need them."""
    on = day or timezone.now().date()
    rows = Representation.objects.filter(case=case, person__number=number, ended_at=None)
    return [
        row
        for row in rows.defer("document").select_related("representative__user")
        if row.as_ruled().stands_on(on)
    ]


def _told(row: Representation) -> tuple[str, str, date, date | None]:
    return row.proof, row.document, row.since, row.until


def locked(case: Case, pk: int, by: User, why: str, over_too: bool = False) -> Representation:
    """The row, the case's first; `over_too`: also one that has ended. Raises CounselError."""
    _check(case, by)
    if not why.strip():
        raise CounselError("write what you saw, or why; it goes into the ledger")
    Case.objects.select_for_update().get(pk=case.pk)
    row = Representation.objects.defer("document").filter(case=case, pk=pk).first()
    if row is None or (row.ended_at is not None and not over_too):
        raise CounselError("there is no such representation in this case any more; look at the list again")
    return row


def recorded(row: Representation, by: User, what: str, why: str) -> None:
    """Into the case's ledger, in the transaction of the change."""
    event = Event(
        EventKind.REPRESENTED,
        timezone.now(),
        actor_in(by, row.case),
        why,
        {"person": row.person.commitment, "proof": row.proof, "what": what},
        {"representative": row.representative.user.get_full_name()},
    )
    ConsoleCase.open(row.case).append([event])


def _type_of(document: bytes) -> str:
    if len(document) > MOST_DOCUMENT:
        raise CounselError("the document is too big; give one of at most 5 MB")
    for start, kind in TYPES.items():
        if document.startswith(start):
            return kind
    raise CounselError("the document is no PDF, PNG or JPEG; scan it again as one of these")


def _check(case: Case, by: User) -> None:
    if not permitted(by, Operation.MANAGE_REPRESENTATIVES, case):
        raise CounselError("only who manages representatives in this case can do this")


def stands_now(representation: Representation) -> bool:
    """Whether it stands, read anew: asked with the case locked, before a representative's word counts."""
    found = Representation.objects.defer("document").get(pk=representation.pk)
    return found.as_ruled().stands_on(timezone.now().date())
