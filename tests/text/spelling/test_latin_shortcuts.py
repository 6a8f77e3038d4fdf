"""Rules of spelling are passed over only where they would find nothing."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.text.spelling import latin, tables


def through_all(rules: object, letters: str) -> str:
    """Every rule in turn, whatever it says that it needs."""
    assert isinstance(rules, tuple)
    for pattern, by, _ in rules:
        assert isinstance(pattern, re.Pattern)
        letters = pattern.sub(by, letters)
    return letters.replace("S", "sh").replace("C", "ch").replace("J", "j").lower()


def both(function: Callable[[str], str], letters: str) -> tuple[str, str]:
    """The result as it is, and with every rule applied."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(latin, "_through", through_all)
        slow = function(letters)
    return function(letters), slow


@pytest.mark.parametrize("function", [latin.normal, latin.three_vowels])
def test_known_names_come_out_the_same(function: Callable[[str], str]) -> None:
    names = {name for section in ("arabic", "indic", "ethiopic", "western") for name in tables.known(section)}
    names |= {spelling for spelling in tables.spellings() if spelling.isascii()}
    assert len(names) > 5000
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(latin, "_through", through_all)
        slow = {name: function(name) for name in names}
    assert {name: function(name) for name in names} == slow


_CLUSTERS = (
    *("sch", "tsch", "tch", "cz", "dzh", "dsch", "dzs", "zh", "kh", "gh", "ph", "th", "tz", "ck", "qu", "ye"),
    *("ee", "aa", "oo", "ou", "off", "itsch", "ski", "ijev", "yo", "wicz", "aou", "eei", "eh", "dj"),
)
_PIECES = st.sampled_from([*"abcdefghijklmnopqrstuvwxyz", *_CLUSTERS])


@given(st.lists(_PIECES, max_size=9).map("".join))
def test_any_letters_come_out_the_same(letters: str) -> None:
    for function in (latin.normal, latin.three_vowels):
        fast, slow = both(function, letters)
        assert fast == slow
