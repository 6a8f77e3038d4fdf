"""Charts: the copy of their data that they keep, and their titles and labels."""

from dataclasses import dataclass, field

from withhold.domain.concealment import Concealment
from withhold.domain.piece import EMPTY_CELL, NUMBER_CELL, TEXT_CELL, Column, Table
from withhold.readers.ooxml.part import Items, Part
from withhold.readers.ooxml.xml import END, START, TEXT

_HOW = Concealment.CHART_CACHE
_CACHES = frozenset(("strCache", "numCache", "strLit", "numLit", "lvl"))
_ROLES = frozenset(("tx", "cat", "val", "xVal", "yVal", "bubbleSize", "datalabelsRange", "strDim", "numDim"))
_MOST_POINTS = 1 << 20


@dataclass(slots=True)
class _Cache:
    """Cached points by position: the data of one reference, such as a series' categories."""

    role: str
    points: dict[int, str] = field(default_factory=dict)
    is_text: bool = True


class _Chart:
    """Follows the events of a chart part and collects its caches and words."""

    def __init__(self) -> None:
        self.caches: list[_Cache] = []
        self.words: list[str] = []
        self._role = ""
        self._texts: list[str] = []
        self._run: list[str] = []
        self._index = 0
        self._in_cache = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _ROLES:
            self._role = name
        elif name in _CACHES:
            self._in_cache = True
            self.caches.append(_Cache(self._role, is_text=name != "numCache" and self._role != "numDim"))
        elif name == "pt":
            index = attributes.get("idx", "")
            self._index = int(index) if index.isdecimal() and len(index) < 9 else self._index + 1
        if name in ("pt", "v", "t"):
            self._texts.clear()

    def text(self, text: str) -> None:
        self._texts.append(text)

    def end(self, name: str) -> None:
        if name in ("pt", "v"):
            value = "".join(self._texts).strip()
            self._texts.clear()
            if value and self._in_cache and len(self.caches[-1].points) < _MOST_POINTS:
                self.caches[-1].points[self._index] = value
            elif value:
                self.words.append(value)
        elif name == "t":
            self._run.append("".join(self._texts))
        elif name == "p":
            self.words.append("".join(self._run))
            self._run.clear()
        elif name in _CACHES:
            self._in_cache = False


def read_chart(part: Part) -> Items:
    """The chart's cached data as one table, a column a distinct reference; titles and labels as lines."""
    chart = _Chart()
    for kind, name, attributes, text in part.events():
        if kind == START:
            chart.start(name, attributes)
        elif kind == TEXT:
            chart.text(text)
        elif kind == END:
            chart.end(name)
    yield from part.lines(chart.words)
    columns: list[tuple[str | None, _Cache]] = []
    title: str | None = None
    for cache in chart.caches:
        if cache.role == "tx":
            title = next(iter(cache.points.values()), None)
            if len(cache.points) > 1:
                columns.append((None, cache))
        elif cache.points and not any(cache.points == other.points for _, other in columns):
            is_category = cache.role in ("cat", "xVal", "strDim")
            columns.append((None if is_category else title, cache))
    if columns:
        yield _table(part, columns)
    titles = [name for cache in chart.caches if cache.role == "tx" for name in cache.points.values()]
    yield from part.lines(titles, _HOW)


def _table(part: Part, columns: list[tuple[str | None, _Cache]]) -> Table:
    rows = sorted({index for _, cache in columns for index in cache.points})
    made = []
    for at, (name, cache) in enumerate(columns):
        values = [cache.points.get(index) for index in rows]
        mark = TEXT_CELL if cache.is_text else NUMBER_CELL
        made.append(Column(name, at, values, "".join(mark if value else EMPTY_CELL for value in values)))
    table_id = next(part.book.place.table_ids)
    return Table(part.location, table_id, tuple(made), [index + 1 for index in rows], part.how(_HOW))
