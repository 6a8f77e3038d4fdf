"""Whether a page holds rows of a document, by keyed digests of its words; never by the words themselves.

A row is recognised by several of its words close together, in any order: a sheet exported in another
format, its view as a web page, a feed with entries of it, a search page's snippet. Words that stand in many
rows say nothing (a country, a status, a column's name). The key is random, of one run, and in memory only.
"""

import re
import secrets
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from math import log

_WORD = re.compile(r"\d+(?:[-/.:]\d+)+|\w+")
_MIDNIGHT = re.compile(r"(?<=\d)[T ]00:00(:00)?$")
_ROW_WORDS = 64
"""Words of a row that are looked at: the first, so that one long text cell does not stand for the row."""
_WINDOW = 48
"""Words of running text in which those of one row have to stand."""
_STEP = 24
_FEWEST_WORDS = 3
"""Words of a row that have to be found at the least."""
_FEWEST_ROWS = 3
_FEWEST_LINES = 2
_COMMON_SHARE = 0.005
_COMMON_ROWS = (3, 50)
"""A word of so few rows is rare in any document, and one of so many in none."""
_SURE = 6.0
"""How unlikely a coincidence has to be, as a logarithm: one in 400 windows for a row, before the count."""
_PRIOR = 1000
"""A word that stands once in a short document is taken to stand once in so many rows more elsewhere."""
_COINCIDENCES = 0.01
"""Rows for each window of a page that could be coincidences, generously."""
LONG_LINE = 8
"""Words that make a line of text long enough to be recognised by itself."""

Cells = Sequence[str]
"""The values of one row; a line of text is a row of one cell."""


@dataclass(frozen=True, slots=True)
class Found:
    """The numbers of the document's rows that a page holds: `sure` ones, and those that could be chance."""

    sure: frozenset[int]
    likely: frozenset[int]
    windows: int


class Rows:
    """The rows of the documents, as digests."""

    def __init__(self, rows: Iterable[Cells]) -> None:
        self._key = secrets.token_bytes(32)
        self._rows: list[dict[bytes, int]] = []
        self._lines: set[int] = set()
        self._by_word: dict[bytes, list[int]] = defaultdict(list)
        self._numbers: set[bytes] = set()
        known: set[frozenset[bytes]] = set()
        sequences: list[list[list[bytes]]] = []
        for cells in rows:
            spelt = [[self._digest(word) for word in _words_of(cell)] for cell in cells]
            if self._add(cells, spelt, known):
                sequences.append(spelt)
        fewest, most_ever = _COMMON_ROWS
        most = min(most_ever, max(fewest, int(len(self._rows) * _COMMON_SHARE)))
        self._weights: dict[bytes, float] = {}
        self._weigh(most)
        for row, spelt in enumerate(sequences):
            for pair in {pair for cell in spelt for pair in self._pairs(cell)}:
                self._by_word[pair].append(row)
        self._weigh(most)

    def __len__(self) -> int:
        return len(self._rows)

    def look(self, rows: Iterable[Cells]) -> Found:
        """Which rows of the document a page with these rows holds."""
        windows = list(self._windows(rows))
        sure: set[int] = set()
        likely: set[int] = set()
        for words in windows:
            candidates: Counter[int] = Counter()
            rare_ones = words & self._weights.keys()
            for word in rare_ones:
                candidates.update(self._by_word[word])
            for row, rare in candidates.items():
                if row not in sure and rare >= 2 and self._is(row, words):
                    weight = sum(self._weights[word] for word in rare_ones if row in self._by_word[word])
                    least = log(len(self._rows) + 1) + _SURE
                    if row in self._lines or weight >= least + log(len(windows)):
                        sure.add(row)
                    elif weight >= least:
                        likely.add(row)
        return Found(frozenset(sure), frozenset(likely - sure), len(windows))

    def lines(self, rows: frozenset[int]) -> frozenset[int]:
        """Those of these rows that are long lines of text."""
        return rows & self._lines

    def enough(self, found: Found, boilerplate: frozenset[int] = frozenset()) -> int:
        """How many rows a page holds; 0 if they are too few to tell.

        `boilerplate` are lines that stand on the site's other pages, too: its header and footer.
        """
        sure = found.sure - boilerplate
        likely = found.likely - boilerplate
        lines = len(sure & self._lines)
        by_chance = _FEWEST_ROWS + _COINCIDENCES * found.windows
        if len(sure) - lines >= _FEWEST_ROWS or lines >= _FEWEST_LINES or len(sure | likely) >= by_chance:
            return len(sure | likely)
        return 0

    def _is(self, row: int, words: frozenset[bytes]) -> bool:
        """Whether a window with these words may hold the row.

        Most of a row's words are it. Fewer are, if they come from several cells and one is a rare number: a
        name and a birth date or a file number. A list of the names of people who stand in many rows is not.
        """
        placed = self._rows[row]
        common = placed.keys() & words
        if row in self._lines:
            return len(common) >= 0.8 * len(placed)
        if len(common) < _FEWEST_WORDS:
            return False
        if len(common) >= 0.6 * len(placed):
            return True
        rare_number = any(word in self._numbers and word in self._weights for word in common)
        return rare_number and len({placed[word] for word in common}) >= 2

    def _weigh(self, most: int) -> None:
        """The weight of every word and pair that is rare: how much it says to find it."""
        for word, where in self._by_word.items():
            if len(where) <= most:
                self._weights[word] = log((len(self._rows) + _PRIOR) / len(where))

    def _pairs(self, words: Sequence[bytes]) -> Iterator[bytes]:
        """Neighbours that are both common, in either order: given and family name say more together."""
        for one, other in pairwise(words):
            if one != other and self._is_common(one) and self._is_common(other):
                yield min(one, other) + max(one, other)

    def _is_common(self, word: bytes) -> bool:
        return word in self._by_word and word not in self._weights

    def _add(self, cells: Cells, spelt: list[list[bytes]], known: set[frozenset[bytes]]) -> bool:
        """Whether the row has enough words of its own, and is none that is known."""
        placed: dict[bytes, int] = {}
        for number, (cell, digests) in enumerate(zip(cells, spelt, strict=True)):
            for word, digest in zip(_words_of(cell), digests, strict=True):
                if len(placed) >= _ROW_WORDS:
                    break
                placed.setdefault(digest, number)
                if any(character.isdigit() for character in word):
                    self._numbers.add(digest)
        words = frozenset(placed)
        is_line = sum(1 for cell in cells if cell) == 1
        if len(words) < (LONG_LINE if is_line else _FEWEST_WORDS) or words in known:
            return False
        known.add(words)
        row = len(self._rows)
        self._rows.append(placed)
        if is_line:
            self._lines.add(row)
        for digest in words:
            self._by_word[digest].append(row)
        return True

    def _windows(self, rows: Iterable[Cells]) -> Iterator[frozenset[bytes]]:
        """Each row; and running text in overlapping stretches: a person's card has a line a field."""
        running: list[bytes] = []
        for cells in rows:
            words = [self._digest(word) for cell in cells for word in _words_of(cell)]
            if sum(1 for cell in cells if cell) > 1:
                yield self._window(words[: 4 * _ROW_WORDS])
                if len(words) > _WINDOW:
                    continue
            running += words
            while len(running) >= _WINDOW + _STEP:
                yield self._window(running[:_WINDOW])
                del running[:_STEP]
        for start in range(0, len(running), _STEP):
            yield self._window(running[start : start + _WINDOW])

    def _window(self, words: Sequence[bytes]) -> frozenset[bytes]:
        return frozenset((*words, *self._pairs(words)))

    def _digest(self, word: str) -> bytes:
        return blake2b(word.encode("utf-8", "surrogatepass"), key=self._key, digest_size=12).digest()


def _words_of(text: str) -> list[str]:
    """Words and numbers without case and width; the parts of a date in one order, however it is written."""
    plain = _MIDNIGHT.sub("", unicodedata.normalize("NFKC", text[:20_000])).casefold()
    words = (_date(word) for word in _WORD.findall(plain))
    return [word for word in words if len(word) > 1 or word.isdigit()]


def _date(word: str) -> str:
    parts = re.split(r"[-/.:]", word)
    if len(parts) != 3 or not word.isascii() or any(len(part) > 4 for part in parts):
        return word
    return "/".join(sorted(str(int(part)) for part in parts))
