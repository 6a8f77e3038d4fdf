"""Whether one form of a message says more than another: the words that only one of them has."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from withhold.domain.concealment import Concealment
from withhold.domain.piece import ReadItem, Table, Text

_WORD = re.compile(r"[^\W_]{3,}|[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ADDRESS = re.compile(r"(?:https?://|mailto:|www\.|cid:)[^\s<>\"]*", re.I)
_MOST = 1_000_000


class Shown:
    """The words that a reader of the message sees; `around` is how the message itself is hidden."""

    def __init__(self, around: Concealment) -> None:
        self._around = around
        self._words: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._words)

    def watch(self, items: Iterator[ReadItem]) -> Iterator[ReadItem]:
        """The same items, their visible words kept."""
        for item in items:
            if len(self._words) < _MOST:
                self._words.update(word for text in _seen(item, self._around) for word in _words(text))
            yield item

    def lacks(self, items: list[ReadItem]) -> bool:
        """Whether some items say what is not seen."""
        return any(word not in self._words for item in items for text in _all(item) for word in _words(text))


def hidden(items: Iterable[ReadItem]) -> Iterator[ReadItem]:
    """Items of a form that is not shown."""
    for item in items:
        if isinstance(item, Text | Table):
            yield replace(item, concealment=item.concealment.inside(Concealment.INVISIBLE_TEXT))
        else:
            yield item


def _words(text: str) -> list[str]:
    return _WORD.findall(_ADDRESS.sub(" ", text).casefold())


def _all(item: ReadItem) -> Iterator[str]:
    if isinstance(item, Text):
        yield item.text
    elif isinstance(item, Table):
        for column in item.columns:
            yield " ".join(filter(None, (column.name, *column.values)))


def _seen(item: ReadItem, around: Concealment) -> Iterator[str]:
    """What of an item is not hidden itself."""
    if not isinstance(item, Text | Table) or item.concealment is not around:
        return
    if isinstance(item, Text):
        yield item.text
        return
    for at, column in enumerate(item.columns):
        if column.concealment is Concealment.VISIBLE:
            unseen = set(item.row_concealment) | {row for row, where in item.cell_concealment if where == at}
            kept = [value for row, value in enumerate(column.values) if value and row not in unseen]
            yield " ".join([column.name or "", *kept])
