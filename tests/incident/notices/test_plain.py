"""Texts are in plain language: a measure with its source, and what to change."""

from dataclasses import replace

import pytest

from tests.incident.notices.test_templates import EVERY
from withhold.incident.notices.interface import Audience
from withhold.incident.notices.plain import MOST_GRADE, advise, grade_of, sentences
from withhold.incident.notices.templates import shipped

LAWYERS = (Audience.COUNSEL, Audience.REGULATOR)
TERMS = ("“determination”", "“disclosure”")
"""What the law calls it, for those who look it up there."""


@pytest.mark.parametrize(("audience", "language"), EVERY)
def test_the_texts_that_ship_are_plain(audience: Audience, language: str) -> None:
    found = [one.what for one in advise(shipped(audience, language)) if one.must]
    assert [what for what in found if not (audience in LAWYERS and what.startswith(TERMS))] == []


def test_a_text_of_lawyers_is_told_what_to_change() -> None:
    made = shipped(Audience.PERSON, "en")
    hard = (
        "Pursuant to the aforementioned determination regarding the inadvertent dissemination of personally "
        "identifiable information, remediation procedures were subsequently implemented by the organisation."
    )
    found = advise(replace(made, written=(hard, *made.written)))
    assert any(one.where == "written.0" and "pursuant" in one.what.casefold() for one in found)
    assert grade_of(hard) > MOST_GRADE


def test_the_grade_is_that_of_the_formula() -> None:
    # One sentence of six words of one syllable each: 0.39 x 6 + 11.8 - 15.59.
    assert grade_of("The cat sat on the mat.") == pytest.approx(-1.45)
    with pytest.raises(ValueError, match="no words"):
        grade_of("…")


@pytest.mark.parametrize("text", ["One. Two!", "一。二。", "واحد؟ اثنان.", "ਇੱਕ। ਦੋ।"])
def test_sentences_end_in_every_script(text: str) -> None:
    assert len(sentences(text)) == 2
