"""Names from scripts that leave vowels out, matched to the likeliest known Latin name."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from withhold.text.spelling import tables
from withhold.text.spelling.latin import normal, three_vowels

_VOWELS = re.compile("[aeiouvyw]+")
_UNWRITTEN = 0.2
"""Cost of a vowel that the script leaves out."""
_UNSAID = 1.2
"""Cost of a written vowel that the Latin name lacks."""
_OTHER = 0.8
"""Cost of another vowel than the written one."""
_MOST = 1.7
"""Above this the Latin name is another one."""


def _slots(form: str) -> tuple[str, list[str]]:
    """The consonants of a form, and its vowels before, between and after them."""
    return _VOWELS.sub("", form), re.split("[^aeiouvyw]", form)


@cache
def _candidates(section: str) -> dict[str, list[tuple[str, list[str]]]]:
    found: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
    curated = tables.muslim_spellings() if section == "arabic" else {}
    # Curated names come first: where two fit equally well, the commoner one is meant.
    latin = [spelling for spelling in curated if spelling.isascii()] + list(tables.known(section))
    seen = set()
    for spelling in latin:
        form = three_vowels(spelling) if section == "arabic" else normal(spelling)
        if form not in seen:
            seen.add(form)
            consonants, vowels = _slots(form)
            found[consonants].append((spelling, vowels))
    return found


def _cost(written: list[str], said: list[str]) -> float:
    total = 0.0
    for one, other in zip(written, said, strict=True):
        if one == other:
            continue
        if not one:
            total += _UNWRITTEN * len(other)
        elif not other:
            total += _UNSAID
        else:
            total += 0.0 if one[0] in other else _OTHER
    return total


def nearest(forms: Sequence[str], section: str) -> str | None:
    """The known Latin spelling that one of these forms with missing vowels stands for, None if there is none.

    Forms are as of `latin.three_vowels` for the section "arabic", of `latin.normal` for others.
    """
    best, least = None, _MOST
    for form in forms:
        consonants, written = _slots(form)
        if len(consonants) < 2:
            continue
        for spelling, said in _candidates(section).get(consonants, ()):
            cost = _cost(written, said)
            if cost < least:
                best, least = spelling, cost
    return best
