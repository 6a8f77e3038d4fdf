"""Labels of identifiers: finding them in headers and in running text, in any spelling and script."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import re2

from withhold.recognisers.identifiers.interface import Scheme
from withhold.text.normalise import fold_label

_VARIANTS = {"ی": "يىی", "ک": "كک", "ه": "ةه", "ا": "أإآا", "i": "iıİ"}
_SHORT = 4
"""Labels of so few letters are words in some language ("sin", "pan", "die"): they must stand in capitals."""

_LONGEST_HEADER = 200
_INITIALS = re.compile(r"\b(\w) (?=\w\b)")
"""Between the letters of "S. S. N."."""
_TOPIC = frozenset([
    "applications", "office", "offices", "count", "counts", "species", "votes", "total", "fee",
    "fees", "rate",
    "share", "percent", "sales", "type", "status", "expiry", "expiration", "expires", "date",
    "country", "place",
    "authority", "revenue", "population", "statistics",
])  # fmt: skip
"""Words of headers that speak about a kind of number without holding it, or hold its date, place or type."""

_LAST_SPACED_SCRIPT = 0x0530
"""Latin, Greek and Cyrillic end here: scripts whose words are set apart by spaces and take no prefixes."""


@dataclass(frozen=True, slots=True)
class LabelHit:
    """A label at `text[start:end]` and the schemes it names."""

    start: int
    end: int
    schemes: tuple[Scheme, ...]


def _letter(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0]
    forms = set(_VARIANTS.get(base, base)) | {char, base}
    return re.escape(char) if len(forms) == 1 else "[" + "".join(sorted(forms)) + "]"


def _pattern(label: str) -> str:
    words = ("".join(map(_letter, word)) for word in label.split())
    return r"[\s._/'’-]{0,2}".join(words)


def key(label: str) -> str:
    """What two spellings of one label share: letters and digits without accents, case and spaces, and `#`."""
    marked = label.replace("№", "#").replace("#", " hash ")
    return fold_label(marked).replace(" ", "")


class LabelIndex:
    """The labels of some schemes as one linear pattern."""

    def __init__(self, schemes: Iterable[Scheme]) -> None:
        by_key: dict[str, list[Scheme]] = defaultdict(list)
        labels: set[str] = set()
        for scheme in schemes:
            for label in scheme.labels:
                labels.add(label)
                if scheme not in by_key[key(label)]:
                    by_key[key(label)].append(scheme)
        self._schemes = {label: tuple(found) for label, found in by_key.items()}
        longest_first = sorted(labels, key=lambda label: (-len(label), label))
        options = re2.Options()
        options.case_sensitive = False
        options.longest_match = True
        options.max_mem = 64 << 20
        self._pattern: Any = re2.compile("|".join(map(_pattern, longest_first)), options)

    def find(self, text: str) -> Iterator[LabelHit]:
        """Labels in a text, left to right, each a word of its own."""
        for match in self._pattern.finditer(text):
            start, end = match.span()
            if not _stands_alone(text, start, end):
                continue
            schemes = self._schemes.get(key(text[start:end]), ())
            if schemes:
                yield LabelHit(start, end, schemes)

    def of_header(self, header: str) -> tuple[Scheme, ...]:
        """The schemes that a column header names, those of its longest label first."""
        written = header[:_LONGEST_HEADER]
        spaced = fold_label(written.replace("#", " hash ")).replace(" hash", "#")
        if not _TOPIC.isdisjoint(spaced.split()):
            return ()
        hits = [*self.find(written), *self.find(spaced), *self.find(_INITIALS.sub(r"\1", spaced))]
        hits.sort(key=lambda hit: hit.start - hit.end)
        return tuple(dict.fromkeys(scheme for hit in hits for scheme in hit.schemes))


def _stands_alone(text: str, start: int, end: int) -> bool:
    first, last = text[start], text[end - 1]
    if start and ord(first) < _LAST_SPACED_SCRIPT and text[start - 1].isalnum():
        return False
    spaced = last.isalpha() and ord(last) < _LAST_SPACED_SCRIPT
    return not (spaced and end < len(text) and text[end].isalpha())


def ambiguous(text: str, hit: LabelHit) -> bool:
    """Whether a short label in small letters may be an ordinary word: no capitals, no colon after it."""
    word = text[hit.start : hit.end]
    if word.startswith("a "):  # "a number", "a file": an article
        return True
    if len(word) > _SHORT or not word.isascii() or word.isupper():
        return False
    return not re.match(r"[\"'\]\s]{0,3}[:=#]", text[hit.end : hit.end + 5])


@cache
def index_of(schemes: tuple[Scheme, ...]) -> LabelIndex:
    """The index of some schemes, built once."""
    return LabelIndex(schemes)
