"""A whole look, over a web in memory."""

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.e2e.exposed_site import as_csv, page, people
from tests.incident.exposure.fake_web import NOW, FakeWeb, answer
from withhold.fetching.interface import Request
from withhold.incident.case.exposed import Held, PlaceKind
from withhold.incident.exposure.contents import Contents
from withhold.incident.exposure.crawl import Limits
from withhold.incident.exposure.roots import Root
from withhold.incident.exposure.survey import Asked, Survey, Surveyed

BASE = "http://www.example.org"
URL = f"{BASE}/list.csv"
LEAK = as_csv(people(60))
ASKED = Asked(urls=(URL,), owns=lambda url: url.startswith(BASE))


@pytest.fixture(scope="module")
def contents() -> Iterator[Contents]:
    with closing(Contents(safe=False)) as reader:
        yield reader


def survey(web: FakeWeb, contents: Contents, asked: Asked = ASKED, now: datetime = NOW) -> Surveyed:
    return Survey(asked, web, contents, lambda: now).run()


def held(surveyed: Surveyed) -> dict[str, Held]:
    return {one.url.removeprefix(BASE): one.held for one in surveyed.exposure.places}


def test_a_cache_shows_that_it_was_public_before(contents: Contents) -> None:
    web = FakeWeb({URL: (200, (("Age", "7200"), ("Content-Type", "text/csv")), LEAK)})
    window = survey(web, contents).exposure.window
    assert window.since_latest is not None
    assert (NOW - window.since_latest).total_seconds() == 7200 - 1
    assert window.until_earliest == NOW
    assert window.until_latest is None


def test_what_does_not_answer_is_not_looked_at(contents: Contents) -> None:
    web = FakeWeb({URL: LEAK}, down={f"{URL}?v=1"})
    surveyed = survey(web, contents)
    assert held(surveyed) == {"/list.csv": Held.SAME_BYTES, "/list.csv?v=1": Held.NOT_LOOKED}


def test_a_site_that_answers_everything_with_a_page_holds_nothing_there(contents: Contents) -> None:
    class Everything(dict[str, bytes]):
        def get(self, key: str, default: object = None) -> bytes:
            return LEAK if key == URL else page(f"<p>Nothing at all {random.randint(1, 10**9)}</p>")

    assert held(survey(FakeWeb(Everything()), contents)) == {"/list.csv": Held.SAME_BYTES}  # type: ignore[arg-type]


def test_other_hosts_are_never_asked(contents: Contents) -> None:
    elsewhere = "http://cdn.example.net/list.csv"
    web = FakeWeb({URL: LEAK, f"{BASE}/": f'<a href="{elsewhere}">x</a>'.encode(), elsewhere: LEAK})
    surveyed = survey(web, contents)
    assert elsewhere not in web.asked
    assert any(elsewhere in note for note in surveyed.notes)


def test_a_limit_that_is_reached_is_told(contents: Contents) -> None:
    web = FakeWeb({URL: LEAK})
    surveyed = survey(web, contents, replace(ASKED, limits=Limits(pages=3)))
    assert surveyed.unfinished
    assert surveyed.asked == 3
    assert any("stopped looking" in note for note in surveyed.notes)


def test_a_second_look_keeps_what_the_first_one_knew(contents: Contents) -> None:
    part = as_csv(people(60)[:20])
    first = survey(FakeWeb({URL: LEAK, f"{URL}.bak": part}), contents)
    assert held(first)["/list.csv.bak"] is Held.SAME_CONTENT
    later = FakeWeb({f"{URL}.bak": part})
    second = survey(later, contents, Asked(known=first.exposure, owns=ASKED.owns))
    assert held(second)["/list.csv"] is Held.GONE
    assert held(second)["/list.csv.bak"] is Held.NOT_LOOKED  # nothing to compare it with: not taken for gone
    assert second.exposure.window.since_latest == first.exposure.window.since_latest
    assert second.exposure.window.until_latest is None
    later_on = NOW + timedelta(hours=1)
    third = survey(FakeWeb({}), contents, Asked(known=first.exposure, owns=ASKED.owns), later_on)
    assert third.exposure.window.until_latest == later_on


def test_a_cut_answer_is_not_looked_at(contents: Contents) -> None:
    def cut(request: Request) -> object:
        return answer(request.url, 200, (), LEAK[:100], whole=False)

    surveyed = survey(FakeWeb({URL: LEAK, f"{URL}~": cut}), contents)  # type: ignore[dict-item]
    assert held(surveyed)["/list.csv~"] is Held.NOT_LOOKED


def test_the_kinds_of_places(contents: Contents) -> None:
    web = FakeWeb({URL: LEAK, f"{URL}?lang=en": LEAK, f"{BASE}/fr/list.csv": LEAK, f"{URL}.old": LEAK})
    kinds = {one.url.removeprefix(BASE): one.kind for one in survey(web, contents).exposure.places}
    assert kinds == {
        "/list.csv": PlaceKind.ORIGINAL,
        "/list.csv?lang=en": PlaceKind.QUERY,
        "/fr/list.csv": PlaceKind.LANGUAGE,
        "/list.csv.old": PlaceKind.ALIAS,
    }


def test_a_file_with_most_of_the_rows_is_a_document_of_its_own_and_a_page_is_not(contents: Contents) -> None:
    earlier = as_csv(people(60)[:55])
    view = page("".join(f"<p>{' '.join(row)}</p>" for row in people(60)))
    web = FakeWeb({URL: LEAK, f"{URL}.old": earlier, f"{BASE}/": view})
    surveyed = survey(web, contents)
    assert held(surveyed)["/list.csv.old"] is Held.SAME_BYTES
    assert held(surveyed)["/"] is Held.SAME_CONTENT
    assert {one.size for one in surveyed.exposure.documents} == {len(LEAK), len(earlier)}


def test_an_address_that_does_not_answer_is_never_nothing_found(contents: Contents) -> None:
    surveyed = survey(FakeWeb({}, down={URL}), contents)
    assert held(surveyed) == {"/list.csv": Held.NOT_LOOKED}


def test_a_page_that_says_it_was_removed_is_no_new_document(contents: Contents) -> None:
    first = survey(FakeWeb({URL: LEAK}), contents)
    removed = FakeWeb({URL: page("<p>This document was removed.</p>")})
    second = survey(removed, contents, replace(ASKED, known=first.exposure))
    assert second.exposure.documents == first.exposure.documents
    assert held(second)["/list.csv"] is Held.OTHER


def test_a_missing_page_that_says_200_is_no_document(contents: Contents) -> None:
    class Everything(dict[str, bytes]):
        def get(self, key: str, default: object = None) -> bytes:
            return page("<p>There is nothing here.</p>")

    surveyed = survey(FakeWeb(Everything()), contents)  # type: ignore[arg-type]
    assert surveyed.exposure.documents == ()
    assert held(surveyed) == {"/list.csv": Held.GONE}


def test_a_copy_in_a_folder_whose_address_is_unknown_is_told(contents: Contents, tmp_path: Path) -> None:
    copy = tmp_path / "list.csv"
    copy.write_bytes(LEAK)
    www = tmp_path / "www"
    www.mkdir()
    (www / "renamed.bin").write_bytes(LEAK)
    for root in (Root(www), Root(www, "http://elsewhere.example/")):
        surveyed = survey(FakeWeb({}), contents, Asked(files=(copy,), roots=(root,)))
        assert surveyed.unfinished


def test_to_look_nowhere_is_not_to_find_nothing(contents: Contents, tmp_path: Path) -> None:
    copy = tmp_path / "list.csv"
    copy.write_bytes(LEAK)
    surveyed = survey(FakeWeb({}), contents, Asked(files=(copy,)))
    assert surveyed.unfinished
    assert any("--url" in note for note in surveyed.notes)


def test_a_flood_of_links_is_bounded_and_told(contents: Contents, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("withhold.incident.exposure.crawl._MOST_KNOWN", 150)
    monkeypatch.setattr("withhold.incident.exposure.survey._MOST_LEADS", 150)
    flood = "".join(f'<a href="http://{n}.example/list.csv">x</a>' for n in range(200))
    surveyed = survey(FakeWeb({URL: LEAK, f"{BASE}/": flood.encode()}), contents)
    assert surveyed.unfinished
    assert any("more than 150 addresses" in note for note in surveyed.notes)
    assert len(surveyed.notes) < 60
