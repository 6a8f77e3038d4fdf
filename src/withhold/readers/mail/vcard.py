"""Contact cards (vCard 2.1, 3.0 and 4.0): each card a record, pictures and files in it opened."""

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from itertools import zip_longest

from withhold.domain.concealment import Concealment
from withhold.domain.piece import DATE_CELL, TEXT_CELL, PartRead, ReadItem
from withhold.readers.interface import Place, Reader, Source
from withhold.readers.mail.content_lines import Line, as_day, content_lines
from withhold.readers.mail.unseen import Unseen
from withhold.readers.records import Cell, Records

_LABELS = {
    "FN": "Name", "NICKNAME": "Other name", "BDAY": "Date of birth", "EMAIL": "Email", "TEL": "Phone",
    "ADR": "Address", "LABEL": "Address", "ORG": "Organisation", "TITLE": "Job title", "ROLE": "Role",
    "NOTE": "Note", "GENDER": "Sex", "URL": "Website", "BIRTHPLACE": "Place of birth", "CATEGORIES": "Group",
    "RELATED": "Related to", "IMPP": "Messenger", "LANG": "Language", "AGENT": "Agent", "GEO": "Position",
}  # fmt: skip
_MOST_FIELDS = 200
"""In one row; what a card has more of goes on in another."""
_NAMES = ("Family name", "Given name", "Middle name", "Title", "Suffix")


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """Every card as a row; fields that programs do not show come apart, as metadata."""
    seen = Records(place, place.location, Concealment.VISIBLE)
    unseen = Unseen(place)
    card = _Card()
    for line in content_lines(source, place):
        yield from unseen.add(line.remarks)
        if not line.name:
            yield from unseen.add(line.value)
        elif line.name in ("BEGIN", "END"):
            yield from seen.add("", card.cells)
            card = _Card()
        elif (data := line.data) is not None:
            inner = place.inside(place.location.child("line", str(line.number)), Concealment.VISIBLE)
            place.budget.spend(len(data))
            yield from place.open_nested(Source(BytesIO(data), len(data), ""), inner)
        elif line.name == "N":
            for label, value in zip_longest(_NAMES, line.fields[: len(_NAMES)], fillvalue=""):
                card.put(label, value)
            yield from unseen.add("\n".join(line.fields[len(_NAMES) :]))
        elif line.name in _LABELS:
            card.put(_LABELS[line.name], _value(line))
        elif line.name != "VERSION":
            yield from unseen.add(line.text)
        if len(card.cells) > _MOST_FIELDS:
            yield from seen.add("", card.cells)
            card = _Card()
    yield from seen.add("", card.cells)
    yield from seen.rest()
    yield from unseen.rest()
    yield PartRead(place.location)


def _value(line: Line) -> str:
    if line.name in ("ADR", "ORG", "GENDER"):
        return ", ".join(filter(None, line.fields))
    text = line.text
    return text.partition(":")[2] if text.lower().startswith(("tel:", "mailto:")) else text


class _Card:
    """One row: values by label; further values of the same label have columns of their own."""

    def __init__(self) -> None:
        self.cells: dict[str, Cell] = {}
        self._counts: Counter[str] = Counter()

    def put(self, label: str, value: str) -> None:
        """Adds a value."""
        if value := value.strip():
            self._counts[label] += 1
            count = self._counts[label]
            day = as_day(value) if label == "Date of birth" else None
            name = label if count == 1 else f"{label} {count}"
            self.cells[name] = (day, DATE_CELL) if day else (value, TEXT_CELL)


READER = Reader("vcard", ("text/vcard",), read)
