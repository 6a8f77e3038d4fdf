"""The catalogues of the pages are complete, drafts say so, and none says what another language says."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from withhold.console.counsel.certificates import SAYS
from withhold.console.look.languages import CODES, catalogue
from withhold.domain.fields import Field

ROOMS = ("withhold.console.look", "withhold.console.own")
BEYOND = {"said": None, "sentences": set(SAYS), "exposed": {str(one) for one in Field}}
"""Tables that are not in English, which has these words elsewhere; and what each of them holds."""
SAME = {"Important", "Message", "Messages", "Protection", "Code", "Error:"}
"""Words that are the same in another language."""
_VALUE = re.compile(r"\{[a-z]+\}")


def texts_of(texts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, one in texts.items():
        if isinstance(one, str):
            yield name, one
        elif name not in BEYOND:
            yield from ((f"{name}.{each}", text) for each, text in one.items())


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("code", CODES)
def test_a_catalogue_has_every_text_of_the_english_one_with_its_values(room: str, code: str) -> None:
    texts, english = dict(texts_of(catalogue(room, code).texts)), dict(texts_of(catalogue(room, "en").texts))
    assert texts.keys() - {"mine.under"} == english.keys()
    for name, text in english.items():
        assert texts[name].strip(), name
        assert set(_VALUE.findall(texts[name])) == set(_VALUE.findall(text)), name


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("code", [code for code in CODES if code != "en"])
def test_a_translation_is_not_english_and_says_that_nobody_reviewed_it(room: str, code: str) -> None:
    made, english = catalogue(room, code), dict(texts_of(catalogue(room, "en").texts))
    assert not made.reviewed
    same = {text for name, text in texts_of(made.texts) if text == english.get(name)}
    assert same <= SAME


@pytest.mark.parametrize("code", [code for code in CODES if code != "en"])
def test_what_english_has_elsewhere_is_whole(code: str) -> None:
    own, look = catalogue("withhold.console.own", code).texts, catalogue("withhold.console.look", code).texts
    assert own["sentences"].keys() == BEYOND["sentences"]
    assert own["exposed"].keys() == BEYOND["exposed"]
    assert "{header}" in own["mine"]["under"]
    for name, text in own["sentences"].items():
        assert set(_VALUE.findall(text)) == set(_VALUE.findall(SAYS[name])), name
    for texts in (own, look):
        other = catalogue("withhold.console.own" if texts is own else "withhold.console.look", "es").texts
        assert texts["said"].keys() == other["said"].keys()
        assert all(text.strip() and text != english for english, text in texts["said"].items())


def test_arabic_and_persian_run_from_right_to_left() -> None:
    for room in ROOMS:
        assert {code for code in CODES if catalogue(room, code).direction == "rtl"} == {"ar", "fa"}


def test_there_is_no_other_language() -> None:
    with pytest.raises(KeyError):
        catalogue(ROOMS[0], "../en")
