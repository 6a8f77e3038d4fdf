"""What stands in and around a run of words of running text, and tells names from places and bodies."""

import re
from collections.abc import Sequence

from withhold.recognisers.names.lexicon import COMMON, FAMILY, GIVEN, MARK, NAME, PLACE, SUFFIX, TITLE, WORD
from withhold.recognisers.names.tokens import bits_of

_ENTRY_BEGINS = re.compile(r"(?:^|[\n|;])[ \t]*(?:[-*•·–]|\d{1,4}[.)])?[ \t]*\Z")
_ENTRY_GOES_ON = re.compile(r"[ \t]*[;|\t]")
_PLACE_ENDS = frozenset(["street", "bridge", "way", "parkway", "turnpike"])
_MAYBE_PLACE_ENDS_TEXT = "park parks hill hills hall lake court field fields church day forest"
_MAYBE_PLACE_ENDS = frozenset(_MAYBE_PLACE_ENDS_TEXT.split())
"""Surnames that end places: people only after a given name that is no place."""
_ACRONYM = 5
Token = tuple[int, int, str]
"""Start, end and text of a word."""


def is_entry(text: str, run: Sequence[Token], start: int) -> bool:
    """Whether a run is the head of a list's line: `- Yusuf, Amina; born …`."""
    begins = _ENTRY_BEGINS.search(text, max(run[start][0] - 8, 0), run[start][0])
    return begins is not None and _ENTRY_GOES_ON.match(text, run[-1][1]) is not None


def joins_two(run: Sequence[Token], bits: Sequence[int], start: int, at: int) -> bool:
    """Whether the "y" at a place joins two people (`María García y José Pérez`), not two surnames."""
    if run[at][2] != "y" or at - start < 2 or at + 2 >= len(run):
        return False
    return bool(bits[at + 1] & GIVEN) and run[at + 2][2][0].isupper()


def is_acronym(run: Sequence[Token], bits: Sequence[int], start: int, stop: int) -> bool:
    """Whether a short word in capitals stands after words that are not: `Acme PBS`."""
    word = run[stop][2]
    if not (2 <= len(word) <= _ACRONYM and word.isupper()) or "." in word or bits[stop] & (NAME | SUFFIX):
        return False
    return stop == start or not run[start][2].isupper()


def frequent(bits: Sequence[int], words: Sequence[int]) -> bool:
    """Whether a frequent given name and a frequent family name follow each other: `Anna Bell`, `Tom Fox`."""
    first, last = bits[words[0]], bits[words[-1]]
    both = first & last & COMMON
    return bool(len(words) > 1 and both and first & GIVEN and last & FAMILY)


def ends_place(run: Sequence[Token], bits: Sequence[int], words: Sequence[int]) -> bool:
    """Whether the last word makes the whole a place: `Cassidy Street`, `Pinto Hill`, but not `Kim Hall`."""
    last = run[words[-1]][2].lower().rstrip(".")
    if last in _PLACE_ENDS:
        return True
    return last in _MAYBE_PLACE_ENDS and (not bits[words[0]] & GIVEN or bool(bits[words[0]] & PLACE))


def initial_inside(run: Sequence[Token], start: int, stop: int) -> bool:
    """Whether a dotted initial stands between other words (`Adelo T. Wirmann`), as in names only."""
    return any(len(run[i][2]) == 2 and run[i][2].endswith(".") for i in range(start + 1, stop - 1))


def ends_body(text: str, run: Sequence[Token], bits: Sequence[int], stop: int) -> bool:
    """Whether the word after the name makes it a place or a body, and is not the next person's title."""
    if not bits[stop] & MARK or bits[stop] & TITLE or run[stop - 1][2].endswith("."):
        return False
    return "," not in text[run[stop - 1][1] : run[stop][0]]


def initialled(run: Sequence[Token], bits: Sequence[int], start: int, stop: int, word: int) -> bool:
    """Whether one name stands with a dotted initial (`J. Smith`), and is no everyday word (`Plan B.`)."""
    if bits[word] & WORD and not bits[word] & COMMON:
        return False
    return any(i != word and run[i][2].endswith(".") for i in range(start, stop))


def role_before(text: str, run: Sequence[Token], bits: Sequence[int], start: int) -> str | None:
    """The title right before the name, in the run itself or a lower-case word before it (`judge Haddad`)."""
    if start and bits[start - 1] & TITLE and text[run[start - 1][1] : run[start][0]].isspace():
        return run[start - 1][2].rstrip(".")
    if start:
        return None
    before = text[max(0, run[0][0] - 24) : run[0][0]].rstrip(" ").rsplit(None, 1)
    word = before[-1] if before else ""
    if word and word[-1].isalpha() and word.islower() and len(word) > 4 and bits_of(word) & TITLE:
        return word
    return None


def starts_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start].rstrip(" \"'“(")
    return not before or before[-1] in ".!?\n:;•-"
