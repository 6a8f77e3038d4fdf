"""The protected period waits for counsel who is verified here, also where the records name nobody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.console.counsel.making_counsel import Office, a_client, a_representative, an_office
from withhold.console.counsel.models import Representation
from withhold.console.counsel.representing import end, verify
from withhold.console.holds.periods import has_counsel, proved
from withhold.console.holds.placing import place_when_due
from withhold.console.holds.releasing import propose
from withhold.incident.holds.interface import HoldError

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=40)


@pytest.fixture
def office() -> Office:
    made = an_office()
    place_when_due(made.case)
    return made


def represented(office: Office, verified: bool = True) -> Representation:
    return a_client(office, a_representative(office, "Ada Lund", "ada@example.org"), 2, verified)


def test_the_period_waits_for_counsel_who_was_verified_here(office: Office) -> None:
    standing = represented(office, verified=False)
    proved(office.case, 2, False, timezone.now() - LONG_AGO)
    assert not has_counsel(office.case, 2)
    verify(office.case, standing.pk, office.privacy, "the mandate is signed")
    assert has_counsel(office.case, 2)
    assert not has_counsel(office.case, 1)
    with pytest.raises(HoldError, match="has not begun"):
        propose(office.case, 2, office.privacy, "no effect was found", "reviewed")
    proved(office.case, 2, True, timezone.now() - LONG_AGO)
    propose(office.case, 2, office.privacy, "no effect was found", "reviewed")


def test_who_stands_for_them_no_more_is_waited_for_no_more(office: Office) -> None:
    standing = represented(office)
    assert has_counsel(office.case, 2)
    Representation.objects.filter(pk=standing.pk).update(until=timezone.now().date() - timedelta(days=1))
    assert not has_counsel(office.case, 2)
    Representation.objects.filter(pk=standing.pk).update(until=timezone.now().date())
    assert has_counsel(office.case, 2)
    end(office.case, standing.pk, office.privacy, "another one took over")
    assert not has_counsel(office.case, 2)
