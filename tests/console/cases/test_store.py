"""Events of a case over the table's ledger: with the transaction around them, and never from memory alone."""

from datetime import UTC, datetime

import pyrage
import pytest
from django.db import connection, transaction

from tests.console.making import a_member, a_person
from tests.incident.case.contract import CaseStoreContract, Opener
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.people.roles import Role
from withhold.incident import flow
from withhold.incident.case.events import Source
from withhold.incident.case.interface import Actor, CaseError, Event, EventKind, Phase
from withhold.incident.case.interface import Role as CaseRole

BY = Actor("Anna Berg", CaseRole.PRIVACY_OFFICER)
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def a_case() -> ConsoleCase:
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    first = Event(EventKind.REPORTED, AT, BY, "A reader wrote to us.", {"source": str(Source.TIP)})
    return ConsoleCase.create("A list", {"recipients": [recipient], "time_zone": "UTC"}, [first])


@pytest.mark.django_db
def test_what_one_records_another_sees() -> None:
    case = a_case()
    other = ConsoleCase.open(Case.objects.get(pk=case.row.pk))
    flow.confirm(other, BY, "I looked", AT)
    assert case.state().phase is Phase.CONFIRMED
    assert Case.objects.get(pk=case.row.pk).phase == "confirmed"
    assert [event.kind for event in case.events()] == [EventKind.REPORTED, EventKind.CONFIRMED]
    assert case.events()[0].by == BY


@pytest.mark.django_db
def test_the_rules_stand_and_nothing_is_half_done() -> None:
    case = a_case()
    with pytest.raises(CaseError):
        case.append([Event(EventKind.CLOSED, AT, BY, "over")])
    assert len(case.events()) == 1
    with pytest.raises(CaseError):
        ConsoleCase.create("", {"recipients": []}, [])
    assert Case.objects.count() == 1


class _Undone(Exception):
    pass


def _confirm_and_undo(case: ConsoleCase) -> None:
    with transaction.atomic():
        flow.confirm(case, BY, "I looked", AT)
        assert case.state().phase is Phase.CONFIRMED
        raise _Undone


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_is_forgotten_by_whoever_saw_it() -> None:
    case = a_case()
    with pytest.raises(_Undone):
        _confirm_and_undo(case)
    assert case.state().phase is Phase.REPORTED
    assert ConsoleCase.open(Case.objects.get(pk=case.row.pk)).state().phase is Phase.REPORTED
    assert case.row.phase == Case.objects.get(pk=case.row.pk).phase == "reported"
    flow.confirm(case, BY, "I looked", AT)
    assert ConsoleCase.open(Case.objects.get(pk=case.row.pk)).state().phase is Phase.CONFIRMED


@pytest.mark.django_db
def test_folders_are_for_their_owner_alone() -> None:
    case = a_case()
    for folder in (case.evidence, case.work):
        assert folder.is_dir()
        assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.django_db(transaction=True)
class TestConsoleCase(CaseStoreContract):
    @pytest.fixture
    def opened(self, transactional_db: None) -> Opener:
        row = a_case().row
        return lambda: ConsoleCase.open(Case.objects.get(pk=row.pk))

    def thread_ends(self) -> None:
        connection.close()


@pytest.mark.django_db
def test_who_acts_in_a_case_is_a_member_with_the_role_in_both_places() -> None:
    row = a_case().row
    lead = a_member(row, Role.CASE_LEAD, "Vera Lind")
    assert actor_in(lead, row) == Actor("Vera Lind", CaseRole.CASE_LEAD)
    lead.roles = [str(Role.AUDITOR)]
    for user in (lead, a_person(Role.PRIVACY_OFFICER), a_member(row, Role.AUDITOR)):
        with pytest.raises(CaseError, match="lets you read"):
            actor_in(user, row)
