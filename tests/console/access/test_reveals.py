"""Nothing of a person is shown before it is recorded who saw it and why."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from tests.console.access.casing import a_case
from tests.console.making import a_member, a_person
from withhold.console.access.agreement import ReasonMissing
from withhold.console.access.models import Reveal
from withhold.console.access.reveals import TooManyReveals, reveal
from withhold.console.cases.store import ConsoleCase
from withhold.console.ledgers.office import office_ledger
from withhold.console.outbox.models import Message
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.ledger.interface import LedgerError

pytestmark = pytest.mark.django_db
SUBJECT = "ab" * 16


def _request(user: User) -> Any:
    request = RequestFactory().post("/")
    request.user = user
    return request


def _revealed() -> list[Any]:
    return [entry for entry in office_ledger().entries() if entry.kind == "office.revealed"]


def test_a_reveal_is_in_both_ledgers_before_it_is_shown() -> None:
    case = a_case()
    clerk = a_member(case, Role.CLERK, "Cy Holm")
    reveal(_request(clerk), case, "person", SUBJECT, "to write the notice")
    (entry,) = _revealed()
    assert entry.facts["subject"] == SUBJECT
    assert entry.facts["account"] == clerk.pk
    assert entry.facts["case"] == case.pk
    assert entry.private == {"by": "Cy Holm", "why": "to write the notice"}
    last = ConsoleCase.open(case).events()[-1]
    assert (last.by.name, last.why) == ("Cy Holm", "person: to write the notice")


def test_without_a_reason_nothing_is_shown() -> None:
    case = a_case()
    with pytest.raises(ReasonMissing):
        reveal(_request(a_member(case, Role.CLERK)), case, "person", SUBJECT, "  ")
    assert not _revealed()


@pytest.mark.parametrize("role", [Role.EDITOR, Role.CASE_LEAD, Role.AUDITOR, Role.ADMINISTRATOR])
def test_without_the_right_nothing_is_shown(role: Role) -> None:
    case = a_case()
    with pytest.raises(PermissionDenied):
        reveal(_request(a_member(case, role)), case, "person", SUBJECT, "why")
    with pytest.raises(PermissionDenied):
        reveal(_request(a_person(Role.PRIVACY_OFFICER)), case, "person", SUBJECT, "why")


@pytest.mark.parametrize("failing", ["record", "ConsoleCase"])
def test_where_a_ledger_fails_nothing_is_shown(monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    from withhold.console.access import recording

    case = a_case()
    clerk = a_member(case, Role.CLERK)

    class Full:
        def __init__(self, *_args: object) -> None:
            raise LedgerError("full")

        open = __init__

    monkeypatch.setattr(recording, failing, Full)
    with pytest.raises(LedgerError):
        reveal(_request(clerk), case, "person", SUBJECT, "why")
    monkeypatch.undo()
    assert not _revealed()
    assert not Reveal.objects.exists(), "what was not shown is not counted"


def test_over_the_limit_nothing_is_shown_and_the_privacy_officer_is_told_once(settings: Any) -> None:
    settings.WITHHOLD_REVEALS_PER_HOUR = 2
    case = a_case()
    clerk, officer = a_member(case, Role.CLERK, "Cy Holm"), a_person(Role.PRIVACY_OFFICER)
    for _ in range(2):
        reveal(_request(clerk), case, "person", SUBJECT, "why")
    for _ in range(3):
        with pytest.raises(TooManyReveals):
            reveal(_request(clerk), case, "person", SUBJECT, "why")
    assert len(_revealed()) == 2
    (mail,) = (row for row in Message.objects.all() if row.recipient == officer.email)
    assert "Cy Holm" not in mail.body
    reveal(_request(a_member(case, Role.COUNSEL)), case, "person", SUBJECT, "others go on")
    assert Reveal.objects.count() == 3
