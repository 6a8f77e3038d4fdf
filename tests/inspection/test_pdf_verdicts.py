"""A PDF and its verdict: people in its text are found, and it is never released."""

from random import Random

import pytest

import withhold
from corpus.pdf import PdfPage, pdf
from corpus.people import people
from withhold.domain.concealment import Concealment
from withhold.domain.finding import Kind
from withhold.domain.verdict import Decision

_HEADER = ("Name", "Date of birth", "A-Number", "Asylum status")
_LEFTS = (40, 220, 310, 400)


def _list(count: int, a_page: int) -> bytes:
    rows = [(who.full, who.born.isoformat(), who.alien, "pending") for who in people(Random(5), count)]
    pages = []
    for start in range(0, count, a_page):
        page = PdfPage()
        page.table(
            [_HEADER, *rows[start : start + a_page]] if start == 0 else rows[start : start + a_page],
            _LEFTS,
            800,
        )
        pages.append(page)
    return pdf(pages)


@pytest.mark.parametrize(("count", "a_page"), [(12, 50), (120, 40)])
def test_a_list_of_people_is_withheld_and_they_are_counted(count: int, a_page: int) -> None:
    verdict = withhold.inspect(_list(count, a_page))
    (document,) = verdict.documents
    assert verdict.decision is Decision.WITHHOLD
    assert document.media_type == "application/pdf"
    assert document.people.count == count
    rosters = [finding for finding in document.findings if finding.kind is Kind.ROSTER]
    assert [finding.location.route()[0] for finding in rosters] == [
        f"page:{number + 1}" for number in range(count // a_page or 1)
    ]


def test_people_in_its_sentences_are_found() -> None:
    page = PdfPage()
    lines = [
        f"{who.full}, born {who.born.isoformat()}, A-Number {who.alien}, asked for asylum."
        for who in people(Random(6), 8)
    ]
    page.prose(lines, 50, 800)
    (document,) = withhold.inspect(pdf([page])).documents
    assert document.decision is Decision.WITHHOLD
    assert document.people.count == 8


def test_a_pdf_without_people_is_released() -> None:
    page = PdfPage()
    page.prose(["Rain fell on twelve days in March.", "The river rose by two metres."], 50, 800)
    (document,) = withhold.inspect(pdf([page])).documents
    assert document.decision is Decision.RELEASE
    assert document.skipped == ()
    assert document.coverage.read == document.coverage.parts


def test_people_under_a_bar_are_withheld() -> None:
    page = PdfPage(over="0 g 40 700 540 110 re f")
    page.prose([f"{who.full}, A-Number {who.alien}" for who in people(Random(6), 8)], 50, 800)
    (document,) = withhold.inspect(pdf([page])).documents
    assert document.decision is Decision.WITHHOLD
    assert {finding.concealment for finding in document.findings} == {Concealment.UNDER_REDACTION}
