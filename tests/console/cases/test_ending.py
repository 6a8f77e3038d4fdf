"""The end of a case's data: only by two, only when it is over; rows and files go, the ledger stays."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models import CASCADE
from django.utils import timezone

from tests.console.cases.test_store import BY, a_case
from tests.console.filling import a_row
from tests.console.making import a_member
from withhold.cli.main import main
from withhold.console.access.agreement import agree
from withhold.console.access.interface import Operation
from withhold.console.cases import ending
from withhold.console.cases.models import Case, Membership
from withhold.console.cases.store import ConsoleCase
from withhold.console.holds.models import State
from withhold.console.ledgers.models import Opening
from withhold.console.ledgers.office import office_ledger
from withhold.console.outbox.models import Message
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.incident import flow
from withhold.incident.case.interface import CaseError, Event, EventKind

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def _over() -> tuple[ConsoleCase, User]:
    case = a_case()
    case.append([Event(EventKind.DISMISSED, AT, BY, "SECRET reason")])
    return case, a_member(case.row, Role.PRIVACY_OFFICER, "Vera Lind")


def _office(kind: str) -> int:
    return sum(entry.kind == f"office.{kind}" for entry in office_ledger().entries())


@pytest.mark.django_db
def test_the_end_of_a_case_sets_the_date_and_going_on_takes_it_away() -> None:
    case, _ = _over()
    assert case.row.destroy_on == (datetime.now(UTC) + timedelta(days=730)).date()
    assert Case.objects.get(pk=case.row.pk).destroy_on == case.row.destroy_on
    flow.reopen(case, BY, "there is more", AT)
    assert Case.objects.get(pk=case.row.pk).destroy_on is None


@pytest.mark.django_db
def test_another_date_needs_a_reason_and_is_recorded() -> None:
    case, user = _over()
    stale = ConsoleCase.open(Case.objects.get(pk=case.row.pk))
    later = date(2199, 1, 1)
    for on, why in ((later, " "), (date(2020, 1, 1), "why")):
        with pytest.raises(CaseError):
            ending.set_destroy_on(case.row, on, user, why)
    ending.set_destroy_on(case.row, later, user, "a court asked for it")
    assert "2199-01-01: a court asked for it" in stale.events()[-1].why
    stale.append([Event(EventKind.NOTED, AT, BY, "a note")])
    assert Case.objects.get(pk=case.row.pk).destroy_on == later


@pytest.mark.django_db
def test_nobody_destroys_alone_without_a_reason_or_what_is_open() -> None:
    case, user = _over()
    for row, why, agreed in ((case.row, "why", False), (case.row, " ", True), (a_case().row, "why", True)):
        with pytest.raises(CaseError):
            ending.destroy(row, user, why, agreed=agreed)
    assert not Case.objects.filter(destroyed_at__isnull=False).exists()
    assert case.events()[1].why == "SECRET reason"
    assert not _office("destroyed")


@pytest.mark.django_db(transaction=True)
def test_rows_openings_and_files_go_and_the_ledger_stays(tmp_path: Path) -> None:
    case, user = _over()
    other = a_case()
    evidence = case.evidence / "seal"
    evidence.write_bytes(b"bytes")
    relations = [
        one
        for one in Case._meta.related_objects
        if one.on_delete is CASCADE and one.related_model is not Membership
    ]
    assert len(relations) >= 5
    for relation in relations:
        made = a_row(relation.related_model)
        setattr(made, relation.field.name, case.row)
        made.save()
    case.row.holds.update(state=State.RELEASED)  # as long as one stands, nothing is destroyed
    before = case.ledger.size()

    ending.destroy(case.row, user, "two years are over", agreed=True)

    row = Case.objects.get(pk=case.row.pk)
    assert (row.title, row.settings, row.cause) == ("(destroyed)", {}, "")
    assert not evidence.exists()
    assert not ending.files_left(row)
    for relation in relations:
        assert not relation.related_model._base_manager.filter(**{relation.field.name: row}).exists()
    assert not Opening.objects.filter(tree__origin=case.ledger.origin).exists()
    assert [entry.kind for entry in case.ledger.entries(before)] == ["console.destroyed"]
    assert _office("destroyed") == 1
    assert row.members.filter(user=user).exists()
    export = tmp_path / "export.jsonl"
    export.write_bytes(b"".join(case.ledger.export()))
    assert main(["ledger", "verify", str(export), "--public-key", str(case.ledger.key)]) == 0
    for opened in (case, ConsoleCase(row)):
        with pytest.raises(CaseError, match="destroyed"):
            opened.append([Event(EventKind.NOTED, AT, BY, "after the end")])
    with pytest.raises(CaseError, match="destroyed"):
        ConsoleCase.open(row)
    assert other.events()[0].why == "A reader wrote to us."


@pytest.mark.django_db(transaction=True)
def test_files_that_could_not_be_removed_are_told_and_removed_later(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    case, user = _over()
    (case.evidence / "seal").write_bytes(b"bytes")

    def refuse(path: Path, onerror: object) -> None:
        assert callable(onerror)
        onerror(None, str(path), (OSError, OSError(), None))

    with monkeypatch.context() as refusing:
        refusing.setattr("withhold.console.cases.ending.shutil.rmtree", refuse)
        ending.destroy(case.row, user, "over", agreed=True)
        assert ending.files_left(case.row)
        assert ending.finish_destructions() == 1
    assert "still there" in caplog.text
    ending.ask_for_due()
    assert ending.finish_destructions() == 0
    assert not ending.files_left(case.row)


@pytest.mark.django_db
def test_who_may_destroy_is_asked_once_a_week_and_nothing_happens_by_itself() -> None:
    case, user = _over()
    a_member(case.row, Role.CASE_LEAD)
    today = timezone.now().date()
    assert ending.ask_for_due(today) == 0
    Case.objects.filter(pk=case.row.pk).update(destroy_on=today)
    assert ending.due_for_destruction(today) == [case.row]
    assert (ending.ask_for_due(today), ending.ask_for_due(today)) == (1, 0)
    [mail] = Message.objects.all()
    assert (mail.recipient, mail.kind) == (user.email, ending.ASKED)
    assert "A list" not in mail.subject + mail.body
    Message.objects.update(created=timezone.now() - timedelta(days=8))
    assert ending.ask_for_due(today) == 1
    assert Case.objects.get(pk=case.row.pk).destroyed_at is None


def _one_step(row: Case, user: User) -> bool:
    with transaction.atomic():
        agreed = agree(Operation.DESTROY_CASE, row.pk, user, "SECRET: the time is over", row)
        if agreed:
            ending.destroy(row, user, "the time is over", agreed=True)
    return agreed


@pytest.mark.django_db(transaction=True)
def test_one_proposes_and_another_agrees() -> None:
    case, vera = _over()
    tom = a_member(case.row, Role.COUNSEL, "Tom Aas")
    assert not _one_step(case.row, vera)
    assert not _one_step(case.row, vera)
    assert Case.objects.get(pk=case.row.pk).destroyed_at is None
    assert _one_step(case.row, tom)
    assert Case.objects.get(pk=case.row.pk).destroyed_at is not None
    assert all(not entry.private for entry in case.ledger.entries())
    with pytest.raises(CaseError, match="destroyed"):
        ConsoleCase.open(Case.objects.get(pk=case.row.pk))
