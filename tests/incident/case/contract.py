"""What every CaseStore must do, whatever keeps it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from withhold.incident.case.interface import (
    Actor,
    CaseError,
    CaseStore,
    Event,
    EventKind,
    Phase,
    Role,
)
from withhold.incident.case.state import CaseState
from withhold.ledger.interface import Ledger

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LEAD = Actor("Anna Berg", Role.CASE_LEAD)
CLERK = Actor("Carl Dahl", Role.RECORDS_CLERK)


def _event(kind: EventKind, by: Actor = LEAD, why: str = "I looked") -> Event:
    return Event(kind, AT, by, why)


class Stored(CaseStore, Protocol):
    """A store with its ledger, and what the events add up to."""

    @property
    def ledger(self) -> Ledger: ...

    def state(self) -> CaseState: ...


class Opener(Protocol):
    """Opens the same case anew, as another process would."""

    def __call__(self) -> Stored: ...


class CaseStoreContract:
    """Inherit, and give `opened`: it opens one case that was reported, and nothing else."""

    @pytest.fixture
    def opened(self) -> Opener:
        raise NotImplementedError

    def test_what_one_records_another_sees(self, opened: Opener) -> None:
        one, other = opened(), opened()
        one.append([_event(EventKind.CONFIRMED)])
        assert [event.kind for event in other.events()] == [EventKind.REPORTED, EventKind.CONFIRMED]
        last = other.events()[-1]
        assert (last.by, last.why, last.at) == (LEAD, "I looked", AT)
        assert last.recorded is not None
        assert other.state().phase is Phase.CONFIRMED

    def test_the_rules_see_what_others_recorded(self, opened: Opener) -> None:
        one, other = opened(), opened()
        assert other.state().phase is Phase.REPORTED
        one.append([_event(EventKind.DISMISSED)])
        with pytest.raises(CaseError):
            other.append([_event(EventKind.CONFIRMED)])
        assert len(other.events()) == 2

    def test_all_or_none(self, opened: Opener) -> None:
        case = opened()
        with pytest.raises(CaseError):
            case.append([_event(EventKind.NOTED), _event(EventKind.CLOSED)])
        with pytest.raises(CaseError):
            case.append([_event(EventKind.CONFIRMED, CLERK)])
        case.append([])
        assert len(case.events()) == len(opened().events()) == 1

    def test_what_has_not_happened_yet_is_refused(self, opened: Opener) -> None:
        case = opened()
        ahead = datetime.now(UTC) + timedelta(days=2)
        with pytest.raises(CaseError):
            case.append([Event(EventKind.NOTED, ahead, LEAD, "tomorrow")])
        assert len(case.events()) == 1

    def test_its_folders_are_for_their_owner_alone(self, opened: Opener) -> None:
        case = opened()
        for folder in (case.evidence, case.work):
            assert folder.is_dir()
            assert folder.stat().st_mode & 0o077 == 0

    def test_many_at_once_lose_nothing(self, opened: Opener) -> None:
        def work(number: int) -> None:
            try:
                case = opened()
                for step in range(2):
                    case.append([_event(EventKind.NOTED, why=f"note {number}.{step}")])
            finally:
                self.thread_ends()

        with ThreadPoolExecutor(20) as pool:
            list(pool.map(work, range(20)))
        case = opened()
        notes = sorted(event.why for event in case.events()[1:])
        assert notes == sorted(f"note {number}.{step}" for number in range(20) for step in range(2))
        checkpoint = case.ledger.checkpoint()
        assert checkpoint is not None
        assert checkpoint.size == 41

    def thread_ends(self) -> None:
        """What an adapter closes at the end of a thread."""
