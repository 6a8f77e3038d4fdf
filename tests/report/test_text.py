"""What a person reads first: decision, how many, where, how hidden, what to do."""

import dataclasses

from withhold.domain.concealment import Concealment
from withhold.domain.fields import Field
from withhold.domain.finding import Finding, Kind, Severity
from withhold.domain.location import DOCUMENT
from withhold.domain.piece import Skipped, SkipReason
from withhold.domain.verdict import (
    Coverage,
    Decision,
    DocumentVerdict,
    Engine,
    People,
    Reason,
    Verdict,
)
from withhold.report.places import display
from withhold.report.text import render_text

ENGINE = Engine("0.1.0", ("default@1",))
HIDDEN = Finding(
    kind=Kind.ROSTER,
    location=DOCUMENT.child("member", "annex.zip").child("sheet", "Data").child("cells", "A2:T6253"),
    concealment=Concealment.HIDDEN_SHEET,
    people=6252,
    fields=(Field.FULL_NAME, Field.DATE_OF_BIRTH),
    severity=Severity.CRITICAL,
    confidence=0.99,
)


def document(decision: Decision, *findings: Finding, path: str = "statistics.xlsx") -> DocumentVerdict:
    reasons = () if decision is Decision.RELEASE else (Reason("people/concealed", decision, "law", "Why."),)
    skipped = (Skipped(DOCUMENT.child("part", "xl/x.bin"), SkipReason.ENCRYPTED),) if findings else ()
    people = People(6252 if findings else 0, "lower_bound" if findings else "distinct_records")
    return DocumentVerdict(
        path, "0" * 64, 1, "x/y", decision, people, reasons, findings, skipped, Coverage(2, 1), 0.1
    )


def text_of(*documents: DocumentVerdict) -> str:
    return render_text(Verdict(documents[0].decision, ENGINE, documents), color=False)


def test_says_what_how_many_where_how_hidden_and_what_next() -> None:
    text = " ".join(text_of(document(Decision.WITHHOLD, HIDDEN)).split())
    assert text.startswith("WITHHOLD statistics.xlsx at least 6,252 people, 1 of 2 parts not read")
    assert "hidden sheet “Data”, A2:T6253" in text
    assert "full name, date of birth" in text
    assert "Do not publish." in text
    assert "encrypted" in text


def test_names_the_policy_and_promises_no_legal_advice() -> None:
    assert "default@1 · not legal advice" in text_of(document(Decision.RELEASE))


def test_what_must_be_acted_on_comes_first_and_long_lists_of_released_files_are_summed_up() -> None:
    released = [document(Decision.RELEASE, path=f"{i}.csv") for i in range(50)]
    lines = text_of(*released, document(Decision.REVIEW, path="odd.csv")).splitlines()
    assert "odd.csv" in lines[0]
    assert "… and 30 more released." in lines


def test_plain_text_has_no_escape_codes_and_coloured_text_has() -> None:
    verdict = Verdict(Decision.WITHHOLD, ENGINE, (document(Decision.WITHHOLD, HIDDEN),))
    assert "\x1b" not in render_text(verdict, color=False)
    assert "\x1b[" in render_text(verdict, color=True)


def test_a_hidden_place_is_put_into_words() -> None:
    part = DOCUMENT.child("part", "xl/pivotCache/pivotCacheRecords1.xml")
    assert display(part, Concealment.PIVOT_CACHE).endswith("pivot table memory")
    assert display(DOCUMENT) == "the whole document"


def test_a_name_cannot_forge_lines_or_colours() -> None:
    forged = "a\n RELEASE  b.csv\x1b[2J\u2028\u202efile one\u3000two"
    place = Skipped(DOCUMENT.child("member", "c\nNext d"), SkipReason.ENCRYPTED)
    told = dataclasses.replace(document(Decision.REVIEW, path=forged), skipped=(place,))
    text = text_of(told)
    assert r"a\n RELEASE  b.csv\x1b[2J\u2028\u202efile one" in text
    assert r"c\nNext d" in text
