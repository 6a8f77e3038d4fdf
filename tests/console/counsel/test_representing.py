"""Representatives by invitation; representation entered by one and verified by another."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.console.conftest import SignIn
from tests.console.counsel.making_counsel import PDF, Office, a_client, a_representative, an_office
from tests.console.making import a_member
from withhold.console.access.managing import PersonUnfit
from withhold.console.cases.ending import destroy
from withhold.console.cases.store import ConsoleCase
from withhold.console.counsel import corresponding
from withhold.console.counsel.clients import clients_of
from withhold.console.counsel.inviting import add_firm, add_representative
from withhold.console.counsel.models import Asked, Remedy, Representation, Request, SecureMessage
from withhold.console.counsel.remedying import propose_remedy
from withhold.console.counsel.representing import Claim, end, enter, representatives_of, verify
from withhold.console.counsel.telling import tell
from withhold.console.ledgers.office import office_ledger
from withhold.console.outbox.models import Message
from withhold.console.people.models import Link, User
from withhold.console.people.roles import Role
from withhold.incident.case.interface import Actor, Event, EventKind
from withhold.incident.case.interface import Role as CaseRole
from withhold.incident.counsel.interface import CounselError, ProofKind, RemedyKind, Scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return an_office()


def _events(office: Office) -> list[str]:
    events = ConsoleCase.open(office.case).events()
    return [str(one.facts["what"]) for one in events if one.kind is EventKind.REPRESENTED]


def test_an_invitation_makes_an_account_that_is_a_representatives_and_nothing_else(office: Office) -> None:
    made = add_representative(
        office.case, "Ada Lund", "Ada@example.org", False, None, office.clerk, "of record"
    )
    assert made.user.roles == [str(Role.REPRESENTATIVE)]
    assert not made.user.has_usable_password()
    link = Link.objects.get(user=made.user)
    assert link.is_open()
    assert link.expires <= datetime.now(UTC) + timedelta(hours=24)
    mail = Message.objects.get(kind="invitation")
    assert link.digest not in mail.body  # the database has the hash, the mail the token
    again = add_representative(office.case, "Ada Lund", "ada@example.org", False, None, office.clerk, "again")
    assert again.pk == made.pk
    assert Message.objects.filter(kind="invitation").count() == 1


def test_an_account_of_the_office_never_becomes_a_representatives(office: Office) -> None:
    with pytest.raises(PersonUnfit):
        add_representative(office.case, "Anna", office.privacy.email, False, None, office.clerk, "why")
    office.privacy.refresh_from_db()
    assert office.privacy.roles == [str(Role.PRIVACY_OFFICER)]


def test_two_people_make_a_representation_stand(office: Office) -> None:
    lawyer = a_representative(office, "Ada Lund", "ada@example.org")
    claim = a_client(office, lawyer, 1, verified=False)
    assert representatives_of(office.case, 1) == []
    with pytest.raises(CounselError, match="another person"):
        verify(office.case, claim.pk, office.clerk, "I entered it")
    for _ in range(2):  # a double click
        verify(office.case, claim.pk, office.privacy, "read the authority")
    assert [one.pk for one in representatives_of(office.case, 1)] == [claim.pk]
    assert _events(office) == ["verified"]
    end(office.case, claim.pk, office.clerk, "another lawyer took over")
    end(office.case, claim.pk, office.clerk, "another lawyer took over")
    assert representatives_of(office.case, 1) == []
    assert _events(office) == ["verified", "ended"]
    a_client(office, lawyer, 1)  # it may begin again
    assert len(representatives_of(office.case, 1)) == 1


def test_who_invited_a_representative_does_not_verify_for_them(office: Office) -> None:
    lawyer = a_representative(office, "Ada Lund", "ada@example.org")  # invited by the clerk
    other = a_member(office.case, Role.COUNSEL, "Ole Vik")
    claim = a_client(office, lawyer, 1, verified=False)
    Representation.objects.filter(pk=claim.pk).update(entered_by=other)
    with pytest.raises(CounselError, match="account they made"):
        verify(office.case, claim.pk, office.clerk, "looks good")


def test_entering_it_twice_is_one_row(office: Office) -> None:
    lawyer = a_representative(office, "Ada Lund", "ada@example.org")
    assert a_client(office, lawyer, 1, verified=False).pk == a_client(office, lawyer, 1, verified=False).pk


def test_a_document_that_comes_later_is_not_dropped_without_a_word(office: Office) -> None:
    """Else it would be thought to be there, and the representation could never be verified."""
    lawyer = a_representative(office, "Ada Lund", "ada@example.org")
    today = datetime.now(UTC).date()
    first = enter(office.case, Claim(1, lawyer, Scope.ALL, ProofKind.NONE, today), office.clerk)
    proven = Claim(1, lawyer, Scope.ALL, ProofKind.COURT_RECORD, today, document=PDF)
    with pytest.raises(CounselError, match="end that one first"):
        enter(office.case, proven, office.clerk)
    end(office.case, first.pk, office.clerk, "the document came")
    made = enter(office.case, proven, office.clerk)
    assert verify(office.case, made.pk, office.privacy, "read it").verified_by == office.privacy


def test_no_name_or_document_stands_in_clear_in_the_database(office: Office) -> None:
    lawyer = a_representative(office, "Ada Lund", "ada@example.org")
    a_client(office, lawyer, 1)
    add_firm(office.case, "Lund and Vik", "desk@example.org", True, office.clerk)
    with connection.cursor() as cursor:
        for table in ("counsel_firm", "counsel_representation"):
            cursor.execute(f"SELECT * FROM {table}")
            rows = b" ".join(
                bytes(str(cell), "utf-8", "replace") for row in cursor.fetchall() for cell in row
            )
            for said in (b"Vik", b"desk@", b"file 1", b"JVBERi"):
                assert said not in rows


def test_a_shared_inbox_never_gets_a_name(office: Office) -> None:
    lawyer = a_representative(office, "Ada Lund", "ada@example.org")
    firm = add_firm(office.case, "Lund and Vik", "desk@example.org", True, office.clerk)
    assert add_firm(office.case, "lund and  vik", "", True, office.clerk).pk == firm.pk
    lawyer.firm = firm
    lawyer.save()
    tell(a_client(office, lawyer, 2))
    mails = {one.recipient: one.subject + one.body for one in Message.objects.filter(kind="portal")}
    assert mails.keys() == {"ada@example.org", "desk@example.org"}
    for text in mails.values():
        for said in ("Quispe", "file 2", "Ada", office.case.pk):
            assert said not in text


def test_the_pages_lead_from_invitation_to_verification(
    office: Office, client: Client, signed_in: SignIn
) -> None:
    clerk, privacy = signed_in(Client(), office.clerk), signed_in(client, office.privacy)
    case = office.case.pk
    sent = {"name": "Ada Lund", "email": "ada@example.org", "firm": "Lund", "why": "counsel of record"}
    assert clerk.post(reverse("counsel:invite", args=[case]), sent).status_code == 302
    lawyer = User.objects.get(email="ada@example.org").representative
    entered = {
        "number": "1",
        "representative": str(lawyer.pk),
        "scope": "asylum",
        "proof": "court_record",
        "since": "2026-01-01",
        "label": "22/118",
        "document": SimpleUploadedFile("a.pdf", PDF),
    }
    answer = clerk.post(reverse("counsel:enter", args=[case]), entered)
    assert answer.status_code == 302
    claim = Representation.objects.get()
    assert answer["Location"] == reverse("counsel:representation", args=[case, claim.pk])
    document = reverse("counsel:proof", args=[case, claim.pk])
    before = office_ledger().size()
    assert privacy.post(document, {"why": " "}).status_code == 422
    assert office_ledger().size() == before
    proof = privacy.post(document, {"why": "to verify it"})
    assert proof.content == PDF
    assert proof["Content-Disposition"].startswith("attachment")
    assert [one.kind for one in office_ledger().entries(before)] == ["office.revealed"]
    act = reverse("counsel:act", args=[case, claim.pk, "verify"])
    assert clerk.post(act, {"why": "mine"}).status_code == 422
    assert privacy.post(act, {"why": "read it"}).status_code == 302
    assert b"Verified" in privacy.get(answer["Location"]).content
    assert b"Number 1" in privacy.get(reverse("counsel:representatives", args=[case])).content


@pytest.mark.parametrize("change", [{"document": SimpleUploadedFile("a.pdf", b"MZ")}, {"number": "99"}])
def test_what_cannot_be_entered_is_told_on_the_page(
    office: Office, client: Client, signed_in: SignIn, change: dict[str, object]
) -> None:
    lawyer = a_representative(office, "Ada Lund", "ada@example.org")
    sent = {
        "number": "1",
        "representative": str(lawyer.pk),
        "scope": "asylum",
        "proof": "court_record",
        "since": "2026-01-01",
        "document": SimpleUploadedFile("a.pdf", PDF),
        **change,
    }
    answer = signed_in(client, office.clerk).post(reverse("counsel:enter", args=[office.case.pk]), sent)
    assert answer.status_code == 422
    assert not Representation.objects.exists()


def test_another_cases_representation_does_not_exist_here(
    office: Office, client: Client, signed_in: SignIn
) -> None:
    other = an_office()
    claim = a_client(other, a_representative(other, "Ada Lund", "ada@example.org"), 1)
    signed_in(client, office.privacy)
    for name in ("representation", "proof"):
        address = reverse(f"counsel:{name}", args=[office.case.pk, claim.pk])
        ask = client.post if name == "proof" else client.get
        assert ask(address, {"why": "x"}).status_code == 404
    assert client.get(reverse("counsel:representation", args=[other.case.pk, claim.pk])).status_code == 404
    with pytest.raises(CounselError):
        end(office.case, claim.pk, office.privacy, "not ours")


def test_everything_goes_with_the_data_of_the_case(office: Office) -> None:
    lawyer = a_representative(office, "Ada Lund", "ada@example.org")
    own = a_client(office, lawyer, 1)
    corresponding.write(own, True, "Your client", "was on it", "a" * 32, office.privacy)
    wish = corresponding.Wish(Asked.INTERVIEW, "She wants to speak.", "b" * 32)
    corresponding.ask(own, wish, lawyer.user)
    propose_remedy(office.case, 1, RemedyKind.RELEASE, "Ada", "held", office.privacy)
    first, second = Actor("Ole Vik", CaseRole.COUNSEL), Actor("Anna Berg", CaseRole.PRIVACY_OFFICER)
    now = datetime.now(UTC)
    proposed = Event(EventKind.PROPOSED, now, first, "a drill", {"what": "dismiss"})
    dismissed = Event(EventKind.DISMISSED, now, second, "it was a drill after all")
    ConsoleCase.open(office.case).append([proposed, dismissed])
    destroy(office.case, office.privacy, "its time is over", agreed=True)
    for model in (Representation, Request, SecureMessage, Remedy):
        assert not model._base_manager.exists()
    assert list(clients_of(lawyer.user)) == []
