"""Who clears what: one other person, two, never who brought it or made the account (design 5.3)."""

from pathlib import Path

import pytest
from django.db import transaction

from tests.console.desk.making import CLAIMS, PLAIN, STAFF, a_place, founding, inspected
from tests.console.making import a_person
from withhold.cli.main import main
from withhold.console.desk import clearing
from withhold.console.desk.cleaning import NoCopy, answer
from withhold.console.desk.clearing import NotCleared, ask, refuse, revoke, sign, standing
from withhold.console.desk.keys import TRUST, state_of
from withhold.console.desk.models import ClearanceRequest
from withhold.console.desk.storing import content_of, path_of
from withhold.console.ledgers.office import office_ledger
from withhold.console.people.models import User
from withhold.console.people.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)


def reviewer(made_by: User | None = None, name: str = "") -> User:
    return a_person(Role.REVIEWER, made_by=made_by, name=name)


def test_a_release_is_cleared_on_the_spot_and_the_command_agrees(tmp_path: Path) -> None:
    place = a_place()
    found = inspected(PLAIN, a_person(Role.EDITOR), place)
    assert found.decision == "release"
    assert standing(found.document.sha256, place).cleared
    state = state_of(place)
    [record] = (state.clearances / found.document.sha256).glob("*.json")
    file = tmp_path / "a.csv"
    file.write_bytes(PLAIN)
    command = ["clearance", "verify", str(file), str(record), "--trust", str(state.root / TRUST)]
    assert main([*command, "--destination", place.name]) == 0
    file.write_bytes(CLAIMS)
    assert main(command) == 10


def test_a_review_takes_one_other_person() -> None:
    place, editor = a_place(), a_person(Role.EDITOR, Role.REVIEWER)
    found = inspected(STAFF, editor, place)
    assert found.decision == "review"
    asked = ask(found, editor, "The staff agreed")
    with pytest.raises(NotCleared, match="somebody else"):
        sign(asked.pk, editor, "fine")
    with pytest.raises(NotCleared, match="made the other's account"):
        sign(asked.pk, reviewer(made_by=editor), "fine")
    with pytest.raises(NotCleared, match="somebody else"):
        sign(asked.pk, reviewer(name=editor.name.upper()), "fine")
    with pytest.raises(NotCleared, match="reviewer"):
        sign(asked.pk, a_person(Role.EDITOR), "fine")
    with pytest.raises(NotCleared, match="why"):
        sign(asked.pk, reviewer(), " ")
    assert not standing(found.document.sha256, place).cleared
    assert sign(asked.pk, reviewer(), "I looked at it").state == "cleared"
    assert standing(found.document.sha256, place).cleared


def test_a_withhold_takes_two_others_with_reasons() -> None:
    place, editor = a_place(), a_person(Role.EDITOR)
    found = inspected(CLAIMS, editor, place)
    asked = ask(found, editor, "The court ordered it")
    first, second = reviewer(), reviewer()
    assert sign(asked.pk, first, "I read the order").state == "open"
    with pytest.raises(NotCleared, match="second person"):
        sign(asked.pk, first, "again")
    assert not standing(found.document.sha256, place).cleared
    assert sign(asked.pk, second, "So did I").state == "cleared"
    assert standing(found.document.sha256, place).cleared
    kinds = [entry.kind for entry in office_ledger().entries()]
    assert kinds[-3:] == ["office.clearance_asked", "office.clearance_given", "office.clearance_given"]


def test_an_emergency_is_one_person_and_short() -> None:
    place, editor = a_place(), a_person(Role.EDITOR)
    asked = ask(inspected(CLAIMS, editor, place), editor, "Flood warning", emergency=True)
    cleared = sign(asked.pk, reviewer(), "It cannot wait")
    assert cleared.state == "cleared"
    assert cleared.not_after is not None
    assert (cleared.not_after - cleared.asked_at).days <= 3
    assert cleared.review_by is not None


def test_what_is_taken_back_is_refused_by_every_gate() -> None:
    place, editor = a_place(), a_person(Role.EDITOR)
    found = inspected(PLAIN, editor, place)
    asked = ClearanceRequest.objects.get(inspection=found)
    revoke(asked.pk, reviewer(), "It was the wrong month")
    assert not standing(found.document.sha256, place).cleared
    again = inspected(PLAIN, editor, place)
    assert not standing(again.document.sha256, place).cleared


def test_a_refusal_ends_it() -> None:
    editor = a_person(Role.EDITOR)
    asked = ask(inspected(STAFF, editor, a_place()), editor, "please")
    assert refuse(asked.pk, reviewer(), "No home addresses").state == "refused"
    with pytest.raises(NotCleared, match="settled"):
        sign(asked.pk, reviewer(), "but I would")


def test_what_the_ledger_cannot_have_was_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    place, editor = a_place(), a_person(Role.EDITOR)
    found = inspected(STAFF, editor, place)
    asked = ask(found, editor, "please")

    def down(*_: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr(clearing, "record", down)
    with pytest.raises(OSError, match="no space"):
        sign(asked.pk, reviewer(), "I looked")
    assert ClearanceRequest.objects.get(pk=asked.pk).state == "open"
    assert not standing(found.document.sha256, place).cleared


def test_a_crash_between_database_and_shelf_is_made_good() -> None:
    place = a_place()
    found = inspected(PLAIN, a_person(Role.EDITOR), place)
    for record in (state_of(place).clearances / found.document.sha256).glob("*.json"):
        record.unlink()
    assert not standing(found.document.sha256, place).cleared
    assert clearing.restock() == 1
    assert standing(found.document.sha256, place).cleared
    assert clearing.restock() == 0


def test_the_bytes_go_when_they_are_old() -> None:
    from datetime import timedelta

    from django.utils import timezone

    from withhold.console.desk.models import Document
    from withhold.console.desk.storing import KEPT, forget_old

    found = inspected(PLAIN, a_person(Role.EDITOR))
    with transaction.atomic():
        Document.objects.filter(pk=found.document_id).update(at=timezone.now() - KEPT - timedelta(days=1))
    assert path_of(found.document).exists()
    assert forget_old() == 1
    assert not path_of(found.document).exists()


def test_brought_bytes_lie_encrypted() -> None:
    found = inspected(PLAIN, a_person(Role.EDITOR))
    assert PLAIN[:20] not in path_of(found.document).read_bytes()
    with content_of(found.document) as path:
        assert path.read_bytes() == PLAIN


def test_no_copy_of_bytes_that_are_gone() -> None:
    found = inspected(founding(), a_person(Role.EDITOR), name="statistics.xlsx")
    path_of(found.document).unlink()
    with pytest.raises(NoCopy, match="missing"):
        answer(found)
