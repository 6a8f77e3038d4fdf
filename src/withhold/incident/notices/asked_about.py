"""Whether a text tells, of people whom somebody asked about, that some or none of them are on a list."""

import re
import tomllib
from functools import cache
from importlib.resources import files

_SENTENCE = re.compile(r"[.!?。！？؟۔।]+[\s\"'»”)]*|\n\s*\n")


def tells_who_is_on_it(text: str) -> bool:
    """Whether a sentence of it says so, in one of the languages of asked_about.toml: as was done in 2022 with
    "some of these 103" about a list that was public before (notes on incidents, the second disclosure).

    `text` is as `screening.plain` gives it: on one line but for blank lines between paragraphs.
    """
    sentences = [one.casefold() for one in _SENTENCE.split(text) if one and not one.isspace()]
    return any(
        asked.search(one) is not None and member.search(one) is not None
        for one in sentences
        for asked, member in _patterns()
    )


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Of each language: whose people, and on which list."""
    raw = tomllib.loads((files(__package__) / "asked_about.toml").read_text(encoding="utf-8"))
    return tuple((_any(one["asked"]), _any(one["member"])) for one in raw.values())


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns))
