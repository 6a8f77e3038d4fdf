"""Cells of own records into what they tell of a person: strict, and without a value in any message."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from withhold.domain.fields import Field
from withhold.incident.affected.interface import OwnRecord, RecordsUnusable
from withhold.incident.affected.languages import language_tag
from withhold.incident.affected.mapping import DATES, FLAGS, ONE, SEVERAL, ColumnMap
from withhold.text.dates import date_order, parse_date
from withhold.text.normalise import fold_label

_MOST_TOLD = 10
"""Numbers of rows that a message names; the rest it counts."""
_SINGLE = frozenset({*ONE, *DATES, *FLAGS})
_NOTHING = frozenset({"", "-", "n/a", "na", "null", "none", "unknown", "not known", "#n/a"})
"""What a cell says that says nothing."""


class Converter:
    """Makes records of the rows of one table. Rows are counted from 1, without the line of names."""

    def __init__(self, mapping: ColumnMap) -> None:
        self._map = mapping
        self._targets: list[tuple[int, str]] = []
        self._orders: dict[int, str | None] = {}
        self._width = 0
        self._read = 0
        self._unreadable: dict[str, list[int]] = defaultdict(list)

    @property
    def unreadable(self) -> dict[str, tuple[int, ...]]:
        """What could not be read: field to numbers of rows."""
        return {name: tuple(rows) for name, rows in self._unreadable.items()}

    def columns(self, header: Sequence[str], every: bool = True) -> None:
        """Understand a line of names; `every`: each column of the mapping has to be there.

        Raises RecordsUnusable. Names of columns are told only where the line is one: it has the key.
        """
        found = [(place, self._map.target(name)) for place, name in enumerate(header)]
        self._width = len(header)
        self._targets = [
            (place, target)
            for place, target in found
            if target is not None and not self._only_ignored(header[place])
        ]
        if not any(target == "record" for _, target in self._targets):
            raise RecordsUnusable(
                "no column gives the key of a record; name the columns in the first line, and map one to "
                "“record”"
            )
        if every and (missing := self._map.columns.keys() - set(map(fold_label, header))):
            raise RecordsUnusable(f"these mapped columns are not there: {', '.join(sorted(missing))}")
        unknown = [
            header[place]
            for place, target in found
            if target is None and header[place].strip() and not self._map.ignores(header[place])
        ]
        if unknown:
            raise RecordsUnusable(
                f"these columns are not known: {', '.join(map(_shown, unknown[:_MOST_TOLD]))}; map each, or "
                "list it under ignore in [read] (“*” for all others)"
            )

    def learn(self, rows: Sequence[Sequence[str]]) -> None:
        """How each column writes its dates, from its first rows."""
        for place, target in self._targets:
            if target in DATES:
                cells = [row[place] for row in rows if len(row) > place]
                self._orders[place] = self._map.dates or date_order(cells)

    def record(self, cells: Sequence[str]) -> OwnRecord | None:
        """The next row; None for an empty one or one that must be left out, which is counted."""
        self._read += 1
        if not any(cell.strip() for cell in cells):
            return None
        if len(cells) != self._width:
            self._unreadable["number of cells"].append(self._read)
            return None
        told: dict[str, list[Any]] = defaultdict(list)
        for place, target in self._targets:
            value = cells[place].strip()
            if value.casefold() in _NOTHING:
                continue
            told[target].extend(self._values(place, target, value))
        if len(set(told["record"])) != 1:
            self._unreadable["record"].append(self._read)
            return None
        for target in _SINGLE.intersection(told):
            if len(set(told[target])) > 1:  # two columns that contradict each other: neither is believed
                self._unreadable[target].append(self._read)
                del told[target]
        return _made(told)

    def check(self) -> None:
        """At the end. Raises RecordsUnusable where something was not readable, unless that is allowed."""
        if self._unreadable and not self._map.lenient:
            told = "; ".join(f"{name} in {_rows(rows)}" for name, rows in sorted(self._unreadable.items()))
            raise RecordsUnusable(
                f'own records could not be read: {told}; mend them, or set unreadable = "unknown" in [read]'
            )

    def _only_ignored(self, header: str) -> bool:
        return fold_label(header) in self._map.ignore

    def _values(self, place: int, target: str, value: str) -> Iterable[Any]:
        if target in DATES:
            return self._known(target, _day(value, self._orders.get(place)))
        if target in FLAGS:
            return self._known(target, self._map.flag(target, value))
        if target == "language":
            return self._known(target, language_tag(value))
        if self._map.separator and (target in SEVERAL or target.startswith("identifiers.")):
            return [part.strip() for part in value.split(self._map.separator) if part.strip()]
        return [value]

    def _known(self, target: str, value: Any) -> Iterable[Any]:
        """A language that is not known is an open task of that person, never an error of the list."""
        if value is not None:
            return [value]
        if target != "language":
            self._unreadable[target].append(self._read)
        return []


def _made(told: dict[str, list[Any]]) -> OwnRecord:
    halves = [*told.pop("names.given", ()), *told.pop("names.family", ())]
    lines = told.pop("addresses.line", ())
    names = [*told.pop("names", ()), *([" ".join(halves)] if halves else ())]
    addresses = [*told.pop("addresses", ()), *(["\n".join(lines)] if lines else ())]
    identifiers = [
        (Field(target.partition(".")[2]), value)
        for target in sorted(told)
        if target.startswith("identifiers.")
        for value in told[target]
    ]
    single = {
        name: values[0] for name, values in told.items() if values and "." not in name and name not in SEVERAL
    }
    return OwnRecord(
        names=_each(names),
        addresses=_each(addresses),
        emails=_each(told.get("emails", ())),
        phones=_each(told.get("phones", ())),
        identifiers=tuple(dict.fromkeys(identifiers)),
        **single,
    )


def _each(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _day(value: str, order: str | None) -> date | None:
    """The day; None where it is none, or where nothing tells which number is the month."""
    if order is not None:
        return parse_date(value, order)
    day = parse_date(value, "dmy")
    return day if day == parse_date(value, "mdy") else None


def _shown(header: str) -> str:
    """A header in one line without control characters."""
    return "“" + "".join(one if one.isprintable() else " " for one in header.strip())[:60] + "”"


def _rows(numbers: Sequence[int]) -> str:
    told = ", ".join(map(str, numbers[:_MOST_TOLD]))
    rest = len(numbers) - _MOST_TOLD
    return f"row{'s' if len(numbers) > 1 else ''} {told}" + (f" and {rest} more" if rest > 0 else "")
