"""What the door says, in each of its languages: one TOML catalogue a language, all of them complete."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

CODES = ("en", "es", "fr", "pt", "ar", "fa", "ht", "ru", "zh-hans", "pa")
"""The catalogues there are, as they stand in addresses."""
_SIMPLIFIED = frozenset({"zh", "zh-cn", "zh-sg", "zh-hans", "zh-my"})
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


@cache
def language(code: str) -> Language:
    """The catalogue of a language of the door. Raises KeyError for another one."""
    if code not in CODES:
        raise KeyError(code)
    content = tomllib.loads((files(__package__) / "texts" / f"{code}.toml").read_text("utf-8"))
    return Language(code, content["name"], content["direction"], content["reviewed"], content["texts"])


def chosen(asked: str, accepted: str, there: Sequence[str]) -> str:
    """The language to answer in: the one asked for, the browser's best (RFC 9110, 12.5.4), or English."""
    if asked in there:
        return asked
    for tag in _by_preference(accepted):
        code = "zh-hans" if tag in _SIMPLIFIED or tag.startswith("zh-hans") else tag.split("-")[0]
        if code in there:
            return code
    return "en"


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
