"""Two descriptions side by side, for whoever decides whether they are one person."""

from collections import defaultdict
from dataclasses import dataclass

from withhold.console.affected.models import OwnRecord
from withhold.console.affected.packing import unpacked
from withhold.console.persons.models import ExposedPerson
from withhold.domain.fields import Field

_NAMES = (Field.FULL_NAME, Field.GIVEN_NAME, Field.FAMILY_NAME)
_SINGLE = {
    "nationality": "nationality",
    "facility": "facility",
    "language": "language",
    "status": "case_status",
    "birth": "date_of_birth",
    "country": "country",
}
"""What a record holds once, and the name of the row's field that it is set beside."""
_SEVERAL = {"emails": "email", "phones": "phone", "addresses": "address"}

Side = dict[str, list[str]]


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """One thing that both, or one of them, tell."""

    words: str
    left: list[str]
    right: list[str]


def side_by_side(first: ExposedPerson, second: ExposedPerson | None, record: OwnRecord | None) -> list[Line]:
    """The row on the left; the other row, or the own record, on the right. What both tell comes first."""
    left = _of_row(first)
    right = _of_row(second) if second is not None else {} if record is None else _of_record(record)
    both = [name for name in left if name in right]
    one = [name for name in (*left, *right) if (name in left) != (name in right)]
    return [Line(name.replace("_", " "), left.get(name, []), right.get(name, [])) for name in (*both, *one)]


def _of_row(person: ExposedPerson) -> Side:
    side: Side = {}
    for name, given in person.values["fields"].items():
        side.setdefault("name" if name in _NAMES else name, []).extend(given)
    for header, value in person.values["others"].items():
        side[f"column “{header}”"] = [value]
    return side


def _of_record(row: OwnRecord) -> Side:
    record = unpacked(row.values["record"])
    side: Side = defaultdict(list)
    side["name"].extend(record.names)
    for kind, number in record.identifiers:
        side[str(kind)].append(number)
    for name, beside in _SINGLE.items():
        value = getattr(record, name)
        if value is not None:
            side[beside].append(str(value))
    for name, beside in _SEVERAL.items():
        side[beside].extend(getattr(record, name))
    return {name: values for name, values in side.items() if values}
