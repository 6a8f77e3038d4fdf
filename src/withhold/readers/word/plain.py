"""Paragraphs and table rows as word processors write them, read without an XML parser.

The markup between two texts repeats thousands of times in a document. What a stretch of it opens, ends and
breaks is worked out once for each state that it is met in; after that a text costs one look-up. A block is
kept from the parser only if it is accounted for to the last character, as in `ooxml.plain_rows`: its tags are
known not to hide or to hold anything, balanced, its entities sound, its bytes UTF-8. The parser sees all the
rest, which is therefore a sound document with some blocks less, and never a different one.
"""

import re
from collections import deque
from collections.abc import Generator, Iterable, Iterator

from withhold.readers.ooxml.plain_rows import declares_other_encoding, resolve
from withhold.readers.ooxml.plain_text import has_sound_entities, is_between_tags, plain_text
from withhold.readers.ooxml.xml import Event
from withhold.readers.word.markup import BREAK, END_CELL, END_PARAGRAPH, SPAN, Markup
from withhold.readers.word.styles import WordStyles

PARAGRAPH, ROW = "paragraph", "row"
_TEXT = re.compile(r'<w:t(?: xml:space="(?:preserve|default)")?>([^<]*)</w:t>')
_BLOCK = re.compile(r"<w:(?:p|tr)[ >]")
_AROUND = frozenset(
    ("document", "body", "hdr", "ftr", "footnotes", "footnote", "endnotes", "endnote", "comments", "comment")
)
_LONGEST_BLOCK = 8 << 20


class PlainBlocks:
    """Takes plain paragraphs and rows out of the bytes of one story and adds them to `found`.

    `path` is kept by the parser: the local names of what is open there.
    """

    def __init__(self, styles: WordStyles, found: list[Event], path: list[str]) -> None:
        self._found, self._path = found, path
        self.rows: deque[list[str | None]] = deque()
        """The cells of each row that an event of kind `ROW` stands for, in their order."""
        self._markup = Markup(styles)

    def filter(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The bytes that the XML parser still has to see."""
        source = iter(chunks)
        held = next(source, b"")
        if declares_other_encoding(held):
            yield held
            yield from source
            return
        start = held.find(b"?>") + 2 if held.startswith(b"<?xml ") else 0
        if held[start : start + 2] == b"\r\n":  # as Office writes behind the declaration
            start += 2
        yield held[:start]
        held = held[start:]
        while True:
            cut = max(held.rfind(b"</w:p>") + 6, held.rfind(b"</w:tr>") + 7)
            if cut < 7 and len(held) > _LONGEST_BLOCK:
                cut = held.rfind(b"<")
            if cut >= 7:
                text = plain_text(held[:cut])
                if text is None:
                    break
                held = held[cut:]
                at = yield from self._blocks(text)
                if at < len(text):
                    held = text[at:].encode() + held
                    break
            chunk = next(source, b"")
            if not chunk:
                break
            held += chunk
            # What was added so far is handed over before more is read.
            yield b""
        yield held
        yield from source

    def _blocks(self, text: str) -> Generator[bytes, None, int]:
        """Reads the plain blocks and gives what is between them; returns how far that was possible."""
        at = 0
        while at < len(text):
            end = self._block(text, at)
            if not end:
                following = _BLOCK.search(text, at + 1)
                end = following.start() if following else len(text)
                if not is_between_tags(text[at:end]):
                    return at
                yield text[at:end].encode()
            at = end
        return at

    def _block(self, text: str, at: int) -> int:
        """Reads the block that begins here; returns where it ends, or 0 if it is not plain."""
        if not text.startswith("<w:p", at) and not text.startswith("<w:tr", at):
            return 0
        path = self._path
        is_row = bool(path) and path[-1] == "tbl"
        if not _AROUND.issuperset(path[:-1] if is_row else path):
            return 0
        tag = "</w:tr>" if is_row else "</w:p>"
        end = text.find(tag, at) + len(tag)
        if end < len(tag):
            return 0
        event = self._read(text[at:end], is_row=is_row)
        if event is None:
            return 0
        self._found.append(event)
        return end

    def _read(self, block: str, *, is_row: bool) -> Event | None:
        if not has_sound_entities(block):
            return None
        state = self._markup.start
        texts: list[str] = []
        paragraphs: list[str] = []
        values: list[str | None] = []
        level, span = "", 1
        pieces = _TEXT.split(block)
        for at in range(0, len(pieces), 2):
            markup = pieces[at]
            step = state.steps[markup] if markup in state.steps else self._markup.step(state, markup)
            if step is None:
                return None
            state = step.after
            for code, value in step.acts:
                if code == BREAK:
                    texts.append(value)
                elif code == END_PARAGRAPH:
                    if texts:
                        paragraphs.append("".join(texts))
                        texts.clear()
                elif code == END_CELL:
                    values.append("\n".join(paragraphs).strip() or None)
                    values += [None] * (span - 1)
                    span = 1
                    paragraphs.clear()
                elif code == SPAN:
                    span = int(value)
                else:
                    level = value
            if at + 1 < len(pieces):
                if not state.open or state.open[-1] != "r":
                    return None
                texts.append(resolve(pieces[at + 1]))
        if state.open:
            return None
        if is_row:
            self.rows.append(values)
            return Event(ROW, "", {}, "")
        return Event(PARAGRAPH, level, {}, "".join(paragraphs))
