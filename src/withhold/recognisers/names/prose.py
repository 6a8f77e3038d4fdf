"""Names in running text: runs of capitalised words, and of known names in scripts without capitals."""

import math
import re
from collections.abc import Iterator, Sequence

from withhold.recognisers.names import han, lexicon
from withhold.recognisers.names.folding import fold
from withhold.recognisers.names.lexicon import (
    COMMON,
    FAMILY,
    GIVEN,
    NAME,
    PARTICLE,
    PLACE,
    PLACEHOLDER,
    SOFT_MARK,
    SUFFIX,
    TITLE,
    WORD,
)
from withhold.recognisers.names.runs import (
    Token,
    ends_body,
    ends_place,
    frequent,
    initial_inside,
    initialled,
    is_acronym,
    is_entry,
    joins_two,
    role_before,
    starts_sentence,
)
from withhold.recognisers.names.small_words import ARABIC, INNER, INNER_PHRASES, LABELS
from withhold.recognisers.names.spans import NameSpan
from withhold.recognisers.names.tokens import WEIGHTS, bits_of, strip
from withhold.recognisers.names.unspaced import names_in_run

_WORD = re.compile(
    r"[^\W\d_a-zß-öø-ÿа-яё](?<![^\W\d_].)(?<![^\W\d_]['’-].)(?:[\w'’ʻʼ\u0300-\u036f\u0900-\u0dff\u0e30-\u0e4e\u1000-\u109f-]{0,40})\.?"
)
"""A word that may be of a name: with a capital, or of a script without; small letters only go between."""
_POSSESSIVE = ("'s", "’s")
_TURKISH_SUFFIX = re.compile(r"(?<=\w\w)['’](?:n?[ıiuü]n|[dt][ae]n?|y?[ıiuüae]|n[ae]|y?l[ae])\Z")
"""Endings that Turkish sets behind names with an apostrophe: `İstanbul'da`."""
_NUMBER_FOLLOWS = re.compile(r"[ #-]{0,2}\d")
"""What makes the letter before it a part of a number: `(A 123 456 789)`."""
_LONGEST_RUN = 12
_LONGEST_PARTICLES = 16
_MOST_IN_NAME = 6
_LEAST = 0.0
_BY_SOUND = 1.4
"""The weight of a token that another script's spelling of a known name gets."""
_UNCASED = re.compile(r"[\u0590-\u1fff\u1100-\u11ff\ua9e0-\uabff]")
_CONTRACTIONS = ("'m", "’m", "'re", "’re", "'ve", "’ve", "'ll", "’ll", "'t", "’t", "'d", "’d")
_STARTERS_TEXT = "My So To Back An As At If It Me A I No Go Do MY SO TO AN AS AT IF IT NO"
_STARTERS = frozenset(_STARTERS_TEXT.split())
"""Words that open sentences and are names in some language: never one written so in running text."""
_ALWAYS_TITLES_TEXT = "senator lady pope princess queen judge mayor governor president justice"
_ALWAYS_TITLES = frozenset(_ALWAYS_TITLES_TEXT.split())
"""Titles that are names too: before a name they are titles."""
_SURNAME = 1.3
"""The weight of any word behind the small words of a surname."""
_UNKNOWN = 0.8
"""What it takes away that no word of a run is a known name."""


def spot(text: str) -> Iterator[NameSpan]:
    """Names in the text, in order, without overlap. Linear in the length of the text.

    Lone given or family names are told only after a title (`Mr Haddad`). A run that a word for a place or
    a body ends (`Martha Jefferson Hospital`) is no name.
    """
    run: list[Token] = []
    for match in _WORD.finditer(text):
        start, end, word = match.start(), match.end(), match.group()
        if word[0] >= "\u3041" and han.RUN.match(word):
            yield from _run_names(text, run)
            run = []
            for part in han.RUN.finditer(word):
                yield from names_in_run(text, start + part.start(), part.group())
            continue
        if word.endswith(_POSSESSIVE):
            end, word = end - 2, word[:-2]
        elif not word.isalpha() and (suffix := _TURKISH_SUFFIX.search(word)) is not None:
            end, word = start + suffix.start(), word[: suffix.start()]
            if suffix.group()[1] in "dt" and not bits_of(word) & NAME:
                yield from _run_names(text, run)
                run = []
                continue  # "in" or "from" a place
        if run:
            run += _particles(text, run[-1][1], start)
            if not _continues(text, run[-1], start, word, len(run)):
                yield from _run_names(text, run)
                run = []
        if _may_be_name_word(word, bool(run)) and not (len(word) == 1 and _NUMBER_FOLLOWS.match(text, end)):
            run.append((start, end, word))
    yield from _run_names(text, run)


def _particles(text: str, end: int, start: int) -> list[Token]:
    """The small words between two words of a name: `van der`, `de la`."""
    if not 2 < start - end < _LONGEST_PARTICLES or text[end] != " " or text[start - 1] != " ":
        return []
    found: list[Token] = []
    at = end + 1
    between = text[at : start - 1]
    known = between.replace("’", "'") in INNER_PHRASES
    for word in between.split(" "):
        if word not in INNER and not known:
            return []
        found.append((at, at + len(word), word))
        at += len(word) + 1
    return found


def _may_be_name_word(word: str, inside: bool) -> bool:
    first = word[0]
    if first.isupper():
        return word not in LABELS and word not in _STARTERS and not word.endswith(_CONTRACTIONS)
    if first.islower():
        return inside and word in INNER
    if first >= "\u0600" and word in ARABIC:
        return False
    return _UNCASED.match(first) is not None


def _continues(text: str, last: Token, start: int, word: str, length: int) -> bool:
    """Whether a word belongs to the same run as the one before: only a space, or one comma, between them."""
    between = text[last[1] : start]
    if length >= _LONGEST_RUN or not _may_be_name_word(word, True):
        return False
    if last[2].endswith(".") and len(last[2]) > 2 and not bits_of(last[2]) & (TITLE | SUFFIX):
        return False
    if not between:
        return last[2].endswith(".") and len(last[2]) == 2
    return between in (" ", "  ", ", ", ",", "\u00a0", ' "', '" ', " “", "” ", " (", ") ")


def _run_names(text: str, run: Sequence[Token]) -> Iterator[NameSpan]:
    """The names in one run of name-like words."""
    position = 0
    bits = [bits_of(word) for _, _, word in run]
    weights = [_weight(word) for _, _, word in run]
    _take_surnames(run, bits, weights)
    while position < len(run):
        if position + 1 < len(run) and _opens(run, bits, position):
            position += 1
            continue
        stop = _end_of_name(text, run, bits, weights, position)
        span = _judge(text, run, bits, weights, position, stop) if stop > position else None
        if span is not None and _is_closed(text, span):
            yield span
        position = max(stop, position + 1)


def _take_surnames(run: Sequence[Token], bits: list[int], weights: list[float]) -> None:
    """What stands behind `op den` and its like is a surname whatever else it is; so are the small words."""
    for at in range(3, len(run)):
        size = next((n for n in (2, 3) if _phrase_before(run, at, n)), 0)
        if size:
            bits[at], weights[at] = FAMILY, _SURNAME
            bits[at - size : at] = [PARTICLE] * size
            weights[at - size : at] = [0.0] * size


def _phrase_before(run: Sequence[Token], at: int, size: int) -> bool:
    return (
        at > size
        and " ".join([word for _, _, word in run[at - size : at]]).replace("’", "'") in INNER_PHRASES
    )


def _is_closed(text: str, span: NameSpan) -> bool:
    """Whether every bracket in the span is closed there: `María (Lupe) García`, not `Length (Days`."""
    return text.count("(", span.start, span.end) == text.count(")", span.start, span.end)


def _opens(run: Sequence[Token], bits: Sequence[int], at: int) -> bool:
    """Whether a word stands before a name and is no part of it: a title, or as in `Ohioan Neil Armstrong`."""
    word = run[at][2]
    if bits[at] & TITLE:
        short = word.endswith(".") and len(word) > 2
        return short or not bits[at] & COMMON or word.lower() in _ALWAYS_TITLES
    unknown = not bits[at] & (NAME | PARTICLE) and len(word) > 2 and not word.isupper()
    follows = at + 2 < len(run) and bits[at + 1] & GIVEN and bits[at + 1] & COMMON and bits[at + 2] & NAME
    return bool(unknown and follows and not bits[at + 1] & FAMILY)


def _weight(word: str) -> float:
    return WEIGHTS[word]


def _end_of_name(
    text: str, run: Sequence[Token], bits: Sequence[int], weights: Sequence[float], start: int
) -> int:
    """Where a name that begins at `start` ends: before the first word that no name has."""
    if weights[start] < -0.6 or run[start][2][0].islower():
        return start
    if len(run[start][2]) == 1 and len(run) - start > 2 and starts_sentence(text, run[start][0]):
        return start  # "A Ana Gómez le fue …", "A John Smith": a small word with the sentence's capital
    stop = start
    commas = 0
    while stop < len(run) and stop - start < _MOST_IN_NAME:
        if stop > start:
            comma = "," in text[run[stop - 1][1] : run[stop][0]]
            commas += comma
            if comma and not _after_comma(text, run, bits, weights, start, stop, commas):
                break
        if joins_two(run, bits, start, stop):
            break
        if (
            stop - start >= 2
            and weights[stop] < 0
            and run[stop][2][0] >= "\u0590"
            and not bits[stop] & PARTICLE
        ):
            break  # no capitals tell where a name ends in these scripts
        if weights[stop] < (-0.9 if bits[stop] else -1.9) and not bits[stop] & SOFT_MARK:
            break
        initial = len(strip(run[stop][2])) == 1
        if stop > start and not initial and bits[stop] & TITLE and not bits[stop] & (NAME | SUFFIX):
            break
        if is_acronym(run, bits, start, stop):
            break
        stop += 1
    while stop > start and run[stop - 1][2][0].islower():
        stop -= 1
    return stop


def _after_comma(
    text: str,
    run: Sequence[Token],
    bits: Sequence[int],
    weights: Sequence[float],
    start: int,
    stop: int,
    commas: int,
) -> bool:
    """Whether a comma is inside a name: `LAST, First` and `Last, Jr.`, not the next name of a list."""
    if bits[stop] & SUFFIX and not bits[stop] & NAME:
        return True
    if commas > 1 or not bits[stop] & GIVEN or not (bits[start] & FAMILY or weights[start] > 0):
        return False
    before = run[start:stop]
    if all(word.isupper() for _, _, word in before) or is_entry(text, run, start):
        return True
    return len(before) == 1 and bits[start] & (FAMILY | GIVEN) == FAMILY


def _judge(
    text: str, run: Sequence[Token], bits: Sequence[int], weights: Sequence[float], start: int, stop: int
) -> NameSpan | None:
    role = role_before(text, run, bits, start)
    if stop < len(run) and ends_body(text, run, bits, stop):
        return None
    words = [i for i in range(start, stop) if len(strip(run[i][2])) > 1 and not bits[i] & (PARTICLE | SUFFIX)]
    solid = [i for i in words if bits[i] & NAME or weights[i] > 0.8]
    if not solid or (role is None and len(words) < 2 and not initialled(run, bits, start, stop, words[0])):
        return None
    total = sum(weights[start:stop]) + (-1.3 if stop - start > 1 else -2.4) + (1.6 if role else 0.0)
    ambiguous = WORD | PLACE | SOFT_MARK
    if role is None:
        phrase = " ".join([fold(strip(run[i][2])) for i in range(start, stop)])
        if phrase in lexicon.place_phrases():
            return None
        if ends_place(run, bits, words):
            return None
        if all(bits[i] & ambiguous for i in words) and not frequent(bits, words):
            total -= 0.8
        if not any(bits[i] & NAME or (weights[i] >= _BY_SOUND and not run[i][2].isascii()) for i in words):
            total -= 0.0 if initial_inside(run, start, stop) else _UNKNOWN
    if (
        starts_sentence(text, run[start][0])
        and bits[start] & WORD
        and not bits[start] & COMMON
        and role is None
    ):
        total -= 1.0
    if any(bits[i] & PLACEHOLDER for i in words) or total <= _LEAST:
        return None
    end = run[stop - 1][1]
    last = run[stop - 1][2]
    if last.endswith(".") and len(last) > 2 and not bits[stop - 1] & SUFFIX:
        end -= 1
    return NameSpan(run[start][0], end, 1 / (1 + math.exp(-min(total, 6.0))), role)
