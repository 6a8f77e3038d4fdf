"""Data set down with labels: "Name: …", "DOB: …", "A#: …", on lines of their own or along one line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from withhold.domain.fields import GOVERNMENT_IDENTIFIERS, NAME_FIELDS, Field, Protection
from withhold.recognisers import context, identifiers, names
from withhold.recognisers.columns.header import read_header
from withhold.recognisers.interface import Marker, Role
from withhold.recognisers.prose.people import Person
from withhold.text.dates import parse_date

_LABEL = re.compile(
    r"(?:^|(?<=[\n;,|\t(。；，、]))[ \u00a0]*[-*•·]?[ \u00a0]*([^\W\d_][^:=;,|\t\n：]{0,36}?)[ \u00a0]*[:=：]"
)
_LONGEST_VALUE = 200
_FAR = 3
"""Lines between two labels of one record at most; a blank line ends it."""
_EMPTY = frozenset(
    {"", "-", "–", "n/a", "na", "none", "no", "unknown", "nil", "tbd", "redacted", "not applicable"}
)
_STRONG = GOVERNMENT_IDENTIFIERS | {Field.DATE_OF_BIRTH}


@dataclass(frozen=True, slots=True, repr=False)
class _Entry:
    start: int
    end: int
    label: str
    value: str


def records(text: str, folded: str) -> list[Person]:
    """The people whose data stand behind labels. A record needs a name or a number of a person to be one."""
    if ":" not in text and "=" not in text and "：" not in text:
        return []
    people: list[Person] = []
    speaking = context.speaks(folded)
    for group in _groups(text, list(_entries(text, speaking))):
        people += _people(group, speaking)
    return people


def _entries(text: str, speaking: bool) -> Iterator[_Entry]:
    """Labels and their values; where no value can say anything, only the labels that tell by themselves."""
    found = list(_LABEL.finditer(text))
    telling: dict[str, bool] = {}
    for number, match in enumerate(found):
        label = match.group(1)
        if not speaking and label not in telling:
            telling[label] = _tells(label)
        if not speaking and not telling[label]:
            continue
        limit = found[number + 1].start() if number + 1 < len(found) else len(text)
        line = text.find("\n", match.end(), limit)
        end = min(limit if line < 0 else line, match.end() + _LONGEST_VALUE)
        value = text[match.end() : end].strip(" \t\u00a0;,|()\"'。；，、")
        yield _Entry(match.start(1), end, label, value)


def _tells(label: str) -> bool:
    """Whether a label says anything of a person."""
    meaning = read_header(label)
    return bool(meaning.fields or meaning.markers or meaning.role or _label_says(label))


def _groups(text: str, entries: list[_Entry]) -> Iterator[list[_Entry]]:
    """Entries that stand together: no blank line and few other lines between them, no label twice."""
    group: list[_Entry] = []
    labels: set[str] = set()
    for entry in entries:
        label = entry.label.lower()
        if group:
            between = text[group[-1].end : entry.start]
            if (
                label in labels
                or "\n\n" in between
                or between.count("\n") > _FAR
                or len(between) > _LONGEST_VALUE
            ):
                yield group
                group, labels = [], set()
        group.append(entry)
        labels.add(label)
    if group:
        yield group


def _people(group: list[_Entry], speaking: bool) -> Iterator[Person]:
    subject = Person(group[0].start, group[-1].end, None, 0.9)
    parts: dict[Field, str] = {}
    for entry in group:
        if entry.value.lower() in _EMPTY:
            continue
        meaning = read_header(entry.label)
        if meaning.role is Role.OFFICIAL:
            if names.plausible(entry.value) and names.likelihood(entry.value) >= 0.5:
                yield Person(entry.start, entry.end, entry.value, 0.8, official=True)
            continue
        field = meaning.fields[0] if meaning.fields and not meaning.thing else None
        if field is None and Marker.NAME in meaning.markers and names.likelihood(entry.value) >= 0.4:
            field = Field.FULL_NAME
        if field is not None:
            _note(parts, subject, field, entry.value)
        subject.protections |= _label_says(entry.label)
        if speaking:
            subject.protections |= context.of_value(entry.value)
    subject.name = _name(parts)
    if subject.name is not None and len(subject.fields) + len(subject.protections) == 0:
        # A lone "Name: …" is a name in a text like any other.
        subject.confidence = 0.7
    if subject.name is not None or not _STRONG.isdisjoint(subject.fields):
        yield subject


def _note(parts: dict[Field, str], subject: Person, field: Field, value: str) -> None:
    if field in NAME_FIELDS:
        if names.plausible(value):
            parts.setdefault(field, value)
    elif field is Field.DATE_OF_BIRTH:
        day = parse_date(value)
        if day is not None:
            subject.fields.setdefault(field, day.isoformat())
    elif field in GOVERNMENT_IDENTIFIERS:
        if any(letter.isdigit() for letter in value):
            subject.fields.setdefault(field, identifiers.canonical(field, value))
    else:
        subject.fields.setdefault(field, value)


def _name(parts: dict[Field, str]) -> str | None:
    if Field.FULL_NAME in parts:
        return parts[Field.FULL_NAME]
    both = [parts[field] for field in (Field.GIVEN_NAME, Field.FAMILY_NAME) if field in parts]
    return " ".join(both) if both else None


@lru_cache(maxsize=1024)
def _label_says(label: str) -> frozenset[Protection]:
    return context.of_header(label)
