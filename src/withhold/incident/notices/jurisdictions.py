"""What the law of a jurisdiction adds to a text: paragraphs, and values to ask for.

`laws/AUDIENCE.JURISDICTION.toml` holds `basis` (the law, for whoever reviews it), a table for each language
with its `added` paragraphs, and `values`: what they ask for beyond the audience's placeholders, in words.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from withhold.incident.notices.interface import Audience, NoticeError
from withhold.incident.notices.templates import ANY_LAW, PLACEHOLDERS, Template

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_BRACE = re.compile(r"[{}]")


@dataclass(frozen=True, slots=True)
class Law:
    """One file. `added` is by language."""

    audience: Audience
    jurisdiction: str
    basis: str
    added: Mapping[str, tuple[str, ...]]
    values: Mapping[str, str]


def jurisdictions(audience: Audience) -> tuple[str, ...]:
    """Those whose law adds to the text for this audience."""
    names = (one.name.split(".") for one in _folder().iterdir() if one.name.endswith(".toml"))
    return tuple(sorted(parts[1] for parts in names if parts[0] == audience))


@cache
def law_for(audience: Audience, jurisdiction: str) -> Law | None:
    """What ships for it; None if nothing does."""
    if jurisdiction not in jurisdictions(audience):
        return None
    raw = tomllib.loads((_folder() / f"{audience}.{jurisdiction}.toml").read_text(encoding="utf-8"))
    return law_of(audience, jurisdiction, raw)


def law_of(audience: Audience, jurisdiction: str, told: Mapping[str, Any]) -> Law:
    """A law's additions from their table. Raises NoticeError for what is missing or not as it has to be."""
    where = f"the law of {jurisdiction} for {audience}"
    values = told.get("values", {})
    languages = {name: one for name, one in told.items() if name not in ("basis", "values")}
    if not isinstance(told.get("basis"), str) or not languages:
        raise NoticeError(f"{where} names its basis, and has paragraphs in a language at least")
    added: dict[str, tuple[str, ...]] = {}
    for name, one in languages.items():
        if not isinstance(one, dict) or set(one) != {"added"} or not one["added"]:
            raise NoticeError(f"{where} in {name!r}: a language has `added` paragraphs, and nothing else")
        added[name] = tuple(map(str, one["added"]))
        _check(f"{where} in {name!r}", added[name], values, PLACEHOLDERS[audience])
    return Law(audience, jurisdiction, told["basis"], added, dict(values))


def under(made: Template, jurisdiction: str) -> tuple[Template, str]:
    """The text with what this law adds, and the jurisdiction that it is for then: `any` where nothing is
    there in the text's language, which whoever sends it is told (`untold`)."""
    law = law_for(made.audience, jurisdiction)
    if law is None or made.language not in law.added:
        return made, ANY_LAW
    # The last paragraph says how to reach us: what is added stands before it.
    written = (*made.written[:-1], *law.added[made.language], made.written[-1])
    return replace(made, written=written), jurisdiction


def untold(audience: Audience, jurisdiction: str, language: str) -> bool:
    """Whether this law adds something that is not there in this language."""
    law = law_for(audience, jurisdiction)
    return law is not None and language not in law.added


def _check(where: str, added: tuple[str, ...], values: Mapping[str, str], known: frozenset[str]) -> None:
    found = [name for one in added for name in _PLACEHOLDER.findall(one)]
    if not set(found) <= known | set(values) or not set(values) <= set(found):
        raise NoticeError(f"{where} has to ask for just these: {', '.join(sorted(values)) or 'nothing'}")
    if any(_BRACE.search(_PLACEHOLDER.sub("", one)) for one in added):
        raise NoticeError(f"{where} has braces that are no placeholder")


def _folder() -> Any:
    return files("withhold.incident.notices") / "laws"
