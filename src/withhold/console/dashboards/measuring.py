"""How long cases took: from facts of their ledgers, by the month in which they were told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.domain.errors import WithholdError
from withhold.incident.case.interface import Event, EventKind
from withhold.incident.case.state import CaseState

_SPANS = {
    "detect": "To detect: from public to told",
    "remove": "To remove: from told to out of reach",
    "hold": "To hold: from told until every case system knows",
    "notify": "To notify: from confirmed to the first deadline that was met",
    "tell": "To tell people or their counsel: from confirmed to the first proven notice",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One case in seconds; None is not known, or has not happened. No title, nobody's name."""

    month: str
    open: bool
    spans: dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Board:
    """Months in order; of each span its title, and by month the median in hours and of how many it is."""

    cases: int
    open: int
    unread: int
    """Cases whose ledger could not be read: they are in no number."""
    months: list[str]
    opened: list[int]
    trends: list[tuple[str, list[float | None], list[int]]]
    medians: list[tuple[str, float | None, int]]


def visible_to(user: User) -> Sequence[Case]:
    """One's own cases; for auditors all of them, in counts."""
    rows = Case.objects.filter(destroyed_at=None).order_by("created")
    if user.has_role(Role.AUDITOR):
        return list(rows)
    mine = rows.filter(members__user=user).prefetch_related("members").distinct()
    return [row for row in mine if _is_member(user, row)]


def _is_member(user: User, row: Case) -> bool:
    return any(one.user_id == user.pk and one.role in user.roles for one in row.members.all())


def board_of(rows: Sequence[Case]) -> Board:
    """What these cases have in common."""
    measured: list[Measured] = []
    unread = 0
    for row in rows:
        try:
            case = ConsoleCase.open(row)
            measured.append(measure(case.state(), case.events()))
        except WithholdError:
            unread += 1  # told on the page: it must not look as if it were not there
    months = sorted({one.month for one in measured})
    by_month = {month: [one for one in measured if one.month == month] for month in months}
    trends, medians = [], []
    for name, title in _SPANS.items():
        each = [_hours(name, by_month[month]) for month in months]
        trends.append((title, [value for value, _ in each], [count for _, count in each]))
        medians.append((title, *_hours(name, measured)))
    still = sum(one.open for one in measured)
    opened = [len(by_month[month]) for month in months]
    return Board(len(measured), still, unread, months, opened, trends, medians)


def measure(state: CaseState, events: Sequence[Event]) -> Measured:
    """One case. What is not proven has no number: a guess would make a good-looking trend."""
    told = state.first_told
    since = state.window.get("since_earliest")
    met = [event.at for event in events if event.kind is EventKind.CLOCK_MET]
    proven = [event.at for event in events if event.kind is EventKind.NOTICES_PROVEN]
    held = [event.at for event in events if event.kind is EventKind.HOLDS_CONFIRMED]
    spans = {
        "detect": _between(since, told),
        "remove": _between(told, state.unreachable_at),
        "hold": _between(told, min(held) if held else None),
        "notify": _between(state.confirmed_at, min(met) if met else None),
        "tell": _between(state.confirmed_at, min(proven) if proven else None),
    }
    month = "not told" if told is None else told.strftime("%Y-%m")
    return Measured(month, state.is_open, spans)


def _between(start: datetime | None, end: datetime | None) -> float | None:
    if start is None or end is None:
        return None
    return max(timedelta(0), end - start).total_seconds()


def _hours(name: str, measured: Sequence[Measured]) -> tuple[float | None, int]:
    """The median in hours, and of how many cases."""
    known = [value for one in measured if (value := one.spans[name]) is not None]
    return (round(median(known) / 3600, 2) if known else None), len(known)
