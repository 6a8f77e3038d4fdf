"""The page of a trace: safe to open, bounded, and truthful where nobody was found."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from tests.incident.trace.made import QUESTION, SPAN, START, request, scanned
from tests.incident.trace.tell.hostile import NAMES, TEXTS, hostile, many
from withhold.incident.trace.interface import LogSpan
from withhold.incident.trace.judge import judge
from withhold.incident.trace.result import Trace
from withhold.incident.trace.tell.html import MOST_OPEN, MOST_ROWS, MOST_WARNINGS, render_html

WHEN = datetime(2026, 3, 2, 9, 45, tzinfo=UTC)
FORMULA = ("=", "+", "-", "@")


class _Page(HTMLParser):
    """Elements, attributes and text of a page as a browser sees them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.cells: list[str] = []
        self.texts: list[str] = []
        self._in_cell = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        # A line break starts a cell of its own where a table is pasted into a spreadsheet.
        if tag in ("td", "th", "br", "li", "dd", "summary"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self.cells:
            self.cells[-1] += data

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


def _page(trace: Trace, everything: bool = False) -> _Page:
    return _Page(render_html(trace, WHEN, everything))


def _empty(span: LogSpan = SPAN) -> Trace:
    return judge(scanned([], span), QUESTION)


@pytest.mark.parametrize("text", TEXTS, ids=NAMES)
def test_hostile_text_is_text(text: str) -> None:
    html = render_html(hostile(text), WHEN)
    page, harmless = _Page(html), _page(hostile("harmless"))
    assert set(page.elements) == set(harmless.elements)
    assert page.elements.count("h1") == 1
    assert "script" not in page.elements
    assert "img" not in page.elements
    assert not any(name.startswith("on") or name == "style" for name, _ in page.attributes)
    assert {value for name, value in page.attributes if name in ("href", "src")} == {"#main", "data:,"}
    assert all(c == "\n" or c.isprintable() for c in html)
    html.encode("utf-8")


def test_templates_in_texts_are_not_filled_in() -> None:
    page = _page(hostile("{{ 7 * 7 }}{% raw %}"))
    assert "{{ 7 * 7 }}{% raw %}" in page.text


@pytest.mark.parametrize("text", [text for text in TEXTS if text.lstrip().startswith(FORMULA)], ids=ascii)
def test_pasted_into_a_spreadsheet_nothing_is_a_formula(text: str) -> None:
    cells = [cell.strip() for cell in _page(hostile(text)).cells]
    assert any(text.strip() in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith(FORMULA)] == []


def test_the_policy_of_the_page_allows_its_own_style_and_nothing_else() -> None:
    html = render_html(_empty(), WHEN)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; style-src 'sha256-")
    assert html.count("<style>") == 1
    assert "http://" not in html
    assert "https://" not in html


def test_one_network_is_told_in_words() -> None:
    page = _page(judge(scanned([request()]), QUESTION))
    assert "1 network received the whole file" in page.text
    assert "1 network surely received the whole file, and no other may have" in page.text
    assert "203.0.113.7/32" in page.text
    assert "details" not in page.elements


def test_nobody_found_is_an_answer_and_no_error() -> None:
    page = _page(_empty())
    assert "No request for the file was found in these logs" in page.text
    assert "That is true of this log only." in page.text
    assert "edge.log" in page.text
    assert ("class", "finding none") in page.attributes
    assert "In short" not in page.text
    assert "Why these numbers may be wrong" not in page.text


@pytest.mark.parametrize(
    ("span", "headline"),
    [
        (replace(SPAN, problem="cut short"), "No request for the file was found, but not all could be read"),
        (replace(SPAN, unparsed=3), "No request for the file was found, but not all could be read"),
        (replace(SPAN, lines=0), "These logs hold no line: who fetched the file is not known"),
    ],
)
def test_nobody_found_in_logs_that_were_not_read_does_not_calm(span: LogSpan, headline: str) -> None:
    page = _page(_empty(span))
    assert headline in page.text
    assert ("class", "finding may") in page.attributes
    assert "Why somebody may be missing all the same" in page.text


def test_nobody_with_the_whole_file_is_no_alarm_unless_its_length_is_unknown() -> None:
    part = [request(sent=10)]
    assert ("class", "finding none") in _page(judge(scanned(part), QUESTION)).attributes
    unknown = _page(judge(scanned(part), replace(QUESTION, sizes=())))
    assert ("class", "finding may") in unknown.attributes


def test_networks_without_anything_only_on_demand() -> None:
    trace = judge(scanned([request(status=404, sent=9)]), QUESTION)
    page = _page(trace)
    assert "203.0.113.7/32" not in page.text
    assert "1 more asked and received nothing of it" in page.text
    assert "No network received anything of it." in page.text
    assert "203.0.113.7/32" in _page(trace, everything=True).text


def test_a_long_list_is_folded_counted_and_cut() -> None:
    count = MOST_ROWS + 3000
    requests = [
        request(peer=f"198.18.{n // 256}.{n % 256}", at=START + timedelta(seconds=n), line=n)
        for n in range(count)
    ]
    page = _page(judge(scanned(requests), QUESTION))
    assert f"{count:,} networks received the whole file" in page.text
    assert page.elements.count("details") == 1
    assert f"{MOST_ROWS - MOST_OPEN:,} more networks" in page.text
    assert "… and 3,000 more networks" in page.text
    assert sum(cell.startswith("198.18.") for cell in page.cells) == MOST_ROWS
    assert "How many networks, by what they received and what asked" in page.text


def test_however_many_networks_and_however_long_their_texts_the_page_stays_small() -> None:
    small = len(render_html(many(MOST_ROWS), WHEN))
    large = render_html(many(30_000), WHEN)
    assert small < 6_000_000
    assert len(large) < small + 10_000
    assert f"… and {30_000 - MOST_WARNINGS:,} more" in large


def test_times_are_told_in_one_zone() -> None:
    at = datetime.fromisoformat("2026-03-01T05:30:00+02:00")
    page = _page(judge(scanned([request(at=at)]), QUESTION))
    assert "2026-03-01 03:30:00" in page.text
    assert "times are UTC" in page.text
