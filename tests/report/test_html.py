"""The page that a manager reads: whole, safe to open, small, and without a value of anybody."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from withhold.domain.concealment import Concealment
from withhold.domain.fields import Field, Protection
from withhold.domain.finding import Evidence, Finding, Kind, Severity
from withhold.domain.location import DOCUMENT
from withhold.domain.piece import Skipped, SkipReason
from withhold.domain.verdict import Coverage, Decision, DocumentVerdict, Engine, People, Reason
from withhold.report.html import MOST_DETAILED, MOST_ROWS, Gathered, render_html
from withhold.report.text import MOST_RELEASED

ENGINE = Engine("0.1.0", ("default@1", "us-asylum@1"), "Statistics page", "r-17")
WHEN = datetime(2026, 11, 22, 9, 45, tzinfo=UTC)
HIDDEN = Finding(
    kind=Kind.ROSTER,
    location=DOCUMENT.child("sheet", "Data", 2).child("cells", "A2:T6253"),
    concealment=Concealment.HIDDEN_SHEET,
    people=6252,
    fields=(Field.FULL_NAME, Field.DATE_OF_BIRTH),
    severity=Severity.CRITICAL,
    confidence=0.99,
)
SEEN = replace(
    HIDDEN, location=DOCUMENT.child("sheet", "Figures", 1), concealment=Concealment.VISIBLE, people=40
)
STOPPED = DocumentVerdict(
    "statistics.xlsx",
    "ab" * 32,
    1,
    "x/y",
    Decision.WITHHOLD,
    People(6252, "lower_bound", 3),
    (
        Reason(
            "people/concealed",
            Decision.WITHHOLD,
            "GDPR art. 5(1)(f)",
            "Why it is so.",
            ("names 10: because",),
        ),
    ),
    (HIDDEN, SEEN),
    (Skipped(DOCUMENT.child("part", "xl/x.bin"), SkipReason.ENCRYPTED),),
    Coverage(12, 11),
    0.1,
)
RELEASED = replace(
    STOPPED,
    decision=Decision.RELEASE,
    reasons=(),
    findings=(),
    skipped=(),
    people=People(0),
    coverage=Coverage(1, 1),
)


def page(*documents: DocumentVerdict) -> str:
    gathered = Gathered()
    for document in documents:
        gathered.add(document)
    return render_html(gathered, ENGINE, WHEN)


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", html, flags=re.S)).split())


class _Open(HTMLParser):
    """Every element is closed in order, as a screen reader needs it."""

    VOID = frozenset({"meta", "link", "br", "path", "rect"})

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag not in self.VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.stack.pop() == tag


def test_the_decision_comes_first_then_what_to_do_where_how_hidden_and_why() -> None:
    text = text_of(page(STOPPED))
    order = [
        text.index(words)
        for words in (
            "Do not publish",
            "What to do now",
            "statistics.xlsx",
            "not seen by a reader: hidden sheet",
            "hidden sheet “Data”, A2:T6253",
            "Why it is so.",
            "xl/x.bin: encrypted",
        )
    ]
    assert order == sorted(order)
    assert "at least 6,252" in text
    assert "GDPR art. 5(1)(f)" in text
    assert "names 10: because" in text
    assert "3 of them stand in the register" in text


def test_it_says_what_judged_when_and_that_it_is_no_legal_advice() -> None:
    text = text_of(page(RELEASED))
    for words in (
        "withhold 0.1.0",
        "default@1, us-asylum@1",
        "Statistics page",
        "r-17",
        "2026-11-22T09:45:00+00:00",
    ):
        assert words in text
    assert "not legal advice" in text
    assert "This can be released" in text


def test_nothing_is_fetched_and_nothing_runs() -> None:
    html = page(STOPPED)
    assert "<script" not in html
    assert not re.search(r"(?:https?:)?//(?!www\.w3\.org)", html.replace("</", "<"))
    assert "default-src 'none'" in html.replace("&#39;", "'")
    assert not re.search(r"\son\w+=|style=", html)


def test_the_elements_are_closed_in_order_with_landmarks_and_captions() -> None:
    reader = _Open()
    reader.feed(page(STOPPED, replace(STOPPED, decision=Decision.REVIEW), RELEASED))
    assert reader.stack == []
    assert {"header", "main", "footer", "caption", "figcaption", "title"} <= set(reader.seen)
    assert reader.seen.count("h1") == 1


@pytest.mark.parametrize("name", ["<script>alert(1)</script>.csv", '"><img src=x>', "a\n\u202eb.csv"])
def test_names_given_by_others_are_only_text(name: str) -> None:
    place = replace(HIDDEN, location=DOCUMENT.child("sheet", name))
    html = page(replace(STOPPED, path=name, findings=(place,)), RELEASED)
    assert "<script" not in html
    assert "<img" not in html
    assert "\u202e" not in html


def test_many_documents_make_a_small_page() -> None:
    stopped = [replace(STOPPED, path=f"s{n}.xlsx", decision=Decision.REVIEW) for n in range(MOST_ROWS + 500)]
    last = replace(STOPPED, path="gravest.xlsx")
    released = [replace(RELEASED, path=f"r{n}.csv") for n in range(5000)]
    html = page(*stopped, *released, last)
    text = text_of(html)
    assert html.count("<article") == MOST_DETAILED
    assert text.index("gravest.xlsx") < text.index("s0.xlsx")
    assert f"… and {5000 - MOST_RELEASED:,} more" in text
    assert "… and 501 more that cannot be released" in text
    assert "1 of 7,501 documents" in text
    assert len(html) < 1_500_000


def test_links_lead_to_the_details_of_their_document() -> None:
    review = replace(STOPPED, path="b.xlsx", decision=Decision.REVIEW)
    html = page(review, replace(STOPPED, path="a.xlsx"), RELEASED)
    links = dict(re.findall(r'<a href="#(d\d+)"><bdi>([^<]+)</bdi>', html))
    titles = dict(re.findall(r'<h2 id="(d\d+)-title"><bdi>([^<]+)</bdi>', html))
    assert links == titles == {"d1": "a.xlsx", "d2": "b.xlsx"}


def test_nothing_gathered_is_no_page() -> None:
    with pytest.raises(ValueError, match="empty"):
        page()


def test_a_document_that_could_not_be_read_is_told() -> None:
    unread = replace(
        STOPPED,
        decision=Decision.REVIEW,
        findings=(),
        people=People(0, "lower_bound"),
        sha256="",
        coverage=Coverage(1, 0),
    )
    text = text_of(page(unread))
    assert "A person has to look before this is published" in text
    assert "could not be read to the end" in text
    assert "none: it could not be read" in text


def test_notes_on_released_documents_are_told() -> None:
    note = Reason("people/roster", Decision.NOTE, "law", "Records office has set this to note.")
    noted = replace(RELEASED, reasons=(note,))
    assert "Records office has set this to note." in text_of(page(noted))
    assert "Records office has set this to note. (3 documents)" in text_of(page(noted, noted, noted))


def test_registered_people_are_told_by_protection_and_evidence() -> None:
    match = replace(
        HIDDEN,
        kind=Kind.REGISTER_MATCH,
        protections=(Protection.ASYLUM,),
        evidence=Evidence.NAME_AND_BIRTH_DATE,
        people=3,
    )
    text = text_of(page(replace(STOPPED, findings=(match,))))
    assert "registered (asylum), found by name and birth date" in text
