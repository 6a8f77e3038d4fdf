"""What is already public and should not be: the worst first, readable, without a value of a person."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from tests.incident.watch.sweep.web import BASE, LIST, PLAIN
from withhold.domain.verdict import Decision, DocumentVerdict, Engine, People
from withhold.incident.watch.sweep.baseline import as_json, baseline_of
from withhold.incident.watch.sweep.harm import harm_of
from withhold.incident.watch.sweep.interface import Known
from withhold.incident.watch.sweep.memory import Standing
from withhold.incident.watch.sweep.page import page
from withhold.inspection.inspector import Inspector
from withhold.inspection.opening import open_bytes
from withhold.inspection.run import Run

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ENGINE = Engine("0.1.0", ("default@1",))


@pytest.fixture(scope="module")
def inspector() -> Iterator[Inspector]:
    with replace(Run.under(["default"], None), safe=False).inspector() as found:
        yield found


@pytest.fixture(scope="module")
def listed(inspector: Inspector) -> DocumentVerdict:
    return inspector.inspect(open_bytes(LIST, "list.csv"), "list.csv")


def known(path: str, verdict: DocumentVerdict, days: float = 1.0, modified: str | None = None) -> Known:
    seen = NOW - timedelta(days=days)
    return Known(
        f"{BASE}{path}", verdict.sha256, verdict.size, verdict.media_type, None, modified, seen, NOW, seen,
        verdict.decision, verdict.people.count, "engine",
    )  # fmt: skip


def standing(path: str, verdict: DocumentVerdict, trouble: str = "") -> Standing:
    return Standing(f"{BASE}{path}", known(path, verdict), verdict, trouble)


def rank(verdict: DocumentVerdict, days: float = 1.0, modified: str | None = None) -> int:
    return harm_of(verdict, known("/x", verdict, days, modified), NOW).rank


def test_more_harm_ranks_higher(listed: DocumentVerdict) -> None:
    assert rank(listed) > rank(replace(listed, decision=Decision.REVIEW))
    assert rank(replace(listed, people=People(8000))) > rank(listed)
    assert rank(replace(listed, people=People(8, registered=1))) > rank(replace(listed, people=People(8000)))
    assert rank(listed, days=3000) > rank(listed, days=1)
    assert rank(listed, modified="Mon, 01 Mar 2010 10:00:00 GMT") > rank(listed)
    assert rank(replace(listed, findings=())) < rank(listed)


def test_documents_are_grouped_by_folder_the_worst_first(
    listed: DocumentVerdict, inspector: Inspector
) -> None:
    plain = inspector.inspect(open_bytes(PLAIN, "hours.txt"), "hours.txt")
    review = replace(listed, decision=Decision.REVIEW)
    found = [
        standing("/a/review.csv", review),
        standing("/b/review.csv", review),
        standing("/b/list.csv", listed),
        standing("/hours.txt", plain),
        Standing(f"{BASE}/dark", None, None, "no answer"),
    ]
    told = baseline_of(found, NOW)
    assert [group.name for group in told.groups] == ["www.example.org/b/", "www.example.org/a/"]
    assert [one.url.removeprefix(BASE) for one in told.groups[0].documents] == [
        "/b/list.csv",
        "/b/review.csv",
    ]
    assert (told.looked, told.unread) == (4, ((f"{BASE}/dark", "no answer"),))
    whole = as_json(told, ENGINE, NOW)
    assert (whole["withhold"], whole["review"], len(whole["documents"])) == (1, 2, 3)


class Shape(HTMLParser):
    """Counts elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


def test_thousands_of_documents_stay_readable(listed: DocumentVerdict) -> None:
    found = [standing(f"/folder-{one % 40}/list-{one}.csv", listed) for one in range(4000)]
    told = baseline_of(found, NOW)
    text = page(told, ENGINE, NOW)
    shape = Shape(text).tags
    assert "4,000 documents are public that should not be" in text
    assert (shape.count("svg"), shape.count("rect"), shape.count("details")) == (1, 30, 40)
    assert shape.count("script") == 0
    assert "Perez" not in text
    assert len(text) < 4_000_000


def test_the_style_is_the_one_that_the_page_allows(listed: DocumentVerdict) -> None:
    text = page(baseline_of([standing("/list.csv", listed)], NOW), ENGINE, NOW)
    style = text.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in text
    assert "&#34;" not in style


def test_addresses_are_text_on_the_page(listed: DocumentVerdict) -> None:
    told = baseline_of([standing('/<img src=x onerror="1">/a.csv', listed)], NOW)
    assert "img" not in Shape(page(told, ENGINE, NOW)).tags


def test_a_clean_site_says_so_and_an_unread_one_does_not() -> None:
    assert "Nothing speaks against" in page(baseline_of([], NOW), ENGINE, NOW)
    dark = baseline_of([Standing(f"{BASE}/dark", None, None, "no answer")], NOW)
    assert "A person has to look" in page(dark, ENGINE, NOW)
