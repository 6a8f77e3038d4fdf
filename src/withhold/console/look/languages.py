"""Pages in several languages: in a room's `texts`, one TOML catalogue a language, all of them complete."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from withhold.text.languages import lookup

CODES = ("en", "es", "fr", "pt", "ar", "fa", "ht", "ru", "zh-hans", "pa")
"""The catalogues there are, as they stand in addresses."""
_MOST_ACCEPTED = 20


@dataclass(frozen=True, slots=True)
class Language:
    """A catalogue. `reviewed` tells whether a person who speaks the language has read it."""

    code: str
    name: str
    direction: str
    reviewed: bool
    texts: dict[str, Any] = field(repr=False)

    @property
    def tag(self) -> str:
        """For the `lang` attribute (BCP 47)."""
        return "zh-Hans" if self.code == "zh-hans" else self.code

    def said(self, english: str) -> str:
        """A sentence of the program's in this language, as `said` has it; else as it is."""
        found = self.texts.get("said", {}).get(english, english)
        assert isinstance(found, str)
        return found

    def isolated(self, value: str) -> str:
        """A number, date or foreign word that keeps its own order within a sentence (Unicode TR9)."""
        return f"\u2068{value}\u2069" if self.direction == "rtl" else value


@cache
def catalogue(room: str, code: str) -> Language:
    """The catalogue of a room (its package). Raises KeyError for a language that there is none in."""
    if code not in CODES:
        raise KeyError(code)
    content = tomllib.loads((files(room) / "texts" / f"{code}.toml").read_text("utf-8"))
    return Language(code, content["name"], content["direction"], content["reviewed"], content["texts"])


def chosen(asked: str, accepted: str, there: Sequence[str]) -> str:
    """The language to answer in: the one asked for, the browser's best (RFC 9110, 12.5.4), or English."""
    if asked in there:
        return asked
    found = (lookup(tag, there) for tag in _by_preference(accepted))
    return next(filter(None, found), "en")


def _by_preference(accepted: str) -> list[str]:
    weighted = []
    for part in accepted[:1000].split(",")[:_MOST_ACCEPTED]:
        tag, _, rest = part.strip().lower().partition(";")
        weight = 1.0
        if rest:
            try:
                weight = float(rest.strip().removeprefix("q="))
            except ValueError:
                weight = 0.0
        if tag and weight > 0:
            weighted.append((-weight, tag))
    return [tag for _, tag in sorted(weighted, key=lambda one: one[0])]
