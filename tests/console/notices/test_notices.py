"""Notices: everybody is queued or listed, nothing leaves before hold and review, proof is a receipt."""

import csv
import io
import zipfile
from datetime import timedelta
from typing import Any

import pyrage
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.console.affected.conftest import Desk, as_csv, own_records
from tests.console.affected.conftest import desk as desk
from tests.console.affected.rows import a_value
from tests.console.conftest import SignIn
from tests.console.making import a_member, a_person
from withhold.console.affected.models import Standing
from withhold.console.cases.store import ConsoleCase
from withhold.console.holds.models import Proof as HoldProof
from withhold.console.holds.periods import period_over
from withhold.console.holds.placing import place_when_due
from withhold.console.notices import handing, screening, sending
from withhold.console.notices.handing import envelopes, make_sheet, ready, scan
from withhold.console.notices.models import Notice, Plan, Sheet, Step
from withhold.console.notices.printing import print_sheet
from withhold.console.notices.queueing import Said, queue_notices
from withhold.console.notices.returning import came_back
from withhold.console.notices.sending import filled, follow_mails, refresh, send_due
from withhold.console.notices.texts import every_text, sign
from withhold.console.outbox.models import Message, Setback
from withhold.console.outbox.models import State as MessageState
from withhold.console.people.roles import Role
from withhold.console.persons.loading import commitment_of
from withhold.console.persons.models import ExposedPerson
from withhold.incident.case.interface import EventKind
from withhold.incident.notices.interface import Audience, Channel, NoticeError, Proof
from withhold.text.codes import grouped_code

pytestmark = pytest.mark.django_db
SAID = Said(
    "Example Agency",
    "https://example.org/safe",
    "28 November 2022, 09:45 (UTC-5)",
    "28 November 2022, 14:04 (UTC-5)",
)


@pytest.fixture
def derived(desk: Desk) -> Desk:
    """Worked out; Bintu Varga has a mailbox of their own and no postal address."""
    records = own_records()
    records[1][5], records[1][6] = "bintu@example.org", ""
    desk.give(as_csv(records))
    return desk


def queued(desk: Desk) -> dict[int, Notice]:
    queue_notices(desk.row, desk.user, "they are to be told", SAID)
    return {one.number: one for one in Notice.objects.filter(case=desk.row)}


def sign_all(desk: Desk) -> None:
    for text in every_text():
        if text.version.key.audience in (Audience.PERSON, Audience.MAILBOX):
            sign(text.version.sha256, desk.user)


def mail(desk: Desk) -> Notice:
    """Whoever is told by mail."""
    return Notice.objects.filter(case=desk.row, channel=Channel.EMAIL).order_by("number")[0]


def test_everybody_who_is_to_be_told_has_one_and_twice_is_once(derived: Desk) -> None:
    notices = queued(derived)
    assert queue_notices(derived.row, derived.user, "again", SAID).total() == 0
    told = Standing.objects.filter(case=derived.row).exclude(terminal__in=["duplicate_of", "deceased"])
    assert set(told.values_list("number", flat=True)) <= notices.keys()
    kinds = [one.kind for one in ConsoleCase.open(derived.row).events()]
    assert kinds.count(EventKind.NOTICES_QUEUED) == 1


def test_who_has_no_way_is_listed_with_the_reason(derived: Desk) -> None:
    queued(derived)
    nowhere = Notice.objects.filter(case=derived.row, channel="")
    assert nowhere.exists()
    assert all(one.excluded for one in nowhere)


def test_nothing_leaves_before_hold_and_review(derived: Desk) -> None:
    queued(derived)
    assert send_due() == 0
    assert mail(derived).number == 2
    assert mail(derived).waiting == ["review", "hold"]
    place_when_due(derived.row)
    assert send_due() == 0
    assert mail(derived).waiting == ["review"]
    sign_all(derived)
    assert send_due() >= 1
    one = mail(derived)
    assert one.state == Proof.SENDING
    assert one.message is not None
    assert one.message.subject == filled(one).title
    assert one.message.body == filled(one).body
    assert send_due() == 0, "nobody is told twice"


def test_a_mail_says_only_that_there_is_a_letter(derived: Desk) -> None:
    queued(derived)
    one = mail(derived)
    by_mail = filled(one)
    one.channel = Channel.POST
    letter = filled(one)
    shown = f"{by_mail.title} {by_mail.body}"
    assert grouped_code(one.code).replace(" ", "\N{NO-BREAK SPACE}") in shown
    assert SAID.contact in shown
    for value in (one.to["name"], SAID.organisation, SAID.since, SAID.until):
        assert value in letter.body
        assert value not in shown
    assert not any(paragraph in shown for paragraph in letter.paragraphs[:-1])


def test_a_code_that_somebody_has_from_a_mail_finds_them_and_proves_nothing(derived: Desk) -> None:
    ready_to_leave(derived)
    code = mail(derived).code
    url = reverse("notices:handover", args=[derived.row.pk])
    asked = {"code": code, "why": "they called"}
    assert derived.client.post(url, asked).status_code == 422, "it has not left"
    send_due()
    page = derived.client.post(url, asked).content.decode()
    assert mail(derived).to["name"] in page
    assert "Number 2" in page
    assert "This code came by mail" in page
    assert "envelope is for" not in page
    assert not scan(derived.row, code, derived.user, "they called")


def test_a_mail_waits_for_its_own_text_to_be_signed(derived: Desk) -> None:
    queued(derived)
    place_when_due(derived.row)
    for text in every_text():
        if text.version.key.audience is Audience.PERSON:
            sign(text.version.sha256, derived.user)
    assert send_due() == 0
    assert mail(derived).waiting == ["review"]
    assert ready(derived.row), "the letters of the others are signed"


def test_a_mail_that_was_accepted_is_no_proof(derived: Desk) -> None:
    queued(derived)
    place_when_due(derived.row)
    sign_all(derived)
    send_due()
    Message.objects.filter(kind="notice").update(state=MessageState.ACCEPTED)
    assert follow_mails() >= 1
    one = mail(derived)
    assert one.state == Proof.ACCEPTED
    assert not scan(derived.row, one.code, derived.user, "they called")
    assert period_over(derived.row, one.number, False) is None


@pytest.fixture
def in_custody(derived: Desk) -> Notice:
    """Number 1, in the Harbour Centre."""
    queued(derived)
    place_when_due(derived.row)
    sign_all(derived)
    return Notice.objects.get(case=derived.row, number=1)


def test_a_sheet_holds_codes_and_a_receipt_proves(
    derived: Desk, in_custody: Notice, client: Client, signed_in: SignIn
) -> None:
    assert in_custody.channel == Channel.CUSTODY
    place = in_custody.to["address"]
    assert ready(derived.row)[place] == 1
    sheet = make_sheet(derived.row, place, derived.user)
    assert [one.notice.number for one in envelopes(sheet)] == [1]
    page = derived.client.get(reverse("notices:sheet", args=[derived.row.pk, sheet.pk])).content.decode()
    assert grouped_code(in_custody.code) in page
    assert "Okoro" not in page
    handover = reverse("notices:handover", args=[derived.row.pk])
    given = {"code": grouped_code(in_custody.code), "why": "to hand it over"}
    shown = derived.client.post(handover, given).content.decode()
    assert "Okoro" in shown
    assert derived.client.post(handover, {**given, "why": ""}).status_code == 422
    wrong = derived.client.post(handover, {**given, "code": "nonsense"})
    assert wrong.status_code == 422
    assert not scan(derived.row, "0" * 18, derived.user, "signed")
    assert scan(derived.row, grouped_code(in_custody.code).lower(), derived.user, "signed by them on Monday")
    assert not scan(derived.row, in_custody.code, derived.user, "signed again")
    assert HoldProof.objects.get(case=derived.row).number == 1
    over = period_over(derived.row, 1, False)
    assert over is not None
    assert over > timezone.now() + timedelta(days=29)
    assert Standing.objects.get(case=derived.row, number=1).terminal == "proven_person"
    last = ConsoleCase.open(derived.row).events()[-1]
    assert last.kind is EventKind.NOTICES_PROVEN


def test_letters_are_sealed_for_whoever_prints_them_by_two(derived: Desk, in_custody: Notice) -> None:
    sheet = make_sheet(derived.row, in_custody.to["address"], derived.user)
    printer = pyrage.x25519.Identity.generate()
    keys = [str(printer.to_public())]
    with pytest.raises(NoticeError, match="age public key"):
        print_sheet(sheet, derived.user, ["nonsense"], "to print")
    for _ in range(2):
        assert print_sheet(sheet, derived.user, keys, "to print") is None
    other = a_member(derived.row, Role.COUNSEL, "Carl Counsel")
    sealed = print_sheet(sheet, other, keys, "to print")
    assert sealed is not None
    assert b"Okoro" not in sealed
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(sealed, [printer]))) as archive:
        assert archive.namelist() == [f"{in_custody.code}.pdf"]
        assert archive.read(archive.namelist()[0]).startswith(b"%PDF-")


def test_the_file_of_addresses_has_no_formula_and_nothing_of_why(derived: Desk) -> None:
    queued(derived)
    place_when_due(derived.row)
    sign_all(derived)
    one = Notice.objects.filter(case=derived.row, channel=Channel.POST)[0]
    one.to = {**one.to, "address": "=HYPERLINK(1)\n12345 Springfield"}
    one.save()
    sheet = make_sheet(derived.row, "", derived.user)
    printer = pyrage.x25519.Identity.generate()
    keys = [str(printer.to_public())]
    print_sheet(sheet, derived.user, keys, "to print")
    sealed = print_sheet(sheet, a_member(derived.row, Role.COUNSEL, "Carl Counsel"), keys, "to print")
    assert sealed is not None
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(sealed, [printer]))) as archive:
        told = archive.read("addresses.csv").decode("utf-8-sig")
    assert ",'=HYPERLINK(1),12345 Springfield" in told
    assert "asylum" not in told.casefold()


def test_a_letter_that_cannot_be_printed_is_named_and_the_others_go_without_it(derived: Desk) -> None:
    """A name in signs that no font has."""
    queued(derived)
    place_when_due(derived.row)
    sign_all(derived)
    wrong, other = Notice.objects.filter(case=derived.row, number__in=(2, 4)).order_by("number")
    lines = "\n".join(["c/o the porter", "Building 4", "Floor 3", "1 Harbour Road", "Springfield", "12345"])
    for one, name in ((wrong, "\U00012000\U00012001"), (other, "Carla Rojas")):
        one.channel, one.to = Channel.POST, {"name": name, "address": lines}
        one.save()
    sheet = make_sheet(derived.row, "", derived.user)
    second = a_member(derived.row, Role.COUNSEL, "Carl Counsel")
    printer = pyrage.x25519.Identity.generate()
    keys = [str(printer.to_public())]
    assert print_sheet(sheet, derived.user, keys, "to print") is None
    with pytest.raises(NoticeError) as refused:
        print_sheet(sheet, second, keys, "to print")
    assert grouped_code(wrong.code) in str(refused.value)
    assert grouped_code(other.code) not in str(refused.value)
    assert came_back(derived.row, wrong.code, derived.user, "cannot be printed")
    sealed = print_sheet(sheet, second, keys, "to print")
    assert sealed is not None
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(sealed, [printer]))) as archive:
        assert f"{other.code}.pdf" in archive.namelist()
        assert f"{wrong.code}.pdf" not in archive.namelist()
        told = archive.read("addresses.csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(told)))
    assert {len(row) for row in rows[:1]} == {max(map(len, rows))} == {8}


def test_a_code_that_never_left_proves_nothing(derived: Desk, in_custody: Notice) -> None:
    assert not scan(derived.row, in_custody.code, derived.user, "signed")
    assert not Step.objects.filter(notice=in_custody).exists()


def test_a_receipt_needs_its_story(derived: Desk, in_custody: Notice) -> None:
    with pytest.raises(NoticeError, match="how the receipt"):
        scan(derived.row, in_custody.code, derived.user, " ")


def test_what_tells_who_is_on_the_list_is_stopped(derived: Desk) -> None:
    queued(derived)
    place_when_due(derived.row)
    sign_all(derived)
    Plan.objects.update(
        contact="the desk. Some of these 103 people on the manifest are on the list of asylum seekers"
    )
    assert send_due() == 0
    assert mail(derived).state == Proof.FAILED
    assert not Message.objects.filter(kind="notice").exists()
    kinds = [one.kind for one in ConsoleCase.open(derived.row).events()]
    assert EventKind.NOTICE_STOPPED in kinds


def test_a_text_is_held_to_the_list_as_it_is_now(derived: Desk) -> None:
    """Also where as many are on it as before."""
    text = ["Please ask Wilhelmina Thornberry-Okonkwo to call us."]
    assert screening.screened(derived.row, text, ()).passed
    one = ExposedPerson.objects.get(case=derived.row, number=7)
    values = a_value("Thornberry-Okonkwo, Wilhelmina", "1984-02-11", "A200555777")
    one.values, one.commitment = values, commitment_of(one.salt, values)
    one.save()
    assert not screening.screened(derived.row, text, ()).passed


def test_without_the_register_nothing_leaves(derived: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    queued(derived)
    place_when_due(derived.row)
    sign_all(derived)

    def broken(path: Any) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(screening, "load_key", broken)
    assert send_due() == 0
    assert not Message.objects.filter(kind="notice").exists()
    assert Setback.objects.get(duty="notices").item == derived.row.pk


def test_a_language_without_a_text_is_a_task(derived: Desk) -> None:
    queued(derived)
    Notice.objects.filter(pk=mail(derived).pk).update(language="so")
    refresh(derived.row)
    assert mail(derived).waiting == ["translation"]


def test_the_pages(derived: Desk) -> None:
    def get(name: str, *args: object) -> str:
        answer = derived.client.get(reverse(f"notices:{name}", args=[derived.row.pk, *args]))
        assert answer.status_code == 200
        return answer.content.decode()

    assert "Nobody is queued" in get("overview")
    url = reverse("notices:queue", args=[derived.row.pk])
    given = {
        "organisation": "Example Agency",
        "contact": "https://example.org/safe",
        "since": "09:45",
        "until": "14:04",
        "why": "they are to be told",
    }
    assert "Since when it was public is not known." in get("queue"), (
        "the letters are held beside what is known"
    )
    assert derived.client.post(url, {**given, "why": ""}).status_code == 422
    assert derived.client.post(url, given).status_code == 302
    assert "nobody has signed the text" in get("overview") or "does not stand" in get("overview")
    for name in ("queue", "without", "sheets", "receipts"):
        get(name)
    get("notice", mail(derived).number)
    wrong = {"code": "nonsense", "how": "signed"}
    answer = derived.client.post(reverse("notices:receipts", args=[derived.row.pk]), wrong)
    assert answer.status_code == 422


def test_a_text_is_signed_by_a_named_person(client: Client, signed_in: SignIn) -> None:
    signed_in(client, a_person(Role.REVIEWER, name="Rita Reader"))
    page = client.get(reverse("notices:texts")).content.decode()
    assert "Not reviewed" in page
    sha256 = every_text()[0].version.sha256
    assert client.get(reverse("notices:text", args=[sha256])).status_code == 200
    assert client.post(reverse("notices:sign", args=[sha256])).status_code == 302
    exported = client.get(reverse("notices:xliff", args=["person", "any", "es"]))
    assert b"Una carta para usted" in exported.content
    assert client.get(reverse("notices:xliff", args=["person", "any", "so"])).status_code == 200
    assert client.get(reverse("notices:xliff", args=["nobody", "any", "es"])).status_code == 404
    assert client.get(reverse("notices:xliff", args=["person", "any", "=1"])).status_code == 404
    assert "by Rita Reader" in client.get(reverse("notices:text", args=[sha256])).content.decode()
    assert client.post(reverse("notices:sign", args=["0" * 64])).status_code == 302


def test_auditors_see_and_do_nothing(derived: Desk, client: Client, signed_in: SignIn) -> None:
    other = Client()
    signed_in(other, a_member(derived.row, Role.AUDITOR))
    assert other.get(reverse("notices:overview", args=[derived.row.pk])).status_code == 200
    assert other.get(reverse("notices:receipts", args=[derived.row.pk])).status_code == 403


def ready_to_leave(desk: Desk) -> None:
    queued(desk)
    place_when_due(desk.row)
    sign_all(desk)
    refresh(desk.row)


def test_two_workers_send_one_mail(derived: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ready_to_leave(derived)
    judged = sending.passes

    def other_worker_meanwhile(*args: Any) -> bool:
        monkeypatch.setattr(sending, "passes", judged)
        assert send_due() >= 1
        return judged(*args)

    monkeypatch.setattr(sending, "passes", other_worker_meanwhile)
    assert send_due() == 0
    assert Message.objects.filter(kind="notice").count() == 1


def test_two_people_make_one_sheet(
    derived: Desk, in_custody: Notice, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, judged = in_custody.to["address"], sending.passes

    def other_person_meanwhile(*args: Any) -> bool:
        monkeypatch.setattr(handing, "passes", judged)
        make_sheet(derived.row, place, derived.user)
        return judged(*args)

    monkeypatch.setattr(handing, "passes", other_person_meanwhile)
    with pytest.raises(NoticeError, match="any more"):
        make_sheet(derived.row, place, derived.user)
    assert Sheet.objects.count() == 1


def test_who_was_found_not_to_be_told_after_queueing_is_not_told(derived: Desk) -> None:
    ready_to_leave(derived)
    number = mail(derived).number
    Standing.objects.filter(case=derived.row, number=number).update(terminal="deceased")
    assert send_due() == 0
    assert mail(derived).waiting == ["settled"]
    assert (
        "found to be dead"
        in derived.client.get(reverse("notices:overview", args=[derived.row.pk])).content.decode()
    )


def test_a_letter_that_cannot_be_written_keeps_nobody_back(derived: Desk, in_custody: Notice) -> None:
    place = in_custody.to["address"]
    refresh(derived.row)
    broken = mail(derived)
    Notice.objects.filter(pk=broken.pk).update(channel=Channel.CUSTODY, to=in_custody.to)
    broken.person.values = {"fields": {}, "others": {}, "known": {}}
    broken.person.save()
    sheet = make_sheet(derived.row, place, derived.user)
    assert [one.number for one in sheet.notices.all()] == [1]
    broken.refresh_from_db()
    assert broken.state == Proof.FAILED
