"""What a look must not take for absence, or for the document: every case here once read as clean."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.e2e.exposed_site import as_xlsx, page, people
from tests.incident.exposure.fake_web import NOW, FakeWeb
from tests.incident.exposure.test_survey import ASKED, BASE, LEAK, URL, held, survey
from withhold.incident.case.exposed import Held, Place, PlaceKind, Reading
from withhold.incident.exposure.absence import bounding
from withhold.incident.exposure.contents import Contents
from withhold.incident.exposure.survey import Asked

HTML = (("Content-Type", "text/html"),)
LATER = NOW + timedelta(hours=1)


@pytest.fixture(scope="module")
def contents() -> Iterator[Contents]:
    with closing(Contents(safe=False)) as reader:
        yield reader


def test_other_bytes_where_it_stood_are_not_taken_for_gone(contents: Contents) -> None:
    first = survey(FakeWeb({URL: LEAK}), contents)
    saved_again = FakeWeb({URL: as_xlsx(people(60))})
    second = survey(saved_again, contents, Asked(known=first.exposure, owns=ASKED.owns), LATER)
    assert held(second)["/list.csv"] is Held.NOT_LOOKED
    assert second.exposure.window.until_latest is None


@pytest.mark.parametrize("status", [401, 403])
def test_refused_where_it_stood_is_not_gone(contents: Contents, status: int) -> None:
    first = survey(FakeWeb({URL: LEAK}), contents)
    closed = FakeWeb({URL: (status, HTML, page("<p>No.</p>"))})
    second = survey(closed, contents, Asked(known=first.exposure, owns=ASKED.owns), LATER)
    assert held(second)["/list.csv"] is Held.NOT_LOOKED
    assert second.exposure.window.until_latest is None


def test_the_bytes_are_public_whatever_the_status(contents: Contents, tmp_path: Path) -> None:
    copy = tmp_path / "list.csv"
    copy.write_bytes(LEAK)
    web = FakeWeb({URL: (404, (("Content-Type", "text/csv"),), LEAK)})
    surveyed = survey(web, contents, Asked(urls=(URL,), files=(copy,), owns=ASKED.owns))
    assert held(surveyed)["/list.csv"] is Held.SAME_BYTES


def test_absence_elsewhere_bounds_no_place_found_later(contents: Contents, tmp_path: Path) -> None:
    copy = tmp_path / "list.csv"
    copy.write_bytes(LEAK)
    wrong = Asked(urls=(f"{BASE}/wrong.csv",), files=(copy,), owns=ASKED.owns)
    first = survey(FakeWeb({URL: LEAK}), contents, wrong, NOW - timedelta(hours=1))
    assert first.exposure.window.readings
    right = Asked(urls=(URL,), files=(copy,), known=first.exposure, owns=ASKED.owns)
    second = survey(FakeWeb({URL: LEAK}), contents, right)
    assert second.exposure.window.since_latest == NOW
    assert second.exposure.window.since_earliest is None


def test_a_page_that_says_it_is_missing_is_no_document(contents: Contents) -> None:
    soft = page("<p>The page /list.csv does not exist.</p>")
    surveyed = survey(FakeWeb({URL: (200, HTML, soft)}), contents)
    assert surveyed.exposure.documents == ()
    assert held(surveyed)["/list.csv"] is Held.NOT_LOOKED
    assert any("page" in note for note in surveyed.notes)


def test_an_archive_speaks_of_one_address_only() -> None:
    missed = Reading(NOW, "web archive https://web.archive.org", "not_public", "it got status 404", 1.0)
    one = Place(URL, PlaceKind.ORIGINAL, Held.SAME_BYTES)
    query = Place(f"{URL}?v=1", PlaceKind.QUERY, Held.SAME_BYTES)
    other = Place(f"{BASE}/copy.csv", PlaceKind.ALIAS, Held.GONE)
    assert bounding([missed], [one, query], ()) == [missed]
    assert [read.says for read in bounding([missed], [one], [other])] == ["hint"]
