"""The notice to counsel in the portal: after the hold, in a reviewed text, proven by counsel's receipt."""

import secrets
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation
from withhold.console.affected.models import Standing as Settled
from withhold.console.affected.settling import prove
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.counsel.models import Representation, SecureMessage
from withhold.console.counsel.telling import tell
from withhold.console.counsel.words import check_words
from withhold.console.holds.by_hand import binds
from withhold.console.holds.periods import proved, told_as
from withhold.console.notices.library import Chosen, Library
from withhold.console.notices.models import Plan
from withhold.console.outbox.setbacks import each
from withhold.console.people.models import User
from withhold.domain.fields import Field
from withhold.incident.affected.interface import Terminal
from withhold.incident.affected.terminals import COUNSEL_RECEIPT, said
from withhold.incident.answering.order import PROTECTED_PERIOD
from withhold.incident.case.interface import MACHINE, Actor, Event, EventKind, Phase
from withhold.incident.counsel.interface import CounselError
from withhold.incident.notices.interface import Audience
from withhold.incident.notices.templates import Filled, field_words, fill
from withhold.ledger.interface import Fact
from withhold.ledger.tree import Frontier, leaf_hash

_WAITS = {
    "case": "the case to be opened again: two people dismissed it",
    "mandate": "the mandate to be verified",
    "hold": "the hold to stand",
    "end": "how this person ends to be opened again: they are settled as somebody who is not to be told",
    "plan": "the notices of the case to be queued, which say what every letter says alike",
    "review": "a named person to review the text for counsel",
}


def waiting_for(standing: Representation, library: Library | None = None) -> list[str]:
    """What has to come before the notice, in words; empty if it may leave."""
    texts = library or Library()
    there = {
        "case": standing.case.phase != Phase.DISMISSED,
        "mandate": standing.as_ruled().stands_on(timezone.now().date()),
        "hold": binds(standing.case, standing.person.number),
        "end": not _ended(standing),
        "plan": Plan.objects.filter(case=standing.case).exists(),
        "review": texts.sendable(_text(standing, texts).version),
    }
    return [_WAITS[name] for name, is_there in there.items() if not is_there]


def _ended(standing: Representation) -> bool:
    """Whether nobody is to be told of them. Of a duplicate counsel is told: they are the other one."""
    ended = Settled.objects.filter(case=standing.case, number=standing.person.number)
    return ended.filter(terminal__in=(Terminal.NOT_AFFECTED, Terminal.DECEASED)).exists()


def notify(case: Case, pk: int, why: str, by: User) -> SecureMessage:
    """Put the notice to counsel into the portal, once. Raises CounselError, NoticeError, CaseError."""
    if not permitted(by, Operation.SEND_NOTICES, case):
        raise PermissionDenied
    return _notify(case, pk, why, by, actor_in(by, case))


def notify_due() -> int:
    """Tell counsel whose representation stands and who was not told, in cases that tell people; how many."""
    rows = Case.objects.filter(notice_plans__isnull=False, destroyed_at__isnull=True).distinct()
    return each("notices to counsel", {row.pk: row for row in rows}, _notify_all)


def _notify_all(row: Case) -> int:
    decided = Plan.objects.filter(case=row)[0].made_by
    found = Representation.objects.defer("document").filter(
        case=row, ended_at=None, verified_at__isnull=False
    )
    untold = found.exclude(messages__is_notice=True).select_related("case", "person", "representative")
    library = Library()
    spoken = set(untold.values_list("representative__language", flat=True))
    signed = [one for one in spoken if library.sendable(library.in_language(Audience.COUNSEL, one).version)]
    asked = untold.filter(representative__language__in=signed)
    ready = {str(one.pk): one for one in asked if not waiting_for(one, library)}
    why = "the notices of the case were queued"
    return each(f"counsel of {row.pk}", ready, lambda one: bool(_notify(row, one.pk, why, decided, MACHINE)))


def _notify(case: Case, pk: int, why: str, by: User, actor: Actor) -> SecureMessage:
    standing = Representation.objects.defer("document").filter(case=case, pk=pk).first()
    if standing is None:
        raise CounselError("there is no such representation in this case; look at the list again")
    if (before := standing.messages.filter(is_notice=True).first()) is not None:
        return before
    if waiting := waiting_for(standing):
        raise CounselError(f"the notice waits for {'; for '.join(waiting)}")
    letter = _letter(standing, Plan.objects.filter(case=case)[0])
    check_words(standing, (letter.title, letter.body))
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        found = standing.messages.filter(is_notice=True).first()
        if found is not None:
            return found
        if waiting := waiting_for(standing):
            raise CounselError(f"the notice waits for {'; for '.join(waiting)}")
        now = timezone.now()
        made = SecureMessage.objects.create(
            case=case,
            representation=standing,
            from_office=True,
            is_notice=True,
            commitment=sha256(f"{secrets.token_hex(32)}\n{standing.pk}".encode()).hexdigest(),
            subject=letter.title,
            body=letter.body,
            once="notice",
            by=by,
            at=now,
        )
        facts: dict[str, Fact] = {"root": _root(made), "notices": 1, "audience": str(Audience.COUNSEL)}
        ConsoleCase.open(case).append([Event(EventKind.NOTICES_QUEUED, now, actor, why, facts)])
        tell(standing)
    return made


def received(made: SecureMessage) -> None:
    """Counsel confirmed the notice, in the caller's transaction: proof by counsel, and with the person's own
    the end of the matter for reconciliation. Raises CaseError, LedgerError."""
    standing, now = made.representation, timezone.now()
    number = standing.person.number
    if not proved(made.case, number, True, now):
        return  # another representative of theirs was quicker
    facts: dict[str, Fact] = {"root": _root(made), "notices": 1}
    event = Event(EventKind.NOTICES_PROVEN, now, MACHINE, "counsel confirmed it in the portal", facts)
    ConsoleCase.open(made.case).append([event])
    # The end is that of the person, whichever of their numbers counsel was entered for.
    person = Settled.objects.filter(case=made.case, number=told_as(made.case, number))
    if person.filter(terminal=Terminal.PROVEN_PERSON).exists():
        prove(made.case, number, True, [said(COUNSEL_RECEIPT, made.commitment[:16])])


def _letter(standing: Representation, plan: Plan) -> Filled:
    text = _text(standing, Library())
    values = standing.person.values
    exposed = [Field(name) for name in values["fields"]]
    return fill(
        text.version,
        {
            "name": standing.representative.user.get_full_name(),
            "since": plan.since,
            "until": plan.until,
            "organisation": plan.organisation,
            "fields": field_words(text.made, exposed, bool(values["others"])),
            "days": str(PROTECTED_PERIOD.days),
            "contact": f"{settings.CONFIG.base_url}/portal/",
            "code": standing.key,
        },
    )


def _text(standing: Representation, library: Library) -> Chosen:
    return library.in_language(Audience.COUNSEL, standing.representative.language)


def _root(made: SecureMessage) -> str:
    tree = Frontier()
    tree.add(leaf_hash(bytes.fromhex(made.commitment)))
    return tree.root().hex()
