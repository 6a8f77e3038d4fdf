"""What a law adds: whole in every language that has it, plain, told where it is missing, its own version."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.incident.notices.test_templates import TEN, values_for
from withhold.incident.case.clocks.packs import PACKS
from withhold.incident.notices.interface import Audience, Form, NoticeError
from withhold.incident.notices.jurisdictions import jurisdictions, law_for, law_of, under, untold
from withhold.incident.notices.plain import advise
from withhold.incident.notices.templates import ANY_LAW, fill, languages, shipped, version_of

EVERY = [
    (audience, law, language)
    for audience in Audience
    for law in jurisdictions(audience)
    for language in languages(audience)
    if not untold(audience, law, language)
]


WITHOUT_DEADLINES = {"au", "ca"}
"""No pack of deadlines ships for these; who queues the notices chooses the law."""


def test_people_and_regulators_have_them_under_the_same_laws() -> None:
    known = jurisdictions(Audience.PERSON)
    assert known == jurisdictions(Audience.REGULATOR) == ("au", "ca", "eu", "uk", "us-federal")
    assert set(known) - set(PACKS) == WITHOUT_DEADLINES


@pytest.mark.parametrize("name", ["eu", "us-federal"])
def test_people_can_read_it_in_ten_languages(name: str) -> None:
    law = law_for(Audience.PERSON, name)
    assert law is not None
    assert tuple(sorted(law.added)) == TEN


@pytest.mark.parametrize(("audience", "name", "language"), EVERY)
def test_it_stands_before_the_last_paragraph_and_fills_without_a_gap(
    audience: Audience, name: str, language: str
) -> None:
    made = shipped(audience, language)
    with_law, used = under(made, name)
    law = law_for(audience, name)
    assert law is not None
    assert used == name
    assert with_law.written[-1] == made.written[-1]
    asked = dict.fromkeys(law.values, "told")
    letter = fill(version_of(with_law, Form.WRITTEN, (), used), {**values_for(made), **asked})
    assert "{" not in letter.body
    assert len(letter.paragraphs) == len(made.written) + len(law.added[language])


@pytest.mark.parametrize(
    ("name", "language"), [(law, tag) for who, law, tag in EVERY if who is Audience.PERSON]
)
def test_it_is_plain(name: str, language: str) -> None:
    found = [one for one in advise(under(shipped(Audience.PERSON, language), name)[0]) if one.must]
    assert found == []


def test_another_law_is_another_version_to_sign() -> None:
    made = shipped(Audience.PERSON, "en")
    found = {version_of(*_args(made, law)).sha256 for law in (ANY_LAW, *jurisdictions(Audience.PERSON))}
    assert len(found) == 1 + len(jurisdictions(Audience.PERSON))


def _args(made: Any, law: str) -> tuple[Any, Form, tuple[str, ...], str]:
    with_law, used = under(made, law)
    return with_law, Form.WRITTEN, (), used


def test_a_language_without_it_gets_the_text_for_everybody_and_that_is_told() -> None:
    made = shipped(Audience.PERSON, "ru")
    assert under(made, "uk") == (made, ANY_LAW)
    assert untold(Audience.PERSON, "uk", "ru")
    assert not untold(Audience.PERSON, "uk", "en")
    assert not untold(Audience.PERSON, "elsewhere", "en"), "a law that adds nothing misses nothing"


_GOOD: Mapping[str, Any] = {
    "basis": "A law",
    "values": {"officer": "Who"},
    "en": {"added": ["Ask {officer}."]},
}


@pytest.mark.parametrize(
    "change",
    [
        {"basis": None},
        {"en": {"added": []}},
        {"en": {"added": ["Ask {officer}."], "title": "x"}},
        {"en": {"added": ["Ask."]}},
        {"en": {"added": ["Ask {officer} and {nobody}."]}},
        {"en": {"added": ["Ask {officer} {}."]}},
        {"fr": "Demandez"},
    ],
)
def test_what_is_not_as_it_has_to_be_is_refused(change: Mapping[str, Any]) -> None:
    assert law_of(Audience.REGULATOR, "x", _GOOD).values == {"officer": "Who"}
    with pytest.raises(NoticeError):
        law_of(Audience.REGULATOR, "x", {**_GOOD, **change})


_LATIN = ("asyl", "asil", "azil", "refug", "réfug", "208.6")
_OTHERS = ("убежищ", "бежен", "庇护", "难民", "لجوء", "لاجئ", "پناهند", "ਸ਼ਰਨ")


@pytest.mark.parametrize("language", TEN)
@pytest.mark.parametrize("name", [ANY_LAW, *jurisdictions(Audience.PERSON)])
def test_no_letter_tells_somebody_who_reads_along_what_the_case_is_about(name: str, language: str) -> None:
    made, _ = under(shipped(Audience.PERSON, language), name)
    told = " ".join([made.title, *made.written, *made.cohort.values()]).casefold()
    assert [word for word in (*_LATIN, *_OTHERS) if word in told] == []
