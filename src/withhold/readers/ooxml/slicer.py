"""Slicer and timeline caches: every value that the filter offers, whether its rows still exist or not."""

from withhold.domain.concealment import Concealment
from withhold.domain.piece import TEXT_CELL, Column, Table
from withhold.readers.ooxml.generic import words
from withhold.readers.ooxml.part import Items, Part
from withhold.readers.ooxml.xml import START, Event

_BATCH = 4096


def read_slicer_cache(part: Part) -> Items:
    """The items as a table of one column under the name of their source; the other words as lines."""
    source: str | None = None
    items: list[str] = []
    rest: list[Event] = []
    table_id, row, continues = next(part.book.place.table_ids), 1, False
    how = part.how(Concealment.SLICER_CACHE)
    for event in part.events():
        attributes = event.attributes
        if event.kind == START and event.name in ("slicerCacheDefinition", "timelineCacheDefinition"):
            source = attributes.get("sourceName")
        value = attributes.get("c") or attributes.get("n") if event.name in ("i", "item") else None
        if event.kind == START and value:
            items.append(value)
        elif len(rest) < _BATCH:
            rest.append(event)
        if len(items) >= _BATCH:
            column = Column(source, 0, items, TEXT_CELL * len(items))
            yield Table(
                part.location, table_id, (column,), range(row, row + len(items)), how, continues=continues
            )
            row, items, continues = row + len(items), [], True
    if items:
        column = Column(source, 0, items, TEXT_CELL * len(items))
        yield Table(
            part.location, table_id, (column,), range(row, row + len(items)), how, continues=continues
        )
    yield from part.lines(words(rest), Concealment.SLICER_CACHE)
