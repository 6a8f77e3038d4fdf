"""Invented people, times and events of which the tests of cases are made."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage

from withhold.incident.case.interface import MACHINE, Actor, Event, EventKind, Role, Settings
from withhold.incident.case.rules import check_all
from withhold.incident.case.state import CaseState
from withhold.incident.case.store import CaseFolder
from withhold.ledger.interface import Fact

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ANNA = Actor("Anna Berg", Role.PRIVACY_OFFICER)
BEN = Actor("Ben Okafor", Role.COUNSEL)
CARA = Actor("Cara Lind", Role.WEB_EDITOR)
CLERK = Actor("Dora Weiss", Role.RECORDS_CLERK)
URL = "https://www.example.org/files/list.xlsx"
SHA256 = "ab" * 32
STEP = "cd" * 32


class FixedClock:
    """A clock that stands until it is told to go on."""

    def __init__(self, moment: datetime = START) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def pass_by(self, **spans: float) -> datetime:
        self.moment += timedelta(**spans)
        return self.moment


def event(
    kind: EventKind,
    minutes: float = 0,
    by: Actor = ANNA,
    facts: Mapping[str, Fact] | None = None,
    private: Mapping[str, str] | None = None,
) -> Event:
    """An event so many minutes after the start."""
    return Event(kind, START + timedelta(minutes=minutes), by, "because", facts or {}, private or {})


def reported(minutes: float = 0, source: str = "tip") -> Event:
    return event(EventKind.REPORTED, minutes, facts={"source": source})


def confirmed(minutes: float = 11) -> Event:
    return event(EventKind.CONFIRMED, minutes)


def place(minutes: float, held: str, url: str = URL) -> Event:
    return event(
        EventKind.PLACE_ADDED, minutes, facts={"kind": "original", "held": held}, private={"url": url}
    )


def unread(minutes: float, url: str = URL) -> Event:
    return event(EventKind.PLACE_UNREAD, minutes, facts={"kind": "alias"}, private={"url": url})


def a_round(minutes: float, gone: int = 9, still: int = 0, unsure: int = 0) -> Event:
    facts: dict[str, Fact] = {"round": 1, "gone": gone, "still": still, "unsure": unsure}
    return event(EventKind.ROUND_LOOKED, minutes, MACHINE, facts)


def unreachable(minutes: float) -> Event:
    return event(EventKind.UNREACHABLE, minutes, MACHINE, {"round": 1})


def gone(minutes: float, rounds: int = 3) -> Event:
    return event(EventKind.VERIFIED_GONE, minutes, MACHINE, {"rounds": rounds})


def proven_gone(minutes: float = 20) -> list[Event]:
    """The three clean rounds and what they prove."""
    first, *more = (a_round(minutes + n) for n in range(3))
    return [first, unreachable(minutes), *more, gone(minutes + 2)]


def after(*events: Event) -> CaseState:
    """The state after events that the rules have allowed."""
    return check_all(CaseState(), events, START + timedelta(days=400))


def settings(**changes: object) -> Settings:
    fixed: dict[str, object] = {
        "case_id": "case-1234",
        "title": "A list on the site",
        "time_zone": "America/New_York",
        "recipients": (str(pyrage.x25519.Identity.generate().to_public()),),
        "site": None,
    }
    return Settings(**{**fixed, **changes})  # type: ignore[arg-type]


def new_case(root: Path, clock: FixedClock, **changes: object) -> CaseFolder:
    """A case on the disk with its first report."""
    first = Event(EventKind.REPORTED, clock.now(), ANNA, "a reader wrote", {"source": "tip"}, {"url": URL})
    return CaseFolder.create(root / "case", settings(**changes), [first], clock)
