"""The name lexicon: what is known of a token. Built by lexicon/build.py; provenance in data/PROVENANCE.md."""

import gzip
from enum import IntFlag
from functools import lru_cache
from importlib.resources import files


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


def _read(name: str) -> str:
    data = files("withhold.recognisers.names").joinpath("data", name).read_bytes()
    return gzip.decompress(data).decode()


def _table(name: str) -> dict[str, int]:
    table: dict[str, int] = {}
    for line in _read(name).splitlines():
        code, _, tokens = line.partition("\t")
        table.update(dict.fromkeys(tokens.split(" "), int(code)))
    return table


@lru_cache(maxsize=1)
def latin() -> dict[str, int]:
    """Folded Latin-script tokens to their `Known` bits."""
    return _table("latin.txt.gz")


@lru_cache(maxsize=1)
def native() -> dict[str, int]:
    """Folded tokens of all other scripts to their `Known` bits."""
    return _table("native.txt.gz")


@lru_cache(maxsize=1)
def skeletons() -> frozenset[str]:
    """Consonant skeletons of names from languages written without vowels, or in scripts with few lists."""
    return frozenset(_read("skeletons.txt.gz").split())


@lru_cache(maxsize=1)
def place_phrases() -> frozenset[str]:
    """Places of several words, folded, one space between words: `san jose`, `santa maria`."""
    return frozenset(_read("places.txt.gz").splitlines())


@lru_cache(maxsize=1)
def ngrams() -> tuple[float, dict[str, float]]:
    """The bias and the weights, in log-odds, of the n-gram model of single Latin tokens."""
    bias, _, rest = _read("ngrams.txt.gz").partition("\n")
    weights: dict[str, float] = {}
    for line in rest.splitlines():
        weight, _, grams = line.partition("\t")
        weights.update(dict.fromkeys(grams.split(" "), int(weight) / 20))
    return float(bias), weights
