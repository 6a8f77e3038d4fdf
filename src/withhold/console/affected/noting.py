"""Notes about one of the people: in the case's ledger, and not on pages that everybody in the case sees."""

from django.utils import timezone

from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.people.models import User
from withhold.incident.case.interface import Event, EventKind


def note_of_people(case: Case, by: User, what: str, note: str) -> None:
    """`what` may be read by everybody in the case and tells of nobody. `note` has numbers and evidence, which
    tell how it is with somebody: it is committed to and not shown. Raises CaseError, LedgerError."""
    event = Event(EventKind.NOTED, timezone.now(), actor_in(by, case), what, private={"people": note})
    ConsoleCase.open(case).append([event])
