"""Puts what people do into the ledgers, in the transaction of the change."""

from collections.abc import Mapping
from datetime import UTC, datetime

from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.people.models import User
from withhold.incident.case.interface import Event, EventKind
from withhold.ledger.interface import Fact


def record_both(
    kind: OfficeEvent, user: User, why: str, facts: Mapping[str, Fact], case: Case | None, note: str
) -> None:
    """Into the office's ledger; where it is a case's, as a note (`note`: why) into the case's own as well.

    Raises LedgerError or CaseError if either cannot be written: then the change must not happen.
    """
    about: dict[str, Fact] = {"case": case.pk} if case is not None else {}
    # The case first, the office last, everywhere: two that lock in another order would wait for each other.
    if case is not None:
        event = Event(EventKind.NOTED, datetime.now(UTC), actor_in(user, case), f"{note}: {why}")
        ConsoleCase.open(case).append([event])
    record(kind, user, {**facts, **about}, {"why": why})
