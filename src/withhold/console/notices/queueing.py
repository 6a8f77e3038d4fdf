"""Puts a notice to everybody into the queue: who has no safe way is listed, nobody is left out."""

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from withhold.console.affected.api import addressees
from withhold.console.affected.counting import NOT_TOLD
from withhold.console.affected.interface import Addressee as Affected
from withhold.console.affected.models import Standing as Settled
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.holds.models import Proof as HoldProof
from withhold.console.notices.models import Notice, Plan
from withhold.console.notices.texts import parts_of
from withhold.console.people.models import User
from withhold.console.persons.models import ExposedPerson
from withhold.incident.affected.interface import Terminal
from withhold.incident.case.interface import Actor, Event, EventKind
from withhold.incident.notices.attempts import Way, excluded, next_way
from withhold.incident.notices.interface import Addressee, Audience, Channel, Proof
from withhold.incident.notices.templates import ANY_LAW
from withhold.ledger.interface import Fact
from withhold.ledger.tree import Frontier, leaf_hash
from withhold.text.codes import fresh_code

_BATCH = 500
_OPEN = (Proof.QUEUED, Proof.WAITING)


@dataclass(frozen=True, slots=True)
class Said:
    """What every notice of the case says alike."""

    organisation: str
    contact: str
    since: str
    until: str
    jurisdiction: str = ANY_LAW


def queue_notices(row: Case, user: User, why: str, said: Said) -> Counter[str]:
    """Queue one for everybody who has none yet, or whose text was stopped; how many by channel, "" for those
    without a way. What did not leave yet says what is said now.

    What each of them waits for is looked at when it is sent. Raises NotDerived, CaseError, LedgerError.
    """
    actor = actor_in(user, row)
    now = timezone.now()
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=row.pk)
        plan = _plan(row, said, user, now)
        Notice.objects.filter(case=row, left_at=None, state__in=_OPEN).update(plan=plan)
        known = {one.number: one for one in newest(row).only("number", "attempt", "stopped")}
        tried = tried_ways(row, [number for number, one in known.items() if one.stopped])
        told, made = set(told_already(row)), []
        for place, one in enumerate(addressees(row), 1):
            last = known.get(one.number)
            if last is None or (last.stopped and one.number not in told):
                attempt = last.attempt + 1 if last else 1
                made.append(build(plan, Turn(one, place, attempt, tried.get(one.number, frozenset())), now))
        return keep(row, made, actor, why, now)


def newcomers(row: Case, now: datetime) -> list[Notice]:
    """A first notice, not kept yet, for each who became somebody to be told after the notices were queued:
    found later, or no duplicate after all. Nobody before a person has decided to tell people."""
    plan = Plan.objects.filter(case=row).first()
    if plan is None:
        return []
    to_be_told = Settled.objects.filter(case=row).exclude(terminal__in=(*NOT_TOLD, Terminal.NO_PATH_RECORDED))
    known = Notice.objects.filter(case=row).values("number")
    untold = to_be_told.exclude(number__in=known).exclude(number__in=told_already(row))
    places = dict(untold.values_list("number", "place"))
    if not places:
        return []
    return [build(plan, Turn(one, places[one.number], 1), now) for one in addressees(row, places)]


def _plan(row: Case, said: Said, user: User, now: datetime) -> Plan:
    """The same words again are the same plan."""
    before = Plan.objects.filter(case=row).first()
    if before is not None and all(getattr(before, name) == told for name, told in asdict(said).items()):
        return before
    return Plan.objects.create(case=row, made_by=user, made_at=now, **asdict(said))


def newest(row: Case) -> QuerySet[Notice]:
    """The last attempt for each person."""
    later = Notice.objects.filter(case=row, number=OuterRef("number"), attempt__gt=OuterRef("attempt"))
    return Notice.objects.filter(~Exists(later), case=row)


def is_overdue() -> Q:
    """Found not to be proven in time. What was late before it left has its time for proof from then on."""
    return Q(overdue_at__isnull=False) & (Q(left_at__isnull=True) | Q(overdue_at__gte=F("left_at")))


def told_already(row: Case) -> list[int]:
    """Who was told, by whichever way."""
    return list(HoldProof.objects.filter(case=row, counsel=False).values_list("number", flat=True))


def tried_ways(row: Case, numbers: Iterable[int]) -> dict[int, frozenset[Way]]:
    """By which ways something left to each, or was to leave and was refused there. A text that was stopped
    went by none."""
    found: dict[int, set[Way]] = {}
    rows = Notice.objects.filter(case=row, number__in=list(numbers), untried=False, stopped=False)
    left = rows.exclude(channel="").exclude(state__in=(Proof.QUEUED, Proof.WAITING))
    for one in left.only("number", "channel", "to"):
        found.setdefault(one.number, set()).add(Way(Channel(one.channel), one.to["address"]))
    return {number: frozenset(ways) for number, ways in found.items()}


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is: the person, how pressing, the how-manieth attempt, and what was tried before."""

    one: Affected
    place: int
    attempt: int
    tried: frozenset[Way] = frozenset()


def build(plan: Plan, turn: Turn, now: datetime) -> Notice:
    """A notice by the best way that was not tried, not kept yet; without such a way `channel` is ""."""
    code = fresh_code()
    made = Notice(
        case=plan.case,
        plan=plan,
        number=turn.one.number,
        attempt=turn.attempt,
        code=code,
        code_sha256=hashed(code),
        salt=secrets.token_hex(32),
        queued_at=now,
    )
    lead(made, turn, now)
    return made


def lead(notice: Notice, turn: Turn, now: datetime) -> bool:
    """Set by which way a notice that did not leave goes; whether that is another one."""
    who = addressee_of(turn.one)
    way = next_way(who, turn.tried)
    before = (notice.channel, notice.to.get("address"))
    notice.channel = "" if way is None else way.channel
    notice.to = {"name": turn.one.name, "address": "" if way is None else way.address}
    notice.excluded = excluded(who, turn.tried)
    notice.language = turn.one.language or ""
    notice.parts = list(parts_of(turn.one.cohort, turn.one.minor))
    notice.place = turn.place
    notice.state = Proof.QUEUED
    notice.commitment = sha256(f"{notice.salt}\n{notice.number}\n{notice.channel}".encode()).hexdigest()
    notice.looked_at = now
    return (notice.channel, notice.to["address"]) != before


def keep(row: Case, made: list[Notice], actor: Actor, why: str, now: datetime) -> Counter[str]:
    """Keep what was built, in the caller's transaction, and commit to it in the ledger."""
    people = {one.number for one in made}
    keys = dict(ExposedPerson.objects.filter(case=row, number__in=people).values_list("number", "pk"))
    for one in made:
        one.person_id = keys[one.number]
    Notice.objects.bulk_create(made, batch_size=_BATCH)
    return commit(row, made, actor, why, now)


def commit(row: Case, made: Sequence[Notice], actor: Actor, why: str, now: datetime) -> Counter[str]:
    """The ledger entry of what was queued, in the caller's transaction."""
    counts = Counter(one.channel for one in made)
    if made:
        facts: dict[str, Fact] = {
            "root": _root(made),
            "notices": len(made) - counts[""],
            "audience": str(Audience.PERSON),
            "no_path": counts[""],
        }
        ConsoleCase.open(row).append([Event(EventKind.NOTICES_QUEUED, now, actor, why, facts)])
    return counts


def addressee_of(one: Affected) -> Addressee:
    """An affected person as the rules of channels know them."""
    return Addressee(
        subject=str(one.number),
        audience=Audience.PERSON,
        name=one.name,
        language=one.language,
        cohort=one.cohort,
        emails=one.emails,
        shared_emails=one.shared_emails,
        addresses=one.addresses,
        shared_addresses=one.shared_addresses,
        facility=one.facility,
        country=one.country,
        home=one.home,
        fled=one.fled,
        removed=one.removed,
        victim=one.victim,
        minor=one.minor,
        has_counsel=one.counsel is not None,
        counsel=one.counsel or "",
    )


def hashed(code: str) -> str:
    """A code as it is looked up: 80 bits that nobody tries out."""
    return sha256(code.encode("ascii")).hexdigest()


def _root(made: Sequence[Notice]) -> str:
    tree = Frontier()
    for one in sorted(made, key=lambda one: one.number):
        tree.add(leaf_hash(bytes.fromhex(one.commitment)))
    return tree.root().hex()
