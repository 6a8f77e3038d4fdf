"""Calendars (iCalendar, RFC 5545): events with their people, words, enclosed files."""

from collections.abc import Iterator
from io import BytesIO

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import DATE_CELL, TEXT_CELL, PartRead, ReadItem, Text
from withhold.readers.interface import Place, Reader, Source
from withhold.readers.mail.content_lines import Line, as_day, content_lines
from withhold.readers.mail.header_pieces import person
from withhold.readers.mail.unseen import Unseen
from withhold.readers.records import Cell, Records

_LABELS = {
    "SUMMARY": "Summary", "LOCATION": "Location", "DTSTART": "Start", "DTEND": "End", "DUE": "Due",
    "STATUS": "Status", "CATEGORIES": "Category", "RESOURCES": "Resources", "CONTACT": "Contact",
}  # fmt: skip
_PROSE = ("DESCRIPTION", "COMMENT", "X-WR-CALDESC", "X-WR-CALNAME", "NAME")
_PEOPLE = ("ATTENDEE", "ORGANIZER")
_DEEPEST = 64
_TOGETHER = 1000


class _Event:
    """One component: its shown fields and its people."""

    def __init__(self) -> None:
        self.shown: dict[str, list[str]] = {}
        self.people: list[dict[str, Cell]] = []
        self.said: list[tuple[Location, str]] = []
        """Its descriptions and where they stand."""

    def add(self, line: Line) -> None:
        """Takes a line of a person or of a field that is shown."""
        if line.name in _PEOPLE:
            name = line.parameters.get("CN", "")
            address = line.value.strip()
            address = address[7:] if address.lower().startswith("mailto:") else address
            self.people.append(person(line.name.title(), "" if name == address else name, address))
        elif text := (as_day(line.value) or line.text).strip():
            self.shown.setdefault(_LABELS[line.name], []).append(text)

    def record(self) -> dict[str, Cell]:
        """The shown fields as a row."""
        return {label: _cell(values) for label, values in self.shown.items()}


def _cell(values: list[str]) -> Cell:
    is_day = len(values) == 1 and as_day(values[0]) == values[0]
    return "; ".join(values), DATE_CELL if is_day else TEXT_CELL


class _Calendar:
    def __init__(self, place: Place) -> None:
        self._place = place
        self._shown = Records(place, place.location, Concealment.VISIBLE)
        self._unseen = Unseen(place)
        self._open = [_Event()]

    def read(self, source: Source) -> Iterator[ReadItem]:
        for line in content_lines(source, self._place):
            yield from self._line(line)
        while self._open:
            yield from self._close(self._open.pop())
        yield from self._shown.rest()
        yield from self._unseen.rest()

    def _line(self, line: Line) -> Iterator[ReadItem]:
        yield from self._unseen.add(line.remarks)
        if line.name == "BEGIN":
            if len(self._open) < _DEEPEST:
                self._open.append(_Event())
        elif line.name == "END":
            if len(self._open) > 1:
                yield from self._close(self._open.pop())
        elif (data := line.data) is not None:
            self._place.budget.spend(len(data))
            name = line.parameters.get("FILENAME") or line.parameters.get("X-FILENAME", "")
            inner = self._place.inside(self._at(line), Concealment.ATTACHMENT)
            yield from self._place.open_nested(Source(BytesIO(data), len(data), name), inner)
        elif not line.name:
            yield from self._unseen.add(line.value)
        elif line.name in _PROSE:
            self._open[-1].said.append((self._at(line), line.text))
        elif line.name == "X-ALT-DESC":
            data = line.text.encode("utf-8", "replace")
            inner = self._place.inside(self._at(line))
            yield from self._place.open_nested(Source(BytesIO(data), len(data), ""), inner)
        elif line.name in _LABELS or line.name in _PEOPLE:
            self._open[-1].add(line)
            if len(self._open[-1].people) > _TOGETHER:
                yield from self._people(self._open[-1])
        else:
            yield from self._unseen.add(line.text)

    def _at(self, line: Line) -> Location:
        return self._place.location.child("line", str(line.number))

    def _close(self, event: _Event) -> Iterator[ReadItem]:
        yield from self._shown.add("", event.record())
        yield from self._people(event)
        title = event.record().get("Summary", ("", TEXT_CELL))[0]
        for where, text in event.said:
            # Of whom a description speaks, often the title alone says.
            yield Text(where, f"{title}\n{text}" if title else text, concealment=self._place.concealment)

    def _people(self, event: _Event) -> Iterator[ReadItem]:
        title = event.record().get("Summary")
        people, event.people = event.people, []
        for who in people:
            yield from self._shown.add("/people", {**who, "Event": title} if title else who)


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """Events as rows, the people invited to them as rows of a second table, descriptions as text."""
    yield from _Calendar(place).read(source)
    yield PartRead(place.location)


READER = Reader("icalendar", ("text/calendar",), read)
