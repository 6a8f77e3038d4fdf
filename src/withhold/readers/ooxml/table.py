"""xl/tables: names of columns, filters in force, and the alternative text of a structured table."""

from withhold.domain.concealment import Concealment
from withhold.domain.piece import TextRole
from withhold.readers.ooxml.generic import words
from withhold.readers.ooxml.part import Items, Part
from withhold.readers.ooxml.xml import START, Event

_ALTERNATIVES = ("altText", "altTextSummary", "comment")


def read_table(part: Part) -> Items:
    """Alternative texts and the comment as such; the values of filters, and all other words, as they are."""
    rest: list[Event] = []
    alternatives: list[str] = []
    filters: list[str] = []
    for event in part.events():
        if event.kind == START and event.name == "table":
            alternatives += [event.attributes.get(key, "") for key in _ALTERNATIVES]
            shown = {key: value for key, value in event.attributes.items() if key not in _ALTERNATIVES}
            rest.append(event._replace(attributes=shown))
        elif event.kind == START and event.name in ("filter", "customFilter"):
            filters.append(event.attributes.get("val", ""))
        else:
            rest.append(event)
    yield from part.lines(words(rest))
    yield from part.lines(alternatives, Concealment.ALT_TEXT, TextRole.LABEL)
    yield from part.lines(filters, Concealment.INVISIBLE_TEXT)
