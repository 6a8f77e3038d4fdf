"""Which deadlines run in a case, when they end, and how they stand. What is not known for sure may apply."""

from datetime import datetime
from zoneinfo import ZoneInfo

from withhold.incident.case.clocks.counting import ends, holidays_of
from withhold.incident.case.clocks.interface import Counting, Pack, Rule, Running, Status, Trigger, Unit
from withhold.incident.case.clocks.packs import RISKS, packs_of
from withhold.incident.case.interface import Event, EventKind, Phase, Settings
from withhold.incident.case.state import CaseState

_SOON = 4
"""A deadline is soon when less than this part of its period is left."""
_NOT_NOTIFIABLE = "not_notifiable"


def running(settings: Settings, state: CaseState, now: datetime) -> tuple[Running, ...]:
    """Every deadline of the case's jurisdictions, in the order in which they end; open ends last."""
    every = [
        _one(pack, rule, settings, state, now)
        for pack in packs_of(settings.jurisdictions, settings.deadlines)
        for rule in pack.rules
    ]
    return tuple(sorted(every, key=lambda one: (one.due is None, one.due or now, one.rule.id)))


def still_open(clocks: tuple[Running, ...]) -> int:
    """How many need something to be done."""
    return sum(one.is_open for one in clocks)


def applies(rule: Rule, settings: Settings, assessment: Event | None) -> bool | None:
    """Whether the rule's conditions are met: True or False for sure, None if that is not known."""
    if rule.sectors and not set(rule.sectors) & set(settings.sectors):
        return False
    facts = {} if assessment is None else assessment.facts
    low, high = facts.get("people_low"), facts.get("people_high")
    answers = [
        _reaches(rule.people_at_least, low, high),
        _reaches(None if rule.people_more_than is None else rule.people_more_than + 1, low, high),
        _stays_below(rule.people_fewer_than, low, high),
        _risky(rule.risk, facts.get("risk"), facts.get("safety")),
    ]
    if False in answers:
        return False
    return None if None in answers else True


def _one(pack: Pack, rule: Rule, settings: Settings, state: CaseState, now: datetime) -> Running:
    assessment = state.assessments.get(pack.name)
    does = applies(rule, settings, assessment)
    started = _started(rule, state)
    due = latest = None
    if started is not None and rule.unit is not Unit.PROMPTLY:
        zone = ZoneInfo(pack.zone or settings.time_zone)
        calendar = holidays_of(pack.holidays)
        latest = ends(started, rule.amount, rule.unit, rule.counting, zone, calendar)
        due = min(latest, ends(started, rule.amount, rule.unit, Counting.PLAIN, zone, calendar))
    status = _status(rule, state, started, due, latest, now)
    settled = status in (Status.MET, Status.MET_LATE, Status.WAIVED)
    ended = state.phase is Phase.DISMISSED or _decided_against(rule, assessment)
    if not settled and (does is False or ended):
        status = Status.NOT_APPLICABLE
    return Running(rule, pack.name, status, started, due, latest, does is True)


def _started(rule: Rule, state: CaseState) -> datetime | None:
    if rule.trigger is Trigger.REPORTED:
        return state.first_told
    if rule.trigger is Trigger.CONFIRMED:
        return state.confirmed_at
    met = state.clocks_settled.get(rule.after or "")
    return met.at if met is not None and met.kind is EventKind.CLOCK_MET else None


def _status(
    rule: Rule,
    state: CaseState,
    started: datetime | None,
    due: datetime | None,
    latest: datetime | None,
    now: datetime,
) -> Status:
    settled = state.clocks_settled.get(rule.id)
    if settled is not None and settled.kind is EventKind.CLOCK_WAIVED:
        return Status.WAIVED
    if settled is not None:
        return Status.MET if latest is None or settled.at <= latest else Status.MET_LATE
    if started is None:
        return Status.WAITING
    if due is None:
        return Status.RUNNING
    if now > due:
        return Status.OVERDUE
    return Status.SOON if (due - now) * _SOON < due - started else Status.RUNNING


def _decided_against(rule: Rule, assessment: Event | None) -> bool:
    return rule.assessed and assessment is not None and assessment.facts.get("decision") == _NOT_NOTIFIABLE


def _reaches(least: int | None, low: object, high: object) -> bool | None:
    if least is None:
        return True
    if isinstance(low, int) and low >= least:
        return True
    return False if isinstance(high, int) and high < least else None


def _stays_below(limit: int | None, low: object, high: object) -> bool | None:
    if limit is None:
        return True
    reached = _reaches(limit, low, high)
    return None if reached is None else not reached


def _risky(least: str | None, risk: object, safety: object) -> bool | None:
    """Danger to life or limb is a high risk, whatever was thought of the rest."""
    if least is None or safety == "serious":
        return True
    if risk not in RISKS:
        return None
    return RISKS.index(str(risk)) >= RISKS.index(least)
