"""Names that may stand in a line of a page, as the parts that fingerprints are made of."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from withhold.incident.watch.copies.rows import part_messages
from withhold.readers.header_words import is_plain_label
from withhold.register.canonical import kept_parts, name_messages
from withhold.text.name_forms import name_parts_of
from withhold.text.spelling.scripts import is_han_or_hangul
from withhold.text.spelling.syllables import split

_BREAKS = re.compile(r"""[\t\n,;:|()"{}\[\]<>/=\d\\•·؛،、。，；：！？!?#*_“”«»]+|\s[-–—]\s|\s{2,}""")
_LETTER = re.compile(r"[^\W\d_]")
_HAN = re.compile(r"[\u3400-\u9fff\uac00-\ud7a3]{2,30}")
_CASELESS = re.compile(
    r"[\u0590-\u08ff\u0900-\u10ff\u1200-\u139f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
)
_LABELLED = re.compile(r"""["'\s\-–•*]{0,4}[^\W\d][^:=\n]{0,40}["']?\s?[:=][\s"',;.|]{0,9}""")
"""A field without its value: `Date of birth:`, `"dob": "",`."""
_SHORT = 5
"""Words of a phrase that is taken as it is: names have seldom more."""
_LONGEST = 400
_MOST_PHRASES = 40
_ALL_PAIRS = 10
"""Phrases of a line of which any two may be family and given name; of longer lines only neighbours."""
_NEIGHBOURS = 2
_REMEMBERED = 1 << 16
_LATELY = 1 << 12
"""Lines and phrases whose reading is kept: the same ones are looked at for each field of a record."""
_PARTICLES = frozenset(
    "de del della der den van von al el bin bint ben ibn abu abd ul ur da do dos das la le zu y e".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True, repr=False)
class Candidate:
    """What may be a name: how many parts it has, and the messages of those that may be of the list, in pairs
    and one by one."""

    parts: int
    pairs: tuple[bytes, ...]
    singles: tuple[bytes, ...]


class Names:
    """Finds candidates in stretches of text; `may_hold` says which parts of names may be of the list."""

    def __init__(self, may_hold: Callable[[bytes], bool]) -> None:
        self._may_hold = may_hold
        self._known: dict[str, Candidate | None] = {}
        self._parts: dict[str, bool] = {}

    def candidates(self, text: str) -> list[Candidate]:
        """Everything in it that may be a name of the list, each once."""
        atoms = [atom for phrase in phrases_of(text) for atom in self._atoms(phrase)]
        found = {atom: one for atom, one in zip(atoms, self._learnt(atoms), strict=True) if one is not None}
        short = [
            atom for atom in atoms if atom.count(" ") < _SHORT - 2 and (atom in found or may_be_half(atom))
        ]
        written: dict[str, None] = {}
        reach = len(short) if len(short) <= _ALL_PAIRS else _NEIGHBOURS
        for (at, one), (other_at, other) in combinations(enumerate(short), 2):
            if other_at - at <= reach:
                written[f"{one} {other}"] = None
        return [*found.values(), *(one for one in self._learnt(list(written)) if one is not None)]

    def _learnt(self, written: Sequence[str]) -> Iterator[Candidate | None]:
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        new = [one for one in written if one not in self._known]
        parts_of = name_parts_of(new)
        for one in new:
            self._known[one] = self._candidate(kept_parts(parts_of[one]))
        return map(self._known.__getitem__, written)

    def _candidate(self, parts: tuple[str, ...]) -> Candidate | None:
        held = tuple(part for part in parts if self._holds(part))
        if not held:
            return None
        pairs = name_messages(held) if len(held) > 1 or len(parts) == 1 else ()
        return Candidate(len(parts), tuple(pairs), tuple(part_messages(held)))

    def _holds(self, part: str) -> bool:
        found = self._parts.get(part)
        if found is None:
            if len(self._parts) > _REMEMBERED:
                self._parts.clear()
            found = self._parts[part] = self._may_hold(part.encode("utf-8", "surrogatepass"))
        return found

    def _atoms(self, phrase: str) -> Iterator[str]:
        """The phrase, or of a sentence what in it may be a name or a part of one."""
        words = phrase.split()
        if len(words) > _SHORT or (len(words) > 2 and any(map(_is_small, words))):
            yield from self._runs(words)
        else:
            yield phrase
        for match in _HAN.finditer(phrase):
            han = match[0]
            if len(han) > 4 or len(words) > 1:
                yield from (han[at : at + size] for size in (2, 3, 4) for at in range(len(han) - size + 1))

    def _runs(self, words: Sequence[str]) -> Iterator[str]:
        """Runs of words that may be parts of names, with the capitalised ones beside them."""
        parts_of = name_parts_of(words)
        named = [any(map(self._holds, parts_of[word])) for word in words]
        fits = [
            held or word.lower() in _PARTICLES or (word[:1].isupper() and not word[1:2].isdigit())
            for held, word in zip(named, words, strict=True)
        ]
        start = 0
        while start < len(words):
            end = start
            while end < len(words) and fits[end]:
                end += 1
            if any(named[start:end]):
                run = words[start:end]
                yield from [" ".join(run)] if len(run) <= _SHORT + 1 else _windows(run)
            start = end + 1


@lru_cache(maxsize=_REMEMBERED)
def may_be_half(atom: str) -> bool:
    """Whether words may be one half of a Chinese or Korean name: with the other one they are a part of it."""
    return any(is_han_or_hangul(word) or bool(split(word)) for word in atom.lower().replace("-", " ").split())


def _is_small(word: str) -> bool:
    """Whether a word is written as names are not, in a script that has capitals."""
    return word.islower() and word not in _PARTICLES


def _windows(run: Sequence[str]) -> Iterator[str]:
    for size in range(2, _SHORT + 1):
        yield from (" ".join(run[at : at + size]) for at in range(len(run) - size + 1))


@lru_cache(maxsize=_LATELY)
def phrases_of(text: str) -> tuple[str, ...]:
    """The words that stand together in a line: between marks, digits, cells."""
    found = [phrase.strip(" .'’-") for phrase in _BREAKS.split(text[:_LONGEST])]
    return tuple([phrase for phrase in found if len(phrase) > 1 and _LETTER.search(phrase)][:_MOST_PHRASES])


def named_words(text: str) -> int:
    """How many words of a text may be of somebody's name: in capitals or of a script without them, no labels.

    Sentences have none: a phrase of many words counts only with the capitalised words that follow each other.
    """
    return sum(map(_named_in, phrases_of(text)))


@lru_cache(maxsize=_LATELY)
def is_bare(text: str) -> bool:
    """Whether a line, its dates and numbers taken out, has at most the name of a field."""
    if _LABELLED.fullmatch(text):
        return True
    return all(is_plain_label(phrase) for phrase in phrases_of(text))


@lru_cache(maxsize=_LATELY)
def _named_in(phrase: str) -> int:
    if is_plain_label(phrase):
        return 0
    words = phrase.split()
    if _CASELESS.search(phrase):
        return max(2, len(words)) if len(words) <= _SHORT + 1 else 0
    cased = [word for word in words if word.lower() not in _PARTICLES]
    capitals = sum(word[:1].isupper() for word in cased)
    return capitals if len(words) <= _SHORT + 1 and capitals == len(cased) else 0
