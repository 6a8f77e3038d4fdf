"""The way to somebody is looked for again: when it becomes known, changes, fails, or takes too long."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.console.affected.conftest import Desk, as_csv, own_records, work_off
from tests.console.affected.conftest import desk as desk
from tests.console.notices.test_notices import SAID, mail, queued, ready_to_leave, sign_all
from tests.console.notices.test_notices import derived as derived
from tests.console.notices.test_notices import in_custody as in_custody
from withhold.console.affected.deciding import decide
from withhold.console.affected.models import Question, Standing
from withhold.console.affected.settling import prove
from withhold.console.cases.store import ConsoleCase
from withhold.console.holds.periods import proved
from withhold.console.notices.handing import envelopes, make_sheet, ready, scan, whose
from withhold.console.notices.models import Notice, Plan
from withhold.console.notices.queueing import Said, newest, queue_notices
from withhold.console.notices.resolving import look_again, look_again_due
from withhold.console.notices.returning import came_back, not_arrived, take_back
from withhold.console.notices.sending import filled, follow_mails, is_open, refresh, send_due
from withhold.console.notices.telling import overview
from withhold.console.outbox.models import Message
from withhold.console.outbox.models import State as MessageState
from withhold.console.persons.models import ExposedPerson
from withhold.incident.case.interface import EventKind
from withhold.incident.notices.attempts import PATIENCE
from withhold.incident.notices.interface import Channel, NoticeError, Proof

pytestmark = pytest.mark.django_db


def attempts(desk: Desk, number: int) -> list[Notice]:
    return list(Notice.objects.filter(case=desk.row, number=number).order_by("attempt"))


def learns(desk: Desk, number: int, **known: object) -> None:
    """As if newer records had told this."""
    one = Standing.objects.get(case=desk.row, number=number)
    one.known = {**one.known, **known}
    one.worked_out_at = timezone.now()
    one.save()


def test_nothing_new_changes_nothing(derived: Desk) -> None:
    queued(derived)
    before = list(Notice.objects.values())
    assert look_again_due() == 0
    assert list(Notice.objects.values()) == before


def test_a_way_that_turns_up_is_gone(derived: Desk) -> None:
    nowhere = next(one for one in queued(derived).values() if not one.channel)
    learns(derived, nowhere.number, language="en", emails=["found@example.org"], country="US", fled=["NG"])
    assert look_again(derived.row) == 1
    (one,) = attempts(derived, nowhere.number)
    assert (one.channel, one.to["address"], one.state) == (Channel.EMAIL, "found@example.org", Proof.QUEUED)
    assert one.commitment != nowhere.commitment
    last = ConsoleCase.open(derived.row).events()[-1]
    assert (last.kind, last.facts["notices"]) == (EventKind.NOTICES_QUEUED, 1)


def test_a_bounced_mail_is_followed_by_the_next_mailbox_and_then_by_a_task(derived: Desk) -> None:
    ready_to_leave(derived)
    number = mail(derived).number
    learns(derived, number, emails=["bintu@example.org", "second@example.org"])
    send_due()
    Message.objects.filter(kind="notice").update(state=MessageState.FAILED_FINAL)
    follow_mails()
    assert look_again(derived.row) == 1
    first, second = attempts(derived, number)
    assert (first.state, second.to["address"]) == (Proof.REFUSED, "second@example.org")
    assert first.code != second.code
    assert send_due() == 1
    Message.objects.filter(kind="notice", state=MessageState.QUEUED).update(state=MessageState.FAILED_FINAL)
    follow_mails()
    look_again(derived.row)
    third = attempts(derived, number)[2]
    assert third.channel == ""
    assert "tried" in third.excluded[Channel.EMAIL]
    assert look_again(derived.row) == 0, "a task waits for a person"
    assert Message.objects.filter(kind="notices_unproven").count() <= 1


def test_what_is_not_proven_in_time_is_followed_by_the_next_way_beside_it(derived: Desk) -> None:
    ready_to_leave(derived)
    one = mail(derived)
    learns(derived, one.number, addresses=["1 Harbour Road"], country="US", fled=["NG"])
    Notice.objects.filter(pk=one.pk).update(looked_at=timezone.now())
    send_due()
    assert look_again(derived.row) == 0
    Notice.objects.filter(pk=one.pk).update(left_at=timezone.now() - PATIENCE[Channel.EMAIL] - timedelta(1))
    assert look_again(derived.row) == 1
    assert look_again(derived.row) == 0, "each is found once"
    first, second = attempts(derived, one.number)
    assert (first.state, second.channel) == (Proof.SENDING, Channel.POST)
    refresh(derived.row)
    sheet = make_sheet(derived.row, "", derived.user)
    assert scan(derived.row, sheet.notices.get(number=one.number).code, derived.user, "signed on Monday")
    told = overview(derived.row)
    assert (told.late, told.proven) == (0, 1)


def test_who_was_told_by_one_way_is_not_told_by_another(derived: Desk) -> None:
    ready_to_leave(derived)
    one = mail(derived)
    proved(derived.row, one.number, False, timezone.now())
    assert send_due() == 0
    assert mail(derived).waiting == ["proven"]


def test_the_sheet_is_of_the_day(derived: Desk, in_custody: Notice) -> None:
    place = in_custody.to["address"]
    learns(derived, 1, facility="Mountain Centre")
    with pytest.raises(NoticeError, match="no letter for this place"):
        make_sheet(derived.row, place, derived.user)
    assert ready(derived.row)["Mountain Centre"] == 1


def test_an_envelope_is_not_handed_out_where_somebody_is_not_any_more(
    derived: Desk, in_custody: Notice
) -> None:
    make_sheet(derived.row, in_custody.to["address"], derived.user)
    learns(derived, 1, facility="Mountain Centre")
    url = reverse("notices:handover", args=[derived.row.pk])
    page = derived.client.post(url, {"code": in_custody.code, "why": "to hand it over"})
    assert page.status_code == 422
    assert "Do not hand it out" in page.content.decode()
    assert "Okoro" not in page.content.decode()
    assert came_back(derived.row, in_custody.code, derived.user, "moved on Friday")
    assert not came_back(derived.row, in_custody.code, derived.user, "again")
    look_again(derived.row)
    assert attempts(derived, 1)[1].to["address"] == "Mountain Centre"
    assert not scan(derived.row, in_custody.code, derived.user, "signed"), "the old envelope proves nothing"


def test_a_sheet_taken_back_is_made_again_with_other_codes(derived: Desk, in_custody: Notice) -> None:
    place = in_custody.to["address"]
    sheet = make_sheet(derived.row, place, derived.user)
    url = reverse("notices:back", args=[derived.row.pk, sheet.pk])
    assert derived.client.post(url, {"why": ""}).status_code == 302
    assert len(envelopes(sheet)) == 1, "without a reason nothing is taken back"
    assert take_back(sheet, derived.user, "the van broke down") == 1
    assert envelopes(sheet) == []
    assert whose(derived.row, in_custody.code) is None, "nobody hands out an old envelope"
    again = make_sheet(derived.row, place, derived.user)
    (one,) = again.notices.all()
    assert (one.attempt, one.to["address"]) == (2, place)
    assert one.code != in_custody.code


def test_a_sheet_keeps_the_words_with_which_it_was_made(derived: Desk, in_custody: Notice) -> None:
    sheet = make_sheet(derived.row, in_custody.to["address"], derived.user)
    before = envelopes(sheet)[0].letter
    queue_notices(derived.row, derived.user, "again", Said("Another Name", "elsewhere", "1", "2"))
    assert Plan.objects.filter(case=derived.row).count() == 2
    assert envelopes(sheet)[0].letter == before


def test_a_text_that_changed_since_is_not_printed(derived: Desk, in_custody: Notice) -> None:
    sheet = make_sheet(derived.row, in_custody.to["address"], derived.user)
    sheet.notices.update(version="0" * 64)
    with pytest.raises(NoticeError, match="text was changed"):
        envelopes(sheet)


def test_what_was_stopped_waits_for_a_person_and_is_queued_again_by_one(derived: Desk) -> None:
    ready_to_leave(derived)
    Plan.objects.update(
        contact="us. Some of these 103 people on the manifest are on the list of asylum seekers"
    )
    assert send_due() == 0
    stopped = mail(derived)
    assert (stopped.state, stopped.stopped) == (Proof.FAILED, True)
    assert look_again(derived.row) == 0
    queue_notices(derived.row, derived.user, "mended", SAID)
    assert send_due() == 1
    assert newest(derived.row).get(number=stopped.number).state == Proof.SENDING


def test_the_pages_of_what_did_not_arrive(derived: Desk) -> None:
    ready_to_leave(derived)
    send_due()
    one = mail(derived)
    page = reverse("notices:notice", args=[derived.row.pk, one.number])
    assert "It did not arrive" in derived.client.get(page).content.decode()
    lost = reverse("notices:lost", args=[derived.row.pk, one.number, one.pk])
    assert derived.client.post(lost, {"why": ""}).status_code == 302
    assert mail(derived).state == Proof.SENDING
    assert derived.client.post(lost, {"why": "they called: nothing came"}).status_code == 302
    shown = derived.client.get(page).content.decode()
    assert "they called: nothing came" in shown
    late = derived.client.get(reverse("notices:late", args=[derived.row.pk])).content.decode()
    assert f"Number {one.number}" in late
    assert "bintu" not in late.casefold()


def test_of_another_case_nothing_is_taken(derived: Desk, in_custody: Notice, client: Client) -> None:
    make_sheet(derived.row, in_custody.to["address"], derived.user)
    wrong = reverse("notices:lost", args=[derived.row.pk, 2, in_custody.pk])
    assert derived.client.post(wrong, {"why": "x"}).status_code == 404
    with pytest.raises(NoticeError, match="how it is known"):
        not_arrived(derived.row, in_custody.pk, derived.user, " ")


def test_newer_records_lead_to_another_address_before_it_left(derived: Desk) -> None:
    ready_to_leave(derived)
    records = own_records()
    records[1][5], records[1][6] = "newer@example.org", ""
    derived.give(as_csv(records))
    look_again(derived.row)
    sign_all(derived)
    assert send_due() == 1
    assert mail(derived).message is not None
    assert mail(derived).to["address"] == "newer@example.org"


def test_the_law_adds_to_the_letter_and_where_it_does_not_that_is_told(derived: Desk) -> None:
    queue_notices(derived.row, derived.user, "they are to be told", replace(SAID, jurisdiction="uk"))
    sign_all(derived)
    Notice.objects.filter(language="es").update(channel=Channel.POST)
    letters = {one.language: filled(one).body for one in Notice.objects.exclude(channel="")}
    assert "ico.org.uk" in letters["es"]
    Notice.objects.filter(language="es").update(language="ru")
    assert overview(derived.row).without_law == [("ru", Notice.objects.filter(language="ru").count())]
    page = derived.client.get(reverse("notices:overview", args=[derived.row.pk])).content.decode()
    assert "the letters go without it" in page


def test_counsel_who_is_not_verified_in_time_keeps_nobody_from_being_told(derived: Desk) -> None:
    queued(derived)
    learns(derived, 2, counsel="c-9")
    learns(derived, 4, counsel="c-9", emails=[], addresses=[])
    look_again(derived.row)
    assert {attempts(derived, number)[0].channel for number in (2, 4)} == {Channel.COUNSEL}
    Notice.objects.update(queued_at=timezone.now() - PATIENCE[Channel.COUNSEL] - timedelta(hours=1))
    look_again(derived.row)
    assert attempts(derived, 2)[0].channel == Channel.EMAIL
    assert attempts(derived, 4)[0].channel == Channel.COUNSEL, "there is no other way: it goes on waiting"


def test_who_is_found_later_or_is_no_duplicate_after_all_is_told(derived: Desk) -> None:
    queued(derived)
    proved(derived.row, 1, False, timezone.now())
    prove(derived.row, 1, False, ["receipt: R-1"])
    assert look_again(derived.row) == 0
    decide(Question.objects.get(case=derived.row, number=1, other=3), False, "two people", derived.user)
    assert look_again(derived.row) == 1, "number 1 was told, number 3 never was"
    assert len(attempts(derived, 3)) == 1
    page = reverse("notices:overview", args=[derived.row.pk])
    assert "more on the list" not in derived.client.get(page).content.decode()
    one = ExposedPerson.objects.get(case=derived.row, number=8)
    one.pk, one.number, one.commitment = None, 9, "cd" * 32
    one.save()
    assert "Of 1 more on the list" in derived.client.get(page).content.decode()
    assert look_again(derived.row) == 0, "not before it is worked out who they are"
    derived.post("again")
    work_off(derived.row)
    Question.objects.filter(case=derived.row, other=9).delete()
    Standing.objects.filter(case=derived.row, number=9).update(terminal=None, duplicate_of=None)
    assert look_again(derived.row) == 1
    (told,) = attempts(derived, 9)
    assert told.attempt == 1


def test_unverified_counsel_as_the_only_way_is_a_task_while_it_goes_on_waiting(
    derived: Desk, settings: Any
) -> None:
    settings.CONFIG = replace(settings.CONFIG, on_call=("duty@example.org",))
    queued(derived)
    learns(derived, 4, counsel="c-9", emails=[], addresses=[])
    look_again(derived.row)
    assert overview(derived.row).late == 0
    Notice.objects.filter(number=4).update(
        queued_at=timezone.now() - PATIENCE[Channel.COUNSEL] - timedelta(hours=1)
    )
    look_again(derived.row)
    look_again(derived.row)
    (one,) = attempts(derived, 4)
    assert (one.channel, one.state in (Proof.QUEUED, Proof.WAITING)) == (Channel.COUNSEL, True)
    assert overview(derived.row).late == 1
    told = Message.objects.get(kind="notices_counsel_alone")
    assert "1 of these people" in told.body
    assert "c-9" not in told.body
    page = derived.client.get(reverse("notices:late", args=[derived.row.pk])).content.decode()
    assert "Number 4" in page
    assert "No way but counsel, who is not verified" in page
    learns(derived, 4, counsel="c-9", emails=["carla@example.org"])
    look_again(derived.row)
    assert attempts(derived, 4)[0].channel == Channel.EMAIL
    assert overview(derived.row).late == 0, "there is another way now"


def test_what_counsel_took_late_has_its_own_time_for_proof(derived: Desk) -> None:
    queued(derived)
    learns(derived, 4, counsel="c-9", emails=[], addresses=[])
    look_again(derived.row)
    ages = timezone.now() - timedelta(days=30)
    Notice.objects.filter(number=4).update(queued_at=ages)
    look_again(derived.row)
    Notice.objects.filter(number=4).update(state=Proof.ACCEPTED, left_at=timezone.now())
    assert overview(derived.row).late == 0
    Notice.objects.filter(number=4).update(left_at=ages, overdue_at=ages - timedelta(days=1))
    look_again(derived.row)
    assert [one.channel for one in attempts(derived, 4)] == [Channel.COUNSEL, ""]


def test_what_did_not_leave_yet_says_what_is_said_now(derived: Desk) -> None:
    ready_to_leave(derived)
    one = mail(derived)
    send_due()
    queue_notices(derived.row, derived.user, "the contact was wrong", replace(SAID, contact="+1 555 0100"))
    notices = {told.number: told for told in Notice.objects.filter(case=derived.row)}
    assert len(notices) == Notice.objects.count(), "nobody has two"
    assert {number for number, told in notices.items() if told.plan.contact == SAID.contact} == {one.number}
    stale = mail(derived)
    Notice.objects.filter(number=4).update(state=Proof.QUEUED)
    waiting = Notice.objects.get(number=4)
    assert is_open(waiting)
    queue_notices(derived.row, derived.user, "once more", replace(SAID, contact="+1 555 0101"))
    assert not is_open(waiting), "its letter was filled with the words from before"
    assert stale.left_at is not None


def test_another_counsel_is_another_way(derived: Desk) -> None:
    queued(derived)
    learns(derived, 4, counsel="c-9", emails=[], addresses=[])
    look_again(derived.row)
    Notice.objects.filter(number=4).update(state=Proof.ACCEPTED, left_at=timezone.now() - timedelta(days=9))
    look_again(derived.row)
    assert [one.channel for one in attempts(derived, 4)] == [Channel.COUNSEL, ""]
    learns(derived, 4, counsel="c-10")
    look_again(derived.row)
    last = attempts(derived, 4)[1]
    assert (last.channel, last.to["address"]) == (Channel.COUNSEL, "c-10")


def test_a_text_that_was_stopped_went_by_no_way(derived: Desk) -> None:
    ready_to_leave(derived)
    Plan.objects.update(contact="us. Some of these 103 people are on the list of asylum seekers")
    send_due()
    learns(derived, 2, emails=["bintu@example.org"])
    queue_notices(derived.row, derived.user, "mended", SAID)
    assert attempts(derived, 2)[1].to["address"] == "bintu@example.org"


def test_who_is_not_to_be_told_for_a_while_is_not_forgotten(derived: Desk) -> None:
    ready_to_leave(derived)
    send_due()
    Notice.objects.filter(number=2).update(left_at=timezone.now() - timedelta(days=9))
    Standing.objects.filter(number=2).update(terminal="not_affected")
    assert look_again(derived.row) == 0
    Standing.objects.filter(number=2).update(terminal=None)
    assert look_again(derived.row) == 1
