"""HTML and plain text that Outlook wraps into RTF. Rules: [MS-OXRTFEX]."""

import re
from collections.abc import Iterator
from io import BytesIO

from withhold.domain.location import Location
from withhold.domain.piece import ReadItem
from withhold.readers.interface import Place, Source
from withhold.readers.rtf.document import read_groups
from withhold.readers.rtf.groups import Groups
from withhold.readers.rtf.sinks import Aside
from withhold.readers.rtf.tokens import Token

_WRAPPED = re.compile(rb"\\from(?:html1?|text)(?![a-z])")
_HEAD = 4096


def is_wrapped(rtf: bytes) -> bool:
    """Whether RTF only carries HTML or plain text."""
    return _WRAPPED.search(rtf[:_HEAD]) is not None


def unwrap(rtf: bytes, place: Place, page: list[str]) -> Iterator[ReadItem]:
    """Puts what the RTF carries into `page`, piece by piece, and gives all that it holds beside that.

    What only programs show which read the RTF itself counts as hidden. Raises OverLimit, and Corrupt.
    """
    groups = _PageGroups(place, place.location, page)
    yield from read_groups(groups, Source(BytesIO(rtf), len(rtf)), place)


class _PageGroups(Groups):
    """Keeps the text of the page apart."""

    def __init__(self, place: Place, location: Location, page: list[str]) -> None:
        super().__init__(place, location)
        self.page = page
        self.sinks.fonts.has_own_western = False

    def _word(self, token: Token) -> None:
        super()._word(token)
        if token.word == "htmlrtf":
            self._own().replaced = token.value != 0

    def _say(self, text: str) -> None:
        if self._run.has_bytes:
            self._settle()
        if self._is_of_page():
            self.page.append(text)
        else:
            super()._say(text)

    def _end_paragraph(self) -> None:
        if self._is_of_page():
            self.page.append("\r\n")
        else:
            super()._end_paragraph()

    def _is_of_page(self) -> bool:
        sink = self.sinks.open[-1]
        if isinstance(sink, Aside):
            return sink.word == "htmltag"
        return len(self.sinks.open) == 1 and not (self._look.replaced or self._look.is_number)
