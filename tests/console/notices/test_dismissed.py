"""What two people dismissed was no incident: nobody is told any more, and the rest goes on."""

import pytest
from django.utils import timezone

from tests.console.affected.conftest import Desk
from tests.console.affected.conftest import desk as desk
from tests.console.notices.test_notices import derived as derived
from tests.console.notices.test_notices import mail, ready_to_leave
from withhold.console.cases.store import ConsoleCase
from withhold.console.notices import sending
from withhold.console.notices.resolving import look_again_due
from withhold.console.notices.sending import send_due
from withhold.console.outbox.models import Setback
from withhold.incident import flow
from withhold.incident.case.interface import Actor
from withhold.incident.case.interface import Role as CaseRole
from withhold.incident.notices.interface import Proof

pytestmark = pytest.mark.django_db
ANNA = Actor("Anna Berg", CaseRole.PRIVACY_OFFICER)
BEN = Actor("Ben Okafor", CaseRole.CASE_LEAD)


def test_no_notice_leaves_in_a_case_that_two_people_dismissed(derived: Desk) -> None:
    ready_to_leave(derived)
    one = mail(derived)
    case = ConsoleCase.open(derived.row)
    for actor in (ANNA, BEN):
        flow.dismiss(case, actor, "the file was invented", timezone.now())
    assert not sending.may_leave(one), "also where it was ready already"
    assert send_due() == 0
    assert look_again_due() == 0
    assert not Setback.objects.exists()
    one.refresh_from_db()
    assert (one.state, one.waiting) == (Proof.WAITING, ["dismissed"])
    flow.reopen(case, ANNA, "it is an incident after all", timezone.now())
    assert send_due() >= 1
