"""Whether one form of a message says more than another: the words that only one of them has."""

import re
from collections.abc import Iterator

from withhold.domain.concealment import Concealment
from withhold.domain.piece import ReadItem, Table, Text

_WORD = re.compile(r"[^\W_]{3,}|[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ADDRESS = re.compile(r"(?:https?://|mailto:|www\.|cid:)[^\s<>\"]*", re.I)
_MOST = 1_000_000


class Shown:
    """The words that a reader of the message sees."""

    def __init__(self) -> None:
        self._words: set[str] = set()

    def watch(self, items: Iterator[ReadItem]) -> Iterator[ReadItem]:
        """The same items, their visible words kept."""
        for item in items:
            if len(self._words) < _MOST:
                self._words.update(word for text in _texts(item) for word in _words(text))
            yield item

    def lacks(self, items: list[ReadItem]) -> bool:
        """Whether some items say what is not seen."""
        return any(
            word not in self._words
            for item in items
            for text in _texts(item, all_of_it=True)
            for word in _words(text)
        )


def _words(text: str) -> list[str]:
    return _WORD.findall(_ADDRESS.sub(" ", text).casefold())


def _texts(item: ReadItem, *, all_of_it: bool = False) -> Iterator[str]:
    if not isinstance(item, Text | Table) or not (all_of_it or item.concealment is Concealment.VISIBLE):
        return
    if isinstance(item, Text):
        yield item.text
        return
    for at, column in enumerate(item.columns):
        if all_of_it or column.concealment is Concealment.VISIBLE:
            yield column.name or ""
            hidden = (
                set()
                if all_of_it
                else {row for row in item.row_concealment}
                | {row for row, where in item.cell_concealment if where == at}
            )
            yield " ".join(value for row, value in enumerate(column.values) if value and row not in hidden)
