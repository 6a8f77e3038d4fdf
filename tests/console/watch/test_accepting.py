"""That a public document is right as it is: two people, exactly these bytes, this place."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tests.console.desk.making import CLAIMS, STAFF, inspected
from tests.console.making import a_person
from tests.console.watch.making import LIST, START, a_crawler, a_watched_site
from withhold.console.desk.models import ClearanceRequest
from withhold.console.people.roles import Role
from withhold.console.watch.accepting import NotPossible, accept
from withhold.console.watch.models import PublicDocument, WatchedSite
from withhold.console.watch.sweeping import sweep_piece

pytestmark = pytest.mark.django_db(transaction=True)
State = PublicDocument.State


@pytest.fixture
def site(tmp_path: Path, settings: Any) -> WatchedSite:
    return a_watched_site(tmp_path, settings)


def test_two_people_accept_it_wherever_it_stands_and_other_bytes_are_judged(site: WatchedSite) -> None:
    crawler = a_crawler({LIST: STAFF})
    assert sweep_piece(site, crawler)
    document = PublicDocument.objects.get()
    lead = a_person(Role.CASE_LEAD)
    assert not accept(document.pk, lead, "it is the imprint")
    assert not accept(document.pk, lead, "it is the imprint")
    document.refresh_from_db()
    assert document.state == State.WAITING
    assert accept(document.pk, site.added_by, "the law asks for it")
    crawler.pages[f"{START}copy.csv"] = STAFF
    crawler.pages[f"{START}other.csv"] = STAFF + b"Bo Ek,3 Elm Row,1980-02-03\n"
    assert sweep_piece(site, crawler)
    states = {one.url: one.state for one in PublicDocument.objects.all()}
    assert states == {
        LIST: State.ACCEPTED,
        f"{START}copy.csv": State.ACCEPTED,
        f"{START}other.csv": State.WAITING,
    }


def test_whoever_edits_the_web_accepts_nothing(site: WatchedSite) -> None:
    assert sweep_piece(site, a_crawler({LIST: STAFF}))
    with pytest.raises(PermissionDenied):
        accept(PublicDocument.objects.get().pk, a_person(Role.EDITOR), "it is fine")


def test_what_has_a_case_is_dismissed_there(site: WatchedSite) -> None:
    assert sweep_piece(site, a_crawler({LIST: CLAIMS}))
    with pytest.raises(NotPossible, match="dismissed there"):
        accept(PublicDocument.objects.get().pk, site.added_by, "it is fine")


@pytest.mark.parametrize("state", ["cleared", "refused"])
def test_a_clearance_of_the_desk_for_this_place_counts_and_a_refusal_does_not(
    site: WatchedSite, state: str
) -> None:
    editor = a_person(Role.EDITOR)
    inspection = inspected(CLAIMS, editor, site.destination)
    ClearanceRequest.objects.create(inspection=inspection, asked_by=editor, state=state, needs=2)
    assert sweep_piece(site, a_crawler({LIST: CLAIMS}))
    document = PublicDocument.objects.get()
    assert document.state == (State.ACCEPTED if state == "cleared" else State.CASE)
