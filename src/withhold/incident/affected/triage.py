"""How pressing a person is: what is due first, then who is held, and who is in most danger."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from withhold.domain.fields import Field
from withhold.incident.affected.cohorts import in_custody, is_minor
from withhold.incident.affected.describing import nations_of
from withhold.incident.affected.interface import Cohort, LeakRow, OwnRecord, Triage
from withhold.incident.affected.triage_policy import Nation, Policy, usual
from withhold.text.dates import parse_date
from withhold.text.normalise import fold_label

_DENYING = frozenset({"", "0", "n", "na", "n a", "no", "nil", "none", "null", "false", "not applicable"})
_AFFIRMING = frozenset({"y", "yes", "true", "1"})


class Reason(StrEnum):
    """Why somebody is pressing: a closed list, the most pressing first."""

    REMOVAL_OVERDUE = "removal_overdue"  # the day has passed, and nothing says that it did not happen
    REMOVAL_DATE = "removal_date"
    REMOVAL_TOLD = "removal_told"  # an order or a removal is told of, without its day
    COURT_DATE = "court_date"
    REMOVED = "removed"
    IN_CUSTODY = "in_custody"
    CUSTODY_UNKNOWN = "custody_unknown"
    NATIONALITY = "nationality"
    MINOR = "minor"
    AGE_UNKNOWN = "age_unknown"
    VICTIM = "victim"
    NATIONALITY_UNKNOWN = "nationality_unknown"
    VICTIM_UNKNOWN = "victim_unknown"
    NO_RECORD = "no_record"  # nothing but the leak tells of them


_PLACE = {reason: place for place, reason in enumerate(Reason)}
RANKS = {
    1: "within days, overdue, or an order without its day",
    2: "within two weeks, held or perhaps held, or removed already",
    3: "within a month",
    4: "in special danger, or that is not known",
    5: "none of these",
    6: "deceased",
}
_LAST, _DECEASED = 5, 6


def triage(
    row: LeakRow,
    record: OwnRecord | None,
    cohort: Cohort,
    today: date,
    dangerous_nations: Mapping[str, Nation] | None = None,
    policy: Policy | None = None,
    majority: int | None = None,
) -> Triage:
    """The rank (see `RANKS`), its reasons, and the day that makes it so. The unknown counts as pressing.

    `dangerous_nations` stands for those of the policy, by their code in lower case; `majority` for the age
    of the usual cohorts.
    """
    if cohort is Cohort.DECEASED:
        return Triage(_DECEASED, ())
    chosen = policy or usual()
    nations = chosen.nations if dangerous_nations is None else dangerous_nations
    due, days, reasons = _due(row, record, cohort, today, chosen)
    held = None if cohort is Cohort.UNKNOWN and record is not None else in_custody(row, record)
    if cohort is Cohort.REMOVED:
        reasons.append(Reason.REMOVED)
    elif held is not False and cohort not in (Cohort.AT_LIBERTY, Cohort.ABROAD):
        reasons.append(Reason.IN_CUSTODY if held else Reason.CUSTODY_UNKNOWN)
        days = min(days, chosen.unknown_held)
    danger = _danger(row, record, today, nations, majority)
    rank = _rank(days, bool(danger), chosen)
    if cohort is Cohort.REMOVED:
        rank = min(rank, 2)
    reasons += danger
    reasons += [Reason.NO_RECORD] if record is None else []
    return Triage(rank, tuple(map(str, sorted(reasons, key=_PLACE.__getitem__))), due)


def order(number: int, one: Triage) -> tuple[int, date, tuple[int, ...], int]:
    """What to sort by: no two people are equal. `number` is the row's."""
    places = (*(_PLACE[Reason(word)] for word in one.reasons), len(Reason))
    return one.rank, one.due or date.max, places, number


def _due(
    row: LeakRow, record: OwnRecord | None, cohort: Cohort, today: date, policy: Policy
) -> tuple[date | None, int, list[Reason]]:
    """The next day that is known, in how many days something may happen, and why."""
    found: list[tuple[int, date | None, Reason]] = []
    if record is not None and cohort is not Cohort.REMOVED:
        planned = [day for day in (record.removal_date, _future(record.removed_on, today)) if day]
        for day in planned:
            late = day < today
            found.append(((day - today).days, day, Reason.REMOVAL_OVERDUE if late else Reason.REMOVAL_DATE))
        if record.court_date is not None and record.court_date >= today:
            hearing = record.court_date
            found.append(((hearing - today).days + policy.hearing_lag, hearing, Reason.COURT_DATE))
    status = record.status if record is not None else None
    if cohort is not Cohort.REMOVED and status and _orders([status], policy):
        found.append((policy.ordered, None, Reason.REMOVAL_TOLD))
    elif cohort is not Cohort.REMOVED and (_affirmed(row) or _orders(_cells(row), policy)):
        days = policy.ordered if record is None else policy.ordered_in_leak
        found.append((days, None, Reason.REMOVAL_TOLD))
    if not found:
        return None, policy.month + 1, []
    dated = [one for one in found if one[1] is not None]
    due = min(dated)[1] if dated else None
    return due, min(days for days, _, _ in found), list({reason for _, _, reason in found})


def _future(day: date | None, today: date) -> date | None:
    return day if day is not None and day > today else None


def _cells(row: LeakRow) -> list[str]:
    """What the leak tells of a status, and its other columns but for those whose cell denies the header."""
    cells = [f"{header} {value}" for header, value in row.others.items() if fold_label(value) not in _DENYING]
    return [*cells, *row.fields.get(Field.CASE_STATUS, ())]


def _affirmed(row: LeakRow) -> bool:
    """Whether a status is only a yes or a day: that of a column like “Final order”; its name is not kept."""
    told = row.fields.get(Field.CASE_STATUS, ())
    return any(fold_label(value) in _AFFIRMING or parse_date(value) is not None for value in told)


def _orders(cells: Iterable[str], policy: Policy) -> bool:
    """Whether any of these tells of an order to leave."""
    for told in map(fold_label, cells):
        for word in policy.protecting_words:
            told = told.replace(word, "")
        if any(word in told for word in policy.ordered_words):
            return True
    return False


def _danger(
    row: LeakRow,
    record: OwnRecord | None,
    today: date,
    nations: Mapping[str, Nation],
    majority: int | None,
) -> list[Reason]:
    told = [*row.fields.get(Field.NATIONALITY, ()), *row.fields.get(Field.COUNTRY_OF_BIRTH, ())]
    if record is not None and record.nationality:
        told.append(record.nationality)
    codes = nations_of(told)
    minor = is_minor(row, record, today, majority)
    victim = None if record is None else record.victim
    found = {
        Reason.NATIONALITY: not codes.isdisjoint(nations),
        Reason.NATIONALITY_UNKNOWN: not codes,
        Reason.MINOR: minor is True,
        Reason.AGE_UNKNOWN: minor is None,
        Reason.VICTIM: victim is True,
        Reason.VICTIM_UNKNOWN: victim is None,
    }
    return [reason for reason, so in found.items() if so]


def _rank(days: int, danger: bool, policy: Policy) -> int:
    for rank, bound in enumerate((policy.soon, policy.fortnight, policy.month), 1):
        if days <= bound:
            return rank
    return _LAST - 1 if danger else _LAST
