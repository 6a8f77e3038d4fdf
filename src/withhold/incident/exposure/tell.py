"""What was found, for people and for programs. Addresses and answers are foreign: one printable line each."""

import json
from collections.abc import Iterator
from datetime import datetime

from withhold.incident.case.exposed import Held, Place, Window
from withhold.incident.case.exposure_file import record
from withhold.incident.exposure.survey import Surveyed
from withhold.report.places import one_line

_HELD = {
    Held.SAME_BYTES: "PUBLIC",
    Held.SAME_CONTENT: "PUBLIC (content)",
    Held.NOT_LOOKED: "NOT LOOKED AT",
    Held.GONE: "not there",
    Held.OTHER: "something else",
}
_ORDER = list(_HELD)


def as_json(surveyed: Surveyed) -> str:
    """The record of spec/exposure.md, with what was asked and the notes."""
    content = {
        **record(surveyed.exposure),
        "asked": surveyed.asked,
        "unfinished": surveyed.unfinished,
        "notes": surveyed.notes,
    }
    return json.dumps(content, indent=1, ensure_ascii=True)


def as_text(surveyed: Surveyed) -> Iterator[str]:
    """One fact a line: documents, places, the window, what it rests on, what does not fit."""
    exposure = surveyed.exposure
    for document in exposure.documents:
        lengths = ", ".join(f"{one:,}" for one in document.lengths)
        yield f"document {document.sha256}: {document.size:,} bytes (on the wire: {lengths})"
    for place in sorted(exposure.places, key=_rank):
        detail = f" ({one_line(place.detail)})" if place.detail else ""
        yield f"{_HELD[place.held]:<16} {place.kind:<9} {one_line(place.url)}{detail}"
    yield from _window(exposure.window)
    for note in surveyed.notes:
        yield f"note: {one_line(note)}"


def _window(window: Window) -> Iterator[str]:
    yield f"public since: {_between(window.since_earliest, window.since_latest)}"
    yield f"public until: {_between(window.until_earliest, window.until_latest)}"
    for one in window.readings:
        off = f" ± {one.uncertain:g} s" if one.uncertain else ""
        detail = f": {one_line(one.detail)}" if one.detail else ""
        yield f"  {_moment(one.at)}{off}  {one.says:<10} {one_line(one.source)}{detail}"
    for text in window.contradictions:
        yield f"does not fit together: {one_line(text)}"


def _between(earliest: datetime | None, latest: datetime | None) -> str:
    if earliest is None and latest is None:
        return "not known"
    after = "not known how early" if earliest is None else f"not before {_moment(earliest)}"
    before = "not known how late" if latest is None else f"not after {_moment(latest)}"
    return f"{after}, {before}"


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")


def _rank(place: Place) -> tuple[int, str]:
    return _ORDER.index(place.held), place.url
