"""What stands around the cells of a worksheet: columns, headers, links, lists, prompts, rules, scenarios."""

import re
from collections.abc import Iterator

from withhold.domain.concealment import Concealment
from withhold.domain.piece import Text, TextRole
from withhold.readers.ooxml.generic import words
from withhold.readers.ooxml.part import Part
from withhold.readers.ooxml.xml import END, START, TEXT, Event

_THIN = 0.15
"""A column narrower than this many characters shows nothing."""
_LAST_COLUMN = 16_384
_HEADERS = frozenset(f"{which}{what}" for which in ("odd", "even", "first") for what in ("Header", "Footer"))
_HEADER_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f+-]{5,6}|\d{1,3}|[LCR]|[A-Z&])')
_FLUSH = 2000
_NO_WORDS = re.compile(r"[\s\d.,:;()+\-*/%$!A-Za-z_']*")
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
_TOLD = {
    "protectedRange": ("name",),
    "scenario": ("name", "comment"),
    "inputCells": ("val",),
    "webPublishItem": ("title", "destinationFile", "sourceObject"),
    "oleObject": ("progId", "link"),
    "customPr": ("name",),
    "filter": ("val",),
    "customFilter": ("val",),
}
"""Attributes with words that nobody sees on the sheet."""


class SheetExtras:
    """Takes the events around the cells; gives texts, and in `columns` how columns are hidden."""

    def __init__(self, part: Part) -> None:
        self.columns: dict[int, Concealment] = {}
        self.filter_mode = False
        self._part = part
        self._texts: list[str] = []
        self._within = ""
        self._in_extension = False
        self._lists: list[str] = []
        self._links: list[str] = []
        self._tips: list[str] = []
        self._unseen: list[str] = []
        self._authors: list[str] = []

    def take(self, stream: list[Event]) -> Iterator[Text]:
        """Some more events; the texts that are complete come out."""
        for kind, name, attributes, text in stream:
            if kind == TEXT:
                self._texts.append(text)
            elif kind == START:
                self._texts.clear()
                self._start(name, attributes)
            elif kind == END:
                yield from self._end(name)
        if len(self._links) + len(self._lists) + len(self._unseen) > _FLUSH:
            yield from self.finish()

    def finish(self) -> Iterator[Text]:
        """The lines held back so far."""
        part = self._part
        yield from part.lines(self._lists, Concealment.VALIDATION_LIST)
        yield from part.lines(self._links)
        yield from part.lines(self._tips, Concealment.ALT_TEXT)
        yield from part.lines(self._unseen, Concealment.INVISIBLE_TEXT)
        yield from part.lines(self._authors, Concealment.METADATA, TextRole.AUTHOR)
        for held in (self._lists, self._links, self._tips, self._unseen, self._authors):
            held.clear()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "col":
            self._column(attributes)
        elif name == "sheetPr":
            self.filter_mode = attributes.get("filterMode") in ("1", "true")
        elif name in ("dataValidation", "conditionalFormatting", "cfRule"):
            self._within = "dataValidation" if name == "dataValidation" else "cfRule"
            if name == "dataValidation":
                keys = ("promptTitle", "prompt", "errorTitle", "error")
                self._lists += [attributes.get(key, "") for key in keys]
            else:
                self._unseen.append(attributes.get("text", ""))
        elif name == "hyperlink":
            target = self._part.related(attributes.get("id", "")) if "id" in attributes else ""
            self._links += [attributes.get("display", ""), target.removeprefix("mailto:")]
            self._tips.append(attributes.get("tooltip", ""))
        elif name == "extLst":
            self._in_extension = True
        elif self._in_extension:
            self._unseen += words([Event(START, name, attributes, "")])
        elif name in _TOLD:
            self._unseen += [attributes.get(key, "") for key in _TOLD[name]]
            self._authors.append(attributes.get("user", "") if name == "scenario" else "")

    def _end(self, name: str) -> Iterator[Text]:
        text = "".join(self._texts)
        self._texts.clear()
        if name == "extLst":
            self._in_extension = False
        elif name in ("dataValidation", "conditionalFormatting"):
            self._within = ""
        elif not text.strip():
            return
        elif name in _HEADERS:
            if plain := header_text(text):
                yield self._part.text(plain, Concealment.HEADER_FOOTER)
        elif self._within == "dataValidation":
            if '"' in text:
                for literal in _LITERAL.findall(text):
                    self._lists += literal.replace('""', '"').split(",")
            elif not _NO_WORDS.fullmatch(text[:2000]) or name not in ("formula1", "formula2", "f", "sqref"):
                self._lists.append(text)
        elif self._within == "cfRule":
            self._unseen += [literal.replace('""', '"') for literal in _LITERAL.findall(text)]
        elif name not in ("sqref", "f") and any(map(str.isalpha, text)):
            self._unseen.append(text)

    def _column(self, attributes: dict[str, str]) -> None:
        how = Concealment.VISIBLE
        if attributes.get("hidden") in ("1", "true"):
            how = Concealment.HIDDEN_COLUMN
        elif _is_thin(attributes.get("width", "")):
            how = Concealment.ZERO_SIZE
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if how is not Concealment.VISIBLE and first.isdecimal() and last.isdecimal():
            for at in range(int(first[:6]) - 1, min(int(last[:6]), _LAST_COLUMN)):
                self.columns[at] = how


def header_text(text: str) -> str:
    """A header or footer without its codes; left, middle and right a line each."""
    return _HEADER_CODE.sub(lambda found: "\n" if found[0] in ("&L", "&C", "&R") else " ", text).strip()


def _is_thin(width: str) -> bool:
    try:
        return bool(width) and float(width) < _THIN
    except ValueError:
        return False
