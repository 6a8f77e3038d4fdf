"""By what people are put in order: days, words and countries, each with its reason, as data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from withhold.domain.errors import UsageError
from withhold.incident.affected.describing import nations_of
from withhold.text.normalise import fold_label


@dataclass(frozen=True, slots=True)
class Nation:
    """Why people of a country are in special danger, and what that rests on."""

    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class Policy:
    """Days by which people are put in order, and countries by their code, lower case."""

    soon: int
    fortnight: int
    month: int
    hearing_lag: int
    ordered: int
    ordered_in_leak: int
    unknown_held: int
    ordered_words: tuple[str, ...]
    protecting_words: tuple[str, ...]
    nations: Mapping[str, Nation]


def read_policy(path: Path) -> Policy:
    """An organisation's own file. Raises UsageError where something is missing or without its reason."""
    try:
        return _policy(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise UsageError(f"the file of triage cannot be read ({type(error).__name__}); mend it") from None


@cache
def usual() -> Policy:
    """The policy that comes with the program."""
    return _policy(tomllib.loads((files(__package__) / "triage.toml").read_text(encoding="utf-8")))


def _policy(raw: Mapping[str, Any]) -> Policy:
    due, words, nations = (raw.get(name, {}) for name in ("due", "words", "nations"))
    if not all(isinstance(one, dict) for one in (due, words, nations)):
        raise UsageError("the file of triage: due, words and nations are tables")
    names = ("soon", "fortnight", "month", "hearing_lag", "ordered", "ordered_in_leak", "unknown_held")
    if set(raw) - {"due", "words", "nations"} or set(due) != set(names):
        raise UsageError(f"the file of triage needs [due] with {', '.join(names)}, [words] and [nations.XX]")
    if any(type(days) is not int or days < 0 for days in due.values()):
        raise UsageError("the file of triage: each of [due] is a number of days")
    if not due["soon"] <= due["fortnight"] <= due["month"]:
        raise UsageError("the file of triage: soon, fortnight and month must not go down")
    if set(words) != {"ordered", "protecting"} or not all(map(_texts, words.values())):
        raise UsageError("the file of triage: [words] has two lists of texts, “ordered” and “protecting”")
    return Policy(
        **due,
        ordered_words=tuple(map(fold_label, words["ordered"])),
        protecting_words=tuple(map(fold_label, words["protecting"])),
        nations={code.lower(): _nation(code, told) for code, told in nations.items()},
    )


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and fold_label(one) for one in value)


def _nation(code: str, told: object) -> Nation:
    if not nations_of([code]) or not isinstance(told, dict) or set(told) != {"reason", "source"}:
        raise UsageError("the file of triage: each country has its code, a reason and a source")
    if not all(isinstance(text, str) and text.strip() for text in told.values()):
        raise UsageError("the file of triage: a country without a reason and its source is an opinion")
    return Nation(**told)
