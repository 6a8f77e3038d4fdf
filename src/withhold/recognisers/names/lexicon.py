"""The name lexicon: what is known of a token. Built by lexicon/build.py; provenance in data/PROVENANCE.md."""

import gzip
import sys
from array import array
from bisect import bisect_left
from enum import IntFlag
from functools import lru_cache
from importlib.resources import files
from zlib import crc32

from withhold.recognisers.names.custody_places import CUSTODY_PLACES


class Known(IntFlag):
    """What a token is known as; several may hold (`Virginia` is a given name and a place)."""

    GIVEN = 1
    FAMILY = 2
    WORD = 4
    """An ordinary word of some language."""
    PLACE = 8
    MARK = 16
    """Makes the value something other than a person: `Hospital`, `Inc`, `Avenue`."""
    SOFT_MARK = 32
    """Usually a thing or a place, but a common surname too: `Park`, `Hall`."""
    TITLE = 64
    SUFFIX = 128
    PARTICLE = 256
    PLACEHOLDER = 512
    """Written where a name is not known: `FNU`, `Redacted`."""
    COMMON = 1024
    """A frequent name: that it is a word too (`John`, `Mark`) says little."""


# Plain integers: combining them is many times faster than combining IntFlag members.
GIVEN, FAMILY, WORD, PLACE, MARK = (int(k) for k in list(Known)[:5])
SOFT_MARK, TITLE, SUFFIX, PARTICLE, PLACEHOLDER, COMMON = (int(k) for k in list(Known)[5:])
NAME = GIVEN | FAMILY


def hashed(token: str) -> int:
    """The 32-bit hash by which the tables know a token."""
    return crc32(token.encode("utf-8", "surrogatepass"))


class Table:
    """Tokens, by hash, to numbers of 16 bits.

    A twentieth of the memory of a dict, and nothing to build when it is read. One token in some 20,000
    that it does not hold meets the hash of one that it holds: evidence, not proof, so that does no harm.
    """

    __slots__ = ("_codes", "_hashes")

    def __init__(self, data: bytes) -> None:
        """Takes what `packed` gave."""
        size = len(data) // 6
        self._hashes = array("I", data[: 4 * size])
        self._codes = array("H", data[4 * size :])
        if sys.byteorder == "big":
            self._hashes.byteswap()
            self._codes.byteswap()

    def get(self, token: str, default: int = 0) -> int:
        """The number of a folded token."""
        wanted = crc32(token.encode("utf-8", "surrogatepass"))
        hashes = self._hashes
        at = bisect_left(hashes, wanted)
        return self._codes[at] if at < len(hashes) and hashes[at] == wanted else default

    def add(self, token: str, number: int = 1) -> None:
        """Give a folded token a number, unless it has one."""
        wanted = hashed(token)
        at = bisect_left(self._hashes, wanted)
        if token not in self:
            self._hashes.insert(at, wanted)
            self._codes.insert(at, number)

    def __contains__(self, token: str) -> bool:
        return self.get(token, -1) >= 0

    def __len__(self) -> int:
        return len(self._hashes)


def packed(table: dict[str, int]) -> bytes:
    """The bytes of a `Table`: sorted hashes (32 bits, little-endian), then their numbers (16 bits).

    Tokens of one hash share their bits.
    """
    merged: dict[int, int] = {}
    for token, code in table.items():
        key = hashed(token)
        merged[key] = merged.get(key, 0) | code
    order = sorted(merged)
    columns = (array("I", order), array("H", [merged[key] for key in order]))
    if sys.byteorder == "big":
        for column in columns:
            column.byteswap()
    return b"".join(column.tobytes() for column in columns)


def _read(name: str) -> bytes:
    data = files("withhold.recognisers.names").joinpath("data", name).read_bytes()
    return gzip.decompress(data)


@lru_cache(maxsize=1)
def tokens() -> Table:
    """Folded tokens of all scripts to their `Known` bits."""
    return Table(_read("tokens.bin.gz"))


@lru_cache(maxsize=1)
def refused() -> frozenset[str]:
    """Lower-case ASCII words that stand in no name, or need a closer look: `hospital`, `unknown`, `fnu`."""
    return frozenset(_read("refused.txt.gz").decode().split())


@lru_cache(maxsize=1)
def skeletons() -> Table:
    """Consonant skeletons of names from languages written without vowels, or in scripts with few lists."""
    return Table(_read("skeletons.bin.gz"))


@lru_cache(maxsize=1)
def place_phrases() -> Table:
    """Places of several words, folded, one space between words: `san jose`, `santa maria`."""
    places = Table(_read("places.bin.gz"))
    for phrase in CUSTODY_PLACES:
        places.add(phrase)
    return places


@lru_cache(maxsize=1)
def latin_ngrams() -> tuple[float, dict[str, float]]:
    """The bias and the weights, in log-odds, of the n-gram model of single Latin tokens."""
    return _weights("latin_ngrams.txt.gz")


@lru_cache(maxsize=1)
def native_ngrams() -> tuple[float, dict[str, float]]:
    """The same for tokens of other scripts, in their own letters."""
    return _weights("native_ngrams.txt.gz")


def _weights(name: str) -> tuple[float, dict[str, float]]:
    bias, _, rest = _read(name).decode().partition("\n")
    weights: dict[str, float] = {}
    for line in rest.splitlines():
        weight, _, grams = line.partition("\t")
        weights.update(dict.fromkeys(grams.split(" "), int(weight) / 20))
    return float(bias), weights
