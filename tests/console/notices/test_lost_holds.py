"""A notice waits where no question finds the person: nobody would keep from acting."""

import pytest

from tests.console.affected.conftest import Desk
from tests.console.affected.conftest import desk as desk
from tests.console.making import a_member
from tests.console.notices.test_notices import derived as derived
from tests.console.notices.test_notices import mail, ready_to_leave
from withhold.console.holds import indexing
from withhold.console.holds.by_hand import settle_by_hand
from withhold.console.holds.epochs import current_epoch
from withhold.console.holds.models import Epoch, Hold
from withhold.console.notices import sending
from withhold.console.notices.sending import refresh, send_due
from withhold.console.people.roles import Role
from withhold.incident.notices.interface import Proof

pytestmark = pytest.mark.django_db


def test_the_notice_of_somebody_no_question_finds_waits_for_two_people(derived: Desk) -> None:
    ready_to_leave(derived)
    one = mail(derived)
    nothing = {"names": [], "births": [], "birth_years": [], "identifiers": [["alien_number", "?"]]}
    hold = Hold.objects.get(case=derived.row, number=one.number)
    hold.rows, hold.changed = {**nothing, "nationalities": []}, current_epoch() + 1
    hold.save()
    Epoch.objects.update(number=hold.changed)
    # A process that knew another row of this hold would find it still: nothing that was a key is taken away.
    indexing._known.clear()
    assert not sending.may_leave(one)
    send_due()
    one.refresh_from_db()
    assert (one.state, one.waiting) == (Proof.WAITING, ["unfindable"])
    for name in ("Lea First", "Pia Second"):
        settle_by_hand(
            derived.row, one.number, a_member(derived.row, Role.CASE_LEAD, name), "asked every court"
        )
    refresh(derived.row)
    one.refresh_from_db()
    assert one.state == Proof.QUEUED
    assert send_due() >= 1
