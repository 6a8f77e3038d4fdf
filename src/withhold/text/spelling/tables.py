"""Reads the tables of spellings beside this module; what each file holds is said in its first lines."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from withhold.text.spelling.latin import normal, plain, three_vowels
from withhold.text.spelling.scripts import fold_native

_SHORTEST_RULED = 5
"""Shorter spellings count only as they are written: by rule too many strangers would fall together."""


def lines_of(name: str) -> Iterator[str]:
    """The lines of a table that are no remarks."""
    text = files("withhold.text.spelling").joinpath("data", name).read_text("utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def contents() -> dict[str, bytes]:
    """The tables as they lie in the package, by name: who keeps classes keeps them for these tables only."""
    folder = files("withhold.text.spelling").joinpath("data")
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(".txt")}


def key_of(spelling: str) -> str:
    """What a spelling is looked up by: its plain letters, or its folded form in another script."""
    return plain(spelling) if spelling[0] < "\u0370" else fold_native(spelling)


def _read(tables: dict[str, str], name: str) -> None:
    """Adds the classes of a file; the first file and line that tells a spelling keeps it."""
    for line in lines_of(name):
        spellings = [key_of(spelling) for spelling in line.split()]
        label = tables.get(spellings[0], spellings[0])
        for spelling in spellings:
            tables.setdefault(spelling, label)


@cache
def muslim_spellings() -> dict[str, str]:
    """Spellings of Arabic, Persian and Turkish names to their class."""
    tables: dict[str, str] = {}
    _read(tables, "arabic.txt")
    return tables


@cache
def spellings() -> dict[str, str]:
    """Every known spelling, plain or in its own script, to its class; nicknames too."""
    tables = dict(muslim_spellings())
    for name in ("spellings.txt", "nicknames.txt", "native.txt"):
        _read(tables, name)
    return tables


def _by_rule(tables: dict[str, str], three: bool) -> dict[str, str]:
    """Ruled forms of the spellings to their class, without those that two classes share."""
    found: dict[str, str] = {}
    for spelling, label in tables.items():
        if len(spelling) >= _SHORTEST_RULED and spelling.isascii():
            form = three_vowels(spelling) if three else normal(spelling)
            if found.setdefault(form, label) != label:
                found[form] = ""
    return {form: label for form, label in found.items() if label}


@cache
def normal_spellings() -> dict[str, str]:
    """`latin.normal` forms of known spellings to their class."""
    return _by_rule(spellings(), three=False)


@cache
def three_vowel_spellings() -> dict[str, str]:
    """`latin.three_vowels` forms of the Arabic, Persian and Turkish names to their class."""
    return _by_rule(muslim_spellings(), three=True)


@cache
def known(section: str) -> tuple[str, ...]:
    """Plain Latin spellings of names of one group of languages: arabic, indic, ethiopic, hebrew, western."""
    for line in lines_of("known.txt"):
        name, _, rest = line.partition(": ")
        if name == section:
            return tuple(rest.split())
    raise KeyError(section)


@cache
def western() -> frozenset[str]:
    """Spellings of European names, which the coarser rules leave alone."""
    return frozenset(known("western"))


@cache
def western_forms() -> frozenset[str]:
    """`latin.normal` forms of European names."""
    return frozenset(normal(token) for token in western())


@cache
def arabic_forms() -> frozenset[str]:
    """`latin.three_vowels` forms of known names that came through the Arabic script."""
    return frozenset(three_vowels(token) for token in known("arabic"))


@cache
def dropped() -> tuple[frozenset[str], frozenset[str]]:
    """Words left out where anything else is left; words left out where two other parts are left."""
    always: set[str] = set()
    unless_few: set[str] = set()
    for line in lines_of("dropped.txt"):
        head, colon, rest = line.partition("unless few: ")
        (unless_few if colon else always).update(key_of(word) for word in (rest if colon else head).split())
    return frozenset(always), frozenset(unless_few - always)
