"""Which column of own records tells what: usual names, and a file of the organisation's own."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from withhold.domain.fields import Field
from withhold.incident.affected.interface import RecordsUnusable
from withhold.register.canonical import IDENTIFIERS
from withhold.register.columns import labels
from withhold.text.normalise import fold_label

DATES = ("birth", "court_date", "removal_date", "removed_on", "deceased_on")
FLAGS = ("in_custody", "victim")
SEVERAL = ("names", "emails", "phones", "addresses")
ONE = ("record", "nationality", "language", "facility", "country", "counsel", "status", "family")
TARGETS = (
    *ONE,
    *DATES,
    *FLAGS,
    *SEVERAL,
    "names.given",
    "names.family",
    "addresses.line",
    *(f"identifiers.{name}" for name in IDENTIFIERS),
)
"""What a column can be mapped to: the fields of `OwnRecord`, and parts of them."""
_OF_REGISTER = {
    Field.FULL_NAME: "names",
    Field.GIVEN_NAME: "names.given",
    Field.FAMILY_NAME: "names.family",
    Field.DATE_OF_BIRTH: "birth",
    Field.NATIONALITY: "nationality",
    Field.PHONE: "phones",
    Field.EMAIL: "emails",
}
_ORDERS = ("dmy", "mdy", "ymd")
_KEYS = {"columns", "read", "yes", "no"}
_READ = {"dates", "separator", "ignore", "unreadable"}
EVERYTHING = "*"
_YES = ("yes", "y", "true", "t", "1", "si", "sim", "oui", "да")
_NO = ("no", "n", "false", "f", "0", "não", "non", "нет")


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How own records are read.

    `columns`: folded header to what it tells. `dates`: the order of numbers in dates, None where it is told
    from the column. `separator`: what parts several values of one cell. `ignore`: folded headers that are
    meant to be left, `*` for all. `lenient`: what cannot be read is unknown, and counted, not an error.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    dates: str | None = None
    separator: str | None = None
    ignore: frozenset[str] = frozenset()
    lenient: bool = False
    yes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    no: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def target(self, header: str) -> str | None:
        """What a column tells; None for one that nobody knows."""
        label = fold_label(header)
        return self.columns.get(label) or _usual().get(label)

    def ignores(self, header: str) -> bool:
        """Whether a column is meant to be left."""
        return EVERYTHING in self.ignore or fold_label(header) in self.ignore

    def flag(self, name: str, value: str) -> bool | None:
        """What a yes or no says; None where it is neither."""
        label = fold_label(value)
        if label in self.yes.get(name, ()) or label in self.no.get(name, ()):
            return label in self.yes.get(name, ())
        return label in _YES if label in (*_YES, *_NO) else None


def read_map(path: Path) -> ColumnMap:
    """The organisation's file. Raises RecordsUnusable with what to mend."""
    try:
        return parse_map(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise RecordsUnusable(f"the mapping cannot be read ({type(error).__name__}); give its file") from None


def parse_map(text: str) -> ColumnMap:
    """The same from its text."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecordsUnusable(f"the mapping is no TOML: {error}") from None
    if unknown := sorted(set(raw) - _KEYS):
        raise RecordsUnusable(f"the mapping has {', '.join(unknown)}; allowed are {', '.join(sorted(_KEYS))}")
    read = _table(raw, "read")
    if unknown := sorted(set(read) - _READ):
        raise RecordsUnusable(f"[read] has {', '.join(unknown)}; allowed are {', '.join(sorted(_READ))}")
    dates = read.get("dates")
    if dates is not None and dates not in _ORDERS:
        raise RecordsUnusable(f"[read] dates is one of {', '.join(_ORDERS)}")
    unreadable = read.get("unreadable", "stop")
    if unreadable not in ("stop", "unknown"):
        raise RecordsUnusable("[read] unreadable is “stop” or “unknown”")
    separator = read.get("separator")
    if separator is not None and not (isinstance(separator, str) and separator):
        raise RecordsUnusable("[read] separator is a text that parts several values of a cell")
    ignore = _texts(read.get("ignore", []), "[read] ignore")
    return ColumnMap(
        columns={
            fold_label(column): _target(column, told) for column, told in _table(raw, "columns").items()
        },
        dates=dates,
        separator=separator,
        ignore=frozenset(one if one == EVERYTHING else fold_label(one) for one in ignore),
        lenient=unreadable == "unknown",
        yes=_flags(raw, "yes"),
        no=_flags(raw, "no"),
    )


@cache
def _usual() -> dict[str, str]:
    """Folded usual names of columns to what they tell."""
    raw = tomllib.loads((files(__package__) / "columns.toml").read_text(encoding="utf-8"))
    identifiers = {str(name): f"identifiers.{name}" for name in IDENTIFIERS}
    of_register = {str(name): target for name, target in _OF_REGISTER.items()} | identifiers
    known = {label: of_register[role] for label, role in labels("columns").items() if role in of_register}
    return known | {fold_label(name): target for target, names in raw.items() for name in names}


def _table(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = raw.get(name, {})
    if not isinstance(table, dict):
        raise RecordsUnusable(f"[{name}] of the mapping is a table")
    return table


def _target(column: str, told: object) -> str:
    if told not in TARGETS:
        raise RecordsUnusable(f"the mapping of “{column}” names no field; give one of {', '.join(TARGETS)}")
    return str(told)


def _flags(raw: Mapping[str, Any], name: str) -> dict[str, frozenset[str]]:
    table = _table(raw, name)
    if set(table) - set(FLAGS):
        raise RecordsUnusable(f"[{name}] of the mapping has lists of words for {' and '.join(FLAGS)} alone")
    return {flag: frozenset(map(fold_label, _texts(words, f"[{name}]"))) for flag, words in table.items()}


def _texts(value: object, where: str) -> Iterable[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise RecordsUnusable(f"{where} of the mapping is a list of texts")
    return value
