"""What tries to break the desk: late workers, crashes, hostile names, two at once, two names of one."""

import threading
import tomllib
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from tests.console.conftest import SignIn
from tests.console.desk.making import CLAIMS, PLAIN, STAFF, a_place, bring, inspected
from tests.console.making import a_person
from withhold.clearance.interface import ClearanceError
from withhold.clearance.shelf import FolderShelf
from withhold.clearance.trust import Trust
from withhold.cli.main import main
from withhold.console.desk import clearing, inspecting, judging
from withhold.console.desk.clearing import NotCleared, ask, restock, revoke, sign, standing
from withhold.console.desk.keys import TRUST, key_of, state_of
from withhold.console.desk.models import (
    ClearanceRequest,
    ClearanceSigner,
    ClearingKey,
    Destination,
    Inspection,
)
from withhold.console.desk.profiles import save
from withhold.console.desk.storing import plain_name
from withhold.console.people.models import User
from withhold.console.people.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)
PROFILE = (
    'destination = "Calendar"\npurpose = "Hearings"\nauthority = "Rules"\nowner = "Registry"\n'
    'expiry = "2020-01-01"\nfields = ["full_name"]\n'
)


def reviewer(name: str = "") -> User:
    return a_person(Role.REVIEWER, name=name)


def queued(content: bytes, place: Any = None) -> Inspection:
    """An inspection that waits for a worker again."""
    found = inspected(content, a_person(Role.EDITOR), place)
    ClearanceRequest.objects.filter(inspection=found).delete()
    Inspection.objects.filter(pk=found.pk).update(state="queued", verdict=None, decision="", attempts=0)
    return found


@pytest.mark.parametrize("spelt", ["Lindqvist, Karin", "karin\u200b  LINDQVIST", "Karin Lindqvist."])
def test_one_name_in_another_spelling_is_one_person(spelt: str) -> None:
    editor = a_person(Role.EDITOR, name="Karin Lindqvist")
    asked = ask(inspected(STAFF, editor, a_place()), editor, "please")
    with pytest.raises(NotCleared, match="somebody else"):
        sign(asked.pk, reviewer(spelt), "fine")
    two = ask(inspected(CLAIMS, a_person(Role.EDITOR), a_place("https://two.example.org")), editor, "ordered")
    sign(two.pk, reviewer("Maria Sol"), "read")
    with pytest.raises(NotCleared, match="second person"):
        sign(two.pk, reviewer("Sol, Maria"), "read it too")
    assert ClearanceRequest.objects.get(pk=two.pk).state == "open"


def test_who_lost_the_role_signs_nothing_and_leaves_the_trust_file() -> None:
    place, editor, other = a_place(), a_person(Role.EDITOR), reviewer("Rosa Reviewer")
    asked = ask(inspected(STAFF, editor, place), editor, "please")
    key_of(other)
    restock()
    assert _rights(place, "Rosa Reviewer") == ["review", "withhold", "emergency", "revoke"]
    other.roles = []
    other.save()
    with pytest.raises(NotCleared, match="reviewer"):
        sign(asked.pk, other, "fine")
    restock()
    assert _rights(place, "Rosa Reviewer") == ["revoke"]


def test_what_rests_on_somebody_who_left_is_cleared_no_more() -> None:
    place, editor, other = a_place(), a_person(Role.EDITOR), reviewer()
    found = inspected(STAFF, editor, place)
    sign(ask(found, editor, "please").pk, other, "I looked")
    assert standing(found.document.sha256, place).cleared
    other.is_active = False
    other.save()
    assert not standing(found.document.sha256, place).cleared
    assert restock() == 0


def test_a_gate_reads_the_shelf_as_its_state_folder(capsys: pytest.CaptureFixture[str]) -> None:
    place = a_place()
    found = inspected(PLAIN, a_person(Role.EDITOR), place)
    root = str(state_of(place).root)
    given = ["--state", root, "--trust", f"{root}/{TRUST}", "--destination", place.name]
    assert main(["clearance", "list", *given]) == 0
    assert found.document.sha256[:12] in capsys.readouterr().out


def test_what_a_case_lead_took_back_stays_so_when_they_left_and_can_be_cleared_anew() -> None:
    place, editor, lead = a_place(), a_person(Role.EDITOR), a_person(Role.CASE_LEAD, name="Lena Lead")
    found = inspected(PLAIN, editor, place)
    revoke(ClearanceRequest.objects.get(inspection=found).pk, lead, "the wrong month")
    assert standing(found.document.sha256, place).why == "it is revoked"
    lead.roles, lead.is_active = [], False
    lead.save()
    assert standing(found.document.sha256, place).why == "it is revoked"
    again = ask(inspected(PLAIN, editor, place), editor, "it was the right month")
    assert sign(again.pk, reviewer(), "I compared it").state == "cleared"
    assert standing(found.document.sha256, place).cleared


def test_a_strange_name_of_one_signer_does_not_spoil_the_trust_file() -> None:
    place, editor = a_place(), a_person(Role.EDITOR)
    key_of(reviewer('Quote " \\ \x7f \x1b \u202e\n[[key]]'))
    found = inspected(PLAIN, editor, place)
    assert found.state == "judged", found.failure
    assert standing(found.document.sha256, place).cleared
    path = state_of(place).root / TRUST
    assert len(tomllib.loads(path.read_text("utf-8"))["key"]) == len(Trust.load(path).keys) == 2


def _rights(place: Destination, owner: str) -> list[str]:
    """What the place's trust file gives to somebody."""
    entries = tomllib.loads((state_of(place).root / TRUST).read_text("utf-8"))["key"]
    return next(list(entry["may"]) for entry in entries if entry["owner"] == owner)


def test_taking_back_counts_for_every_inspection_of_the_bytes() -> None:
    place, editor = a_place(), a_person(Role.EDITOR)
    first, second = (inspected(PLAIN, editor, place) for _ in range(2))
    elsewhere = inspected(PLAIN, editor, a_place("https://two.example.org"))
    revoke(ClearanceRequest.objects.get(inspection=first).pk, reviewer(), "the wrong month")
    assert ClearanceRequest.objects.get(inspection=second).state == "revoked"
    assert ClearanceRequest.objects.get(inspection=elsewhere).state == "cleared"
    assert restock() == 0
    assert not standing(first.document.sha256, place).cleared


def test_gates_refuse_before_the_database_says_that_it_is_taken_back() -> None:
    place, editor = a_place(), a_person(Role.EDITOR)
    found = inspected(PLAIN, editor, place)
    asked = ClearanceRequest.objects.get(inspection=found)
    with transaction.atomic():
        revoke(asked.pk, reviewer(), "the wrong month")
        assert not standing(found.document.sha256, place).cleared


def test_one_clearance_that_a_shelf_refuses_does_not_hold_up_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    place, editor = a_place(), a_person(Role.EDITOR)
    found = [inspected(PLAIN + line, editor, place) for line in (b"", b"West,3\n")]
    for one in found:
        for record in (state_of(place).clearances / one.document.sha256).glob("*.json"):
            record.unlink()
    kept, refused = FolderShelf.keep, found[0].document.sha256

    def keep(self: FolderShelf, clearance: Any) -> None:
        if clearance.statement.sha256 == refused:
            raise ClearanceError("the disk is full")
        kept(self, clearance)

    monkeypatch.setattr(FolderShelf, "keep", keep)
    assert restock() == 1
    assert "the disk is full" in caplog.text
    assert [standing(one.document.sha256, place).cleared for one in found] == [False, True]


def test_a_late_worker_changes_nothing_that_another_took_over(monkeypatch: pytest.MonkeyPatch) -> None:
    found, judged = queued(PLAIN, a_place()), judging.judge

    def slow(*given: Any) -> Any:
        Inspection.objects.filter(pk=found.pk).update(attempts=2)
        return judged(*given)

    monkeypatch.setattr(inspecting, "judge", slow)
    inspecting.run(found.pk)
    found.refresh_from_db()
    assert (found.state, found.decision, found.verdict) == ("running", "", None)
    assert not ClearanceRequest.objects.filter(inspection=found).exists()


def test_a_crash_is_no_verdict_and_tells_no_value(
    client: Client, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = queued(PLAIN, a_place())

    def crash(*_: object) -> None:
        raise RuntimeError("Quispe Huamán")

    monkeypatch.setattr(inspecting, "judge", crash)
    inspecting.run(found.pk)
    found.refresh_from_db()
    assert (found.state, found.decision) == ("failed", "")
    page = signed_in(client, found.asked_by).get(f"/desk/inspections/{found.pk}/").content.decode()
    assert "It could not be inspected" in page
    assert "Quispe" not in page + found.failure
    with pytest.raises(NotCleared, match="only an inspected file"):
        ask(found, found.asked_by, "please")


def test_what_waits_long_is_queued_once_in_a_lease() -> None:
    found = queued(PLAIN)
    long_ago = timezone.now() - inspecting.LEASE - timedelta(minutes=1)
    Inspection.objects.filter(pk=found.pk).update(asked_at=long_ago, started_at=None)
    assert (inspecting.come_back(), inspecting.come_back()) == (1, 0)
    inspecting.run(found.pk)
    assert Inspection.objects.get(pk=found.pk).state == "judged"
    assert inspecting.come_back() == 0


def test_a_profile_that_ended_releases_nothing() -> None:
    place, officer = a_place(), a_person(Role.PRIVACY_OFFICER)
    save(place, PROFILE, officer, "calendar")
    found = inspected(b"Name\nKarin Lindqvist\n", a_person(Role.EDITOR), place)
    assert (found.state, found.decision) == ("failed", "")
    assert "expired on 2020-01-01" in found.failure
    assert "/" not in found.failure.replace("2020-01-01", "")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\files\\list.xlsx", "list.xlsx"),
        ("a\u202excod.exe\x00\n\x1b[31m.csv", "axcod.exe[31m.csv"),
        ("\udcff", "file"),
        ("   ", "file"),
        ("x" * 5000 + ".xlsx", "x" * 250 + ".xlsx"),
        ("." + "y" * 5000, "y" * 255),
    ],
)
def test_a_hostile_name_becomes_a_plain_one(name: str, shown: str) -> None:
    assert plain_name(name) == shown


def test_a_hostile_name_is_shown_escaped(client: Client, signed_in: SignIn) -> None:
    signed_in(client, a_person(Role.EDITOR))
    found = bring(client, CLAIMS, "<script>alert(1)<script>\u202e.csv")
    inspecting.run(found)
    page = client.get(f"/desk/inspections/{found}/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "\u202e" not in page


def test_an_id_that_nobody_made_is_not_found(client: Client, signed_in: SignIn) -> None:
    signed_in(client, a_person(Role.REVIEWER, Role.CASE_LEAD))
    for address in ("/desk/inspections/%00/", "/desk/clearances/a%00/", "/desk/history/%00/", "/cases/%00/"):
        assert client.get(address).status_code == 404, address
    assert client.get("/api/v1/inspections/%00").status_code == 404


def test_the_edition_of_somebody_else_is_not_told(client: Client, signed_in: SignIn) -> None:
    place, editor = a_place(), a_person(Role.EDITOR)
    inspected(CLAIMS, a_person(Role.EDITOR), place, page="Monthly statistics")
    found = inspected(PLAIN, editor, place, page="Monthly statistics")
    address = f"/desk/inspections/{found.pk}/"
    told = "the verdict was withhold"
    assert told not in signed_in(client, editor).get(address).content.decode()
    assert told in signed_in(Client(), reviewer()).get(address).content.decode()


def _at_once(*calls: Any) -> list[str]:
    """What came of calls that run at the same time."""
    start, came = threading.Barrier(len(calls)), []

    def one(call: Any) -> None:
        try:
            start.wait(10)
            call()
            came.append("done")
        except NotCleared as error:
            came.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def test_two_who_sign_at_once_are_both_counted() -> None:
    place, editor = a_place(), a_person(Role.EDITOR)
    found = inspected(CLAIMS, editor, place)
    asked = ask(found, editor, "ordered")
    first, second = reviewer(), reviewer()
    came = _at_once(lambda: sign(asked.pk, first, "read"), lambda: sign(asked.pk, second, "read"))
    assert came == ["done", "done"]
    assert ClearanceRequest.objects.get(pk=asked.pk).state == "cleared"
    assert standing(found.document.sha256, place).cleared


def test_one_who_signs_twice_at_once_is_one() -> None:
    place, editor, other = a_place(), a_person(Role.EDITOR), reviewer()
    asked = ask(inspected(CLAIMS, editor, place), editor, "ordered")
    came = _at_once(*(lambda: sign(asked.pk, other, "read") for _ in range(2)))
    assert sorted(came)[0] == "done"
    assert "second person" in sorted(came)[1]
    assert ClearanceSigner.objects.filter(request=asked).count() == 1
    assert ClearanceRequest.objects.get(pk=asked.pk).state == "open"


def test_asking_twice_at_once_is_asking_once() -> None:
    editor = a_person(Role.EDITOR)
    found = inspected(STAFF, editor, a_place())
    assert _at_once(*(lambda: clearing.ask(found, editor, "please") for _ in range(2))) == ["done", "done"]
    assert ClearanceRequest.objects.filter(inspection=found).count() == 1


def test_a_first_signature_in_two_places_at_once_makes_one_key() -> None:
    editor, other = a_person(Role.EDITOR), reviewer()
    asked = [
        ask(inspected(STAFF, editor, a_place(f"https://{name}.example.org")), editor, "please")
        for name in ("one", "two")
    ]
    came = _at_once(*(lambda one=one: sign(one.pk, other, "read") for one in asked))
    assert came == ["done", "done"]
    assert ClearingKey.objects.filter(user=other).count() == 1
