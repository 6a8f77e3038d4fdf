"""Which of a person's fields were exposed, from the preserved bytes: in words for them and a certificate."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from withhold.domain.fields import Field
from withhold.incident.affected.interface import LeakRow
from withhold.incident.affected.linked import relation_of

_LONGEST_HEADER = 60


@dataclass(frozen=True, slots=True)
class Exposed:
    """One thing that was to be read of a person. `name` is a Field's value, None for a column without one.

    The words for a column of another kind hold its header, which is the leak's own text: for the person and
    their certificate alone, never in a count that others see. No value is in any of them.
    """

    name: str | None
    to_person: str = field(repr=False)
    on_certificate: str = field(repr=False)
    header: str = field(default="", repr=False)
    """Of a column without a field."""


def exposed(row: LeakRow) -> tuple[Exposed, ...]:
    """All of it, in the order of the fields, then of the columns that no field describes. Empty cells of the
    row expose nothing."""
    told = [
        Exposed(str(one), *_words()[one])
        for one in Field
        if any(value.strip() for value in row.fields.get(one, ()))
    ]
    return (*told, *(_other(header) for header, value in row.others.items() if value.strip()))


def _other(header: str) -> Exposed:
    shown = "".join(one if one.isprintable() else " " for one in header)
    shown = " ".join(shown.split())[:_LONGEST_HEADER]
    relation = relation_of(header)
    if relation is not None:
        words = relation.replace("_", " ")
        return Exposed(None, f"who your {words} is (“{shown}”)", f"{words} named (column “{shown}”)", shown)
    return Exposed(None, f"what stood under “{shown}”", f"column “{shown}”", shown)


@cache
def _words() -> dict[Field, tuple[str, str]]:
    raw = tomllib.loads((files(__package__) / "fields.toml").read_text(encoding="utf-8"))
    return {one: (raw[one][0], raw[one][1]) for one in Field}
