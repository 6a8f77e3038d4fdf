"""Chinese and Korean names: syllables of any romanisation, joined, spaced, hyphenated or in characters."""

from functools import cache, lru_cache
from typing import NamedTuple

from anyascii import anyascii

from withhold.text.spelling.tables import lines_of

LONGEST = 6
"""Letters of the longest syllable."""
_MOST_SYLLABLES = 5
_ENDS = {"g": "k", "d": "t", "b": "p"}
"""How names write the last letter of a Korean syllable: Park and not Bag."""


class Syllables(NamedTuple):
    """Any spelling of a syllable to one; those of pinyin; surnames to rank; characters read as surnames."""

    one: dict[str, str]
    pinyin: frozenset[str]
    ranks: dict[str, int]
    han: dict[str, str]


@cache
def syllables() -> Syllables:
    """The table of data/syllables.txt."""
    one: dict[str, str] = {}
    pinyin: set[str] = set()
    ranks: dict[str, int] = {}
    han: dict[str, str] = {}
    for line in lines_of("syllables.txt"):
        kind, _, rest = line.partition(": ")
        words = rest.split()
        if kind == "pinyin":
            one.update((word, word) for word in words)
            pinyin.update(words)
        elif kind == "korean":
            one.update((word, word) for word in words)
        elif kind == "same":
            label = one.get(words[0], words[0])
            one.update((word, label) for word in words)
        elif kind == "surnames":
            for word in words:
                ranks.setdefault(one.get(word, word), len(ranks))
        else:
            han.update(zip(words[::2], words[1::2], strict=True))
    return Syllables(one, frozenset(pinyin), ranks, han)


@lru_cache(maxsize=65536)
def split(letters: str) -> tuple[str, ...]:
    """The syllables of a token in their one spelling, as few as can be; () where it is not made of them."""
    one = syllables().one
    if letters in one:
        return (one[letters],)
    if len(letters) > LONGEST * _MOST_SYLLABLES:
        return ()
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(letters) + 1):
        found: tuple[str, ...] | None = None
        for start in range(max(0, end - LONGEST), end):
            before = best[start]
            if before is None or letters[start:end] not in one:
                continue
            # Of equally few the one whose last syllable is shorter: `minghan` is ming and han.
            if found is None or len(before) < len(found):
                found = (*before, one[letters[start:end]])
        best.append(found)
    whole = best[-1]
    return whole if whole and len(whole) <= _MOST_SYLLABLES else ()


def of_characters(token: str) -> tuple[str, ...]:
    """The syllables of a token of Chinese characters or Hangul, the first read as a surname."""
    table = syllables()
    said = []
    for index, character in enumerate(token):
        sound = table.han.get(character) if index == 0 else None
        sound = sound or anyascii(character).strip().lower().replace("'", "")
        if "\uac00" <= character <= "\ud7a3" and sound[-1:] in _ENDS and not sound.endswith("ng"):
            sound = sound[:-1] + _ENDS[sound[-1]]
        said.append(table.one.get(sound, sound))
    return tuple(sound for sound in said if sound)


def is_surname(letters: str) -> bool:
    """Whether a token is, in some romanisation, a frequent Chinese or Korean surname."""
    table = syllables()
    return table.one.get(letters, letters) in table.ranks


def family_and_given(said: list[str]) -> tuple[str, ...]:
    """The parts of a name of these syllables: its surname, and all others joined in one.

    Nothing tells the surname where order is free, so the commonest surname among them is taken, and the rest
    is joined in alphabetical order: every order and spacing of one name gives the same.
    """
    _, pinyin, ranks, _ = syllables()
    if not pinyin.issuperset(said):  # Korean, where Yi and Lee are one surname
        said = ["li" if sound == "yi" else sound for sound in said]
    family = min(said, key=lambda sound: (ranks.get(sound, len(ranks)), sound))
    rest = sorted(said)
    rest.remove(family)
    return (family, "".join(rest)) if rest else (family,)
