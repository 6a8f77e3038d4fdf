"""The notice to counsel: after mandate, hold and review; proven by their receipt; nobody else is named."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from tests.console.conftest import SignIn
from tests.console.counsel.making_counsel import Office, a_client, a_representative, an_office
from withhold.console.affected.models import Standing as Settled
from withhold.console.affected.reconciling import reconciled
from withhold.console.affected.settling import prove
from withhold.console.cases.store import ConsoleCase
from withhold.console.counsel import corresponding
from withhold.console.counsel.correcting import end_as_wrong
from withhold.console.counsel.models import Asked, AskState, Representation, SecureMessage
from withhold.console.counsel.notifying import notify, waiting_for
from withhold.console.counsel.words import own_names
from withhold.console.holds.models import Proof as HoldProof
from withhold.console.holds.periods import period_over, proved
from withhold.console.holds.placing import place
from withhold.console.notices.models import Plan
from withhold.console.notices.texts import sign
from withhold.console.persons.models import ExposedPerson
from withhold.incident.affected.interface import Terminal
from withhold.incident.affected.reconcile import Problem
from withhold.incident.affected.terminals import lacking
from withhold.incident.case.interface import EventKind
from withhold.incident.counsel.interface import CounselError
from withhold.incident.notices.interface import Audience, Form
from withhold.incident.notices.templates import shipped, version_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return an_office()


def _ready(office: Office, own: Representation) -> None:
    place(office.case, office.privacy, "the list was public", [own.person.number])
    Plan.objects.create(
        case=office.case,
        organisation="The Harbour Office",
        contact="https://door.example.org",
        since="1 March 2026",
        until="2 March 2026",
        made_by=office.privacy,
        made_at=datetime.now(UTC),
    )
    sign(version_of(shipped(Audience.COUNSEL, "en"), Form.WRITTEN).sha256, office.privacy)


def _kinds(office: Office) -> list[EventKind]:
    return [one.kind for one in ConsoleCase.open(office.case).events()]


def test_it_waits_for_the_mandate_the_hold_the_plan_and_the_review(office: Office) -> None:
    lawyer = a_representative(office, "Ada Lund", "ada@example.org")
    own = a_client(office, lawyer, 1, verified=False)
    assert len(waiting_for(own)) == 4
    _ready(office, own)
    assert waiting_for(own) == ["the mandate to be verified"]
    with pytest.raises(CounselError, match="waits for the mandate"):
        notify(office.case, own.pk, "now", office.privacy)
    assert not SecureMessage.objects.exists()
    with pytest.raises(PermissionDenied):
        notify(office.case, own.pk, "now", office.clerk)


def test_counsels_receipt_proves_it_and_the_period_waits_for_the_person(
    office: Office, client: Client, signed_in: SignIn
) -> None:
    own = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 1)
    _ready(office, own)
    signed_in(client, office.privacy)
    page = reverse("counsel:notice", args=[office.case.pk, own.pk])
    for _ in range(2):
        assert client.post(page, {"why": "the hold stands"}).status_code == 302
    (message,) = SecureMessage.objects.all()
    assert "Okoro" not in message.subject + message.body  # who the client is stands in the portal alone
    assert "The Harbour Office" in message.body
    assert _kinds(office).count(EventKind.NOTICES_QUEUED) == 1
    signed_in(client, own.representative.user)
    for _ in range(2):
        client.post(reverse("counsel:confirm", args=[own.key, message.pk]))
    assert _kinds(office).count(EventKind.NOTICES_PROVEN) == 1
    assert period_over(office.case, 1, has_counsel=True) is None
    proved(office.case, 1, False, datetime.now(UTC))
    assert period_over(office.case, 1, has_counsel=True) is not None


def test_no_form_of_counsels_takes_the_place_of_the_notice(
    office: Office, client: Client, signed_in: SignIn
) -> None:
    own = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 1)
    _ready(office, own)
    signed_in(client, own.representative.user)
    sent = {"subject": "Hello", "body": "words", "once": "notice"}
    assert client.post(reverse("counsel:write", args=[own.key]), sent).status_code == 422
    made = notify(office.case, own.pk, "the hold stands", office.privacy)
    assert (made.is_notice, made.from_office) == (True, True)


@pytest.mark.parametrize("number", [1, 2])
def test_after_the_persons_own_receipt_counsels_completes_the_end(office: Office, number: int) -> None:
    """Also where counsel was entered for another number of the same person."""
    for row in ExposedPerson.objects.filter(case=office.case, number__in=(1, 2)):
        Settled.objects.create(case=office.case, person=row, number=row.number, rank=1, known={})
    Settled.objects.filter(number=2).update(terminal=Terminal.DUPLICATE_OF, duplicate_of=1)
    own = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), number)
    _ready(office, own)
    made = notify(office.case, own.pk, "the hold stands", office.privacy)
    prove(office.case, 1, False, ["receipt: R-1"])
    assert corresponding.confirm(own, made.pk, own.representative.user)
    ended = Settled.objects.get(number=1)
    assert ended.terminal == Terminal.PROVEN_COUNSEL_AND_PERSON
    assert not lacking(Terminal.PROVEN_COUNSEL_AND_PERSON, ended.evidence)
    assert HoldProof.objects.filter(case=office.case, number=number, counsel=True).exists()


def test_an_ordinary_message_is_no_proof_of_the_notice(office: Office) -> None:
    own = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 1)
    made = corresponding.write(own, True, "Hello", "Please call us.", "a" * 32, office.privacy)
    corresponding.confirm(own, made.pk, own.representative.user)
    assert EventKind.NOTICES_PROVEN not in _kinds(office)


def test_the_office_names_nobody_else_of_the_case_to_counsel(office: Office) -> None:
    """Not in a message, and not in an answer; the client themselves may be named."""
    own = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 1)
    wish = corresponding.Wish(Asked.INTERVIEW, "He wants to speak.", "b" * 32)
    asked = corresponding.ask(own, wish, own.representative.user)
    said = "Ximena Quispe, born 3 April 1991, was there as well."
    with pytest.raises(CounselError, match="somebody else"):
        corresponding.write(own, True, "About him", said, "a" * 32, office.privacy)
    with pytest.raises(CounselError, match="somebody else"):
        corresponding.answer(office.case, asked.pk, AskState.DONE, said, office.privacy)
    asked.refresh_from_db()
    assert asked.state == AskState.OPEN
    fine = "Amadou Okoro can be interviewed on Friday."
    assert corresponding.write(own, True, "About him", fine, "a" * 32, office.privacy).pk


def test_a_client_may_be_named_in_either_order() -> None:
    values = {"full_name": ["OKORO, Amadou B."], "given_name": ["Amadou"], "family_name": ["Okoro"]}
    assert {"OKORO, Amadou B.", "Amadou B. OKORO", "Amadou Okoro", "Okoro Amadou"} <= set(own_names(values))
    # A part alone would let other people of that name pass.
    assert not {"Amadou", "Okoro", "OKORO"} & set(own_names(values))


@pytest.mark.parametrize("another", [False, True])
def test_the_receipt_of_who_never_stood_for_them_is_no_proof(office: Office, another: bool) -> None:
    wrong = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 1)
    right = a_client(office, a_representative(office, "Ole Vik", "ole@example.org"), 1)
    _ready(office, wrong)
    Settled.objects.create(case=office.case, person=wrong.person, number=1, rank=1, known={})
    proved(office.case, 1, False, datetime.now(UTC))
    prove(office.case, 1, False, ["receipt: R-1"])
    for one in (wrong, right) if another else (wrong,):
        made = notify(office.case, one.pk, "to tell counsel", office.privacy)
        corresponding.confirm(one, made.pk, one.representative.user)
    assert Settled.objects.get(number=1).terminal == Terminal.PROVEN_COUNSEL_AND_PERSON
    assert period_over(office.case, 1, True) is not None
    end_as_wrong(office.case, wrong.pk, office.privacy, "the signature was not theirs")
    row = Settled.objects.get(number=1)
    assert (period_over(office.case, 1, True) is not None) == another
    if another:
        assert row.terminal == Terminal.PROVEN_COUNSEL_AND_PERSON
        assert f"counsel receipt: {made.commitment[:16]}" in row.evidence
        assert len(row.evidence) == 2
    else:
        assert (row.terminal, row.evidence) == (Terminal.PROVEN_PERSON, ["receipt: R-1"])


@pytest.mark.parametrize("another", [None, 1, 2])
def test_nor_is_one_that_was_given_under_another_of_their_numbers(
    office: Office, another: int | None
) -> None:
    """Counsel was entered for number 2, who is number 1; `another` stands for the person by right."""
    for row in ExposedPerson.objects.filter(case=office.case, number__in=(1, 2)):
        Settled.objects.create(case=office.case, person=row, number=row.number, rank=1, known={})
    Settled.objects.filter(number=2).update(terminal=Terminal.DUPLICATE_OF, duplicate_of=1)
    wrong = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 2)
    _ready(office, wrong)
    stand = [wrong]
    if another is not None:
        right = a_client(office, a_representative(office, "Ole Vik", "ole@example.org"), another)
        place(office.case, office.privacy, "the list was public", [1, 2])
        stand.append(right)
    proved(office.case, 1, False, datetime.now(UTC))
    prove(office.case, 1, False, ["receipt: R-1"])
    for one in stand:
        made = notify(office.case, one.pk, "to tell counsel", office.privacy)
        corresponding.confirm(one, made.pk, one.representative.user)
    end_as_wrong(office.case, wrong.pk, office.privacy, "the signature was not theirs")
    ended = Settled.objects.get(number=1)
    assert [period_over(office.case, number, True) is not None for number in (1, 2)] == [bool(another)] * 2
    if another is None:
        assert (ended.terminal, ended.evidence) == (Terminal.PROVEN_PERSON, ["receipt: R-1"])
    else:
        told = f"counsel receipt: {made.commitment[:16]}" + (", given to number 2" if another == 2 else "")
        receipts = ["receipt: R-1", told]
        assert (ended.terminal, ended.evidence) == (Terminal.PROVEN_COUNSEL_AND_PERSON, receipts)


def test_who_is_represented_here_is_accounted_for_once_counsel_was_told(office: Office) -> None:
    """Though own records name nobody; also where counsel was entered for a duplicate."""
    for row in ExposedPerson.objects.filter(case=office.case, number__in=(1, 2)):
        Settled.objects.create(case=office.case, person=row, number=row.number, rank=1, known={})
    Settled.objects.filter(number=2).update(
        terminal=Terminal.DUPLICATE_OF, duplicate_of=1, evidence=["agrees: alien number"]
    )
    own = a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 2)
    _ready(office, own)
    prove(office.case, 1, False, ["receipt: R-1"])
    assert reconciled(office.case).found.problems[Problem.COUNSEL_NOT_TOLD] == (1,)
    made = notify(office.case, own.pk, "to tell counsel", office.privacy)
    corresponding.confirm(own, made.pk, own.representative.user)
    found = reconciled(office.case).found
    assert Problem.COUNSEL_NOT_TOLD not in found.problems
    assert not {1, 2} & set(found.unaccounted)
