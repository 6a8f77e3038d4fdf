"""The register of remedies, and who asked at the door whether they are affected."""

from datetime import UTC, datetime
from pathlib import Path

import pyrage
import pytest
from django.test import Client
from django.urls import reverse

from tests.console.conftest import SignIn
from tests.console.counsel.making_counsel import NAMES, Office, a_client, a_representative, an_office
from tests.console.door.running import Door, a_door, ask
from tests.console.making import a_member
from withhold.console.cases.store import ConsoleCase
from withhold.console.counsel.asking import collect, settle
from withhold.console.counsel.corresponding import Wish, answer
from withhold.console.counsel.corresponding import ask as counsel_asks
from withhold.console.counsel.models import Asked, AskState, Question, Remedy
from withhold.console.counsel.remedying import decide_remedy, propose_remedy
from withhold.console.door.config import load_door_config
from withhold.console.holds.placing import place
from withhold.console.ledgers.office import office_ledger
from withhold.console.people.roles import Role
from withhold.incident.case.interface import EventKind
from withhold.incident.counsel.interface import CounselError, RemedyKind, RemedyState

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return an_office()


def _decided(office: Office) -> list[tuple[object, object]]:
    events = ConsoleCase.open(office.case).events()
    return [(one.facts["kind"], one.facts["state"]) for one in events if one.kind is EventKind.REMEDY_DECIDED]


def test_a_remedy_goes_its_way_in_the_ledger(office: Office, client: Client, signed_in: SignIn) -> None:
    signed_in(client, office.privacy)
    sent = {"number": "2", "kind": "return_offered", "owner": "Ada Lund", "reason": "was removed"}
    for _ in range(2):  # a double click
        answer = client.post(reverse("counsel:remedies", args=[office.case.pk]), sent)
        assert answer.status_code == 302
    (remedy,) = Remedy.objects.all()
    decided = {"state": "offered", "owner": "Ada Lund", "reason": "the ministry agreed"}
    page = reverse("counsel:remedy", args=[office.case.pk, remedy.pk])
    assert client.post(page, decided).status_code == 302
    assert client.post(page, decided).status_code == 422  # not a step from there
    assert _decided(office) == [("return_offered", "proposed"), ("return_offered", "offered")]
    assert b"Return offered" in client.get(reverse("counsel:remedies", args=[office.case.pk])).content


def test_the_same_decision_again_changes_nothing(office: Office) -> None:
    remedy = propose_remedy(office.case, 1, RemedyKind.RELEASE, "Ada", "held", office.privacy)
    for _ in range(2):
        decide_remedy(office.case, remedy.pk, RemedyState.GRANTED, "Ada", "released", office.privacy)
    assert len(_decided(office)) == 2


def test_the_timeline_which_everybody_in_the_case_sees_tells_nothing_of_a_client(
    office: Office, client: Client, signed_in: SignIn
) -> None:
    propose_remedy(office.case, 1, RemedyKind.RELEASE, "Ada Rowan", "held with her son", office.privacy)
    own = a_client(office, a_representative(office, "Ole Birch", "ole@example.org"), 1)
    place(office.case, office.privacy, "the list was public", [1])
    wish = Wish(Asked.WAIVER, "she wants to go home", "d" * 32, "removal")
    asked = counsel_asks(own, wish, own.representative.user)
    answer(office.case, asked.pk, AskState.DONE, "we spoke with her", office.privacy)
    signed_in(client, a_member(office.case, Role.EDITOR))
    page = client.get(f"/cases/{office.case.pk}/timeline/").content.decode()
    for kind in ("Remedy decided", "Represented", "Hold waived", "s was answered"):
        assert kind in page
    for said in ("Rowan", "her son", "the authority", "go home", "we spoke", "number 1"):
        assert said not in page, said
    assert "to one action in spite of the hold: removal" in page
    told = client.get(f"/api/v1/cases/{office.case.pk}/timeline").content.decode()
    assert "hold_waived" in told
    for said in ("Rowan", "her son", "the authority", "go home", "we spoke"):
        assert said not in told, said


def test_a_clerk_decides_no_remedy_and_another_cases_does_not_exist(
    office: Office, client: Client, signed_in: SignIn
) -> None:
    with pytest.raises(CounselError):
        propose_remedy(office.case, 1, RemedyKind.RELEASE, "Ada", "held", office.clerk)
    other = an_office()
    remedy = propose_remedy(other.case, 1, RemedyKind.RELEASE, "Ada", "held", other.privacy)
    signed_in(client, office.privacy)
    assert client.get(reverse("counsel:remedy", args=[office.case.pk, remedy.pk])).status_code == 404
    signed_in(client, office.clerk)
    assert client.get(reverse("counsel:remedies", args=[office.case.pk])).status_code == 403


@pytest.fixture
def own_door(tmp_path: Path) -> Door:
    with a_door(tmp_path / "door", 'trusted = ["127.0.0.0/8"]\n') as opened:
        ask(opened, "/am-i-affected/", f"who={NAMES[1]}&reach=by+my+sister&lang=es".encode())
        ask(opened, "/am-i-affected/", b"who=Nobody+Of+These&lawyer=Ada+Lund")
        return opened


def test_questions_come_from_the_door_once_and_nobody_is_looked_up(
    office: Office, own_door: Door, client: Client, signed_in: SignIn
) -> None:
    """A question of somebody on the list and one of nobody's look alike wherever the office sees them."""
    config = load_door_config(own_door.home)
    assert collect(config, own_door.identity) == 2
    assert collect(config, own_door.identity) == 0
    assert Question.objects.count() == 2
    signed_in(client, office.privacy)
    listed = client.get(reverse("counsel:questions")).content.decode()
    assert NAMES[1] not in listed
    pages = []
    for one in Question.objects.order_by("id"):
        page = client.get(reverse("counsel:question", args=[one.pk])).content.decode()
        assert "Never say yes, no" in page
        pages.append(page.count("govuk-summary-list__row"))
        assert "numero" not in page
    assert len(set(pages)) == 1


def test_a_question_is_settled_once_with_its_way_and_not_with_its_answer(
    office: Office, own_door: Door, client: Client, signed_in: SignIn
) -> None:
    collect(load_door_config(own_door.home), own_door.identity)
    one = Question.objects.order_by("id")[0]
    before = office_ledger().size()
    sent = {"how": "counsel", "note": "called the firm, saw the authority"}
    signed_in(client, office.privacy)
    for _ in range(2):
        assert client.post(reverse("counsel:question", args=[one.pk]), sent).status_code == 302
    (entry,) = list(office_ledger().entries(before))
    assert dict(entry.facts) | {"account": 0} == {"account": 0, "question": one.pk, "how": "counsel"}
    with pytest.raises(CounselError):
        settle(one.pk, "yes", "told them", office.privacy)
    for role in (Role.CASE_LEAD, Role.CLERK, Role.COUNSEL):
        signed_in(client, a_member(office.case, role))
        assert client.get(reverse("counsel:questions")).status_code == 403


def test_a_question_sealed_to_another_key_is_not_lost(own_door: Door) -> None:
    collect(load_door_config(own_door.home), pyrage.x25519.Identity.generate())
    assert [one.readable for one in Question.objects.all()] == [False, False]
    assert all(one.arrived <= datetime.now(UTC) for one in Question.objects.all())
