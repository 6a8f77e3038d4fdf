"""Paragraphs and table rows as presentation programs write them, read without an XML parser.

The markup between two texts repeats thousands of times in a presentation. What a stretch of it does is worked
out once (`markup`); after that a text costs one look-up. As in `word.plain`, a block is kept from the parser
only if it is accounted for to the last character, so that the parser sees a sound part with some blocks less.
"""

import re
from collections.abc import Generator, Iterable, Iterator

from withhold.readers.ooxml.plain_rows import declares_other_encoding, resolve
from withhold.readers.ooxml.plain_text import has_sound_entities, is_between_tags, plain_text
from withhold.readers.powerpoint.markup import RUNS, Markup, Step
from withhold.readers.powerpoint.writing import Writing

_TEXT = re.compile(r"<a:t>([^<]*)</a:t>")
_BLOCK = re.compile(r"<a:(p|tr)[ >]")
_ENDS = (b"</a:p>", b"</a:tr>")
_LONGEST_BLOCK = 8 << 20


class PlainText:
    """Takes plain paragraphs and rows out of the bytes of a part and gives them to the hand that writes.

    Whether a block may stand where it does is seen by what is open on the sheet, which the parser keeps.
    """

    def __init__(self, writing: Writing, markup: Markup) -> None:
        self._writing, self._markup = writing, markup

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
            cut = max(at + len(end) if (at := held.rfind(end)) >= 0 else 0 for end in _ENDS)
            if not cut and len(held) > _LONGEST_BLOCK:
                cut = max(held.rfind(b"<"), 0)
            if cut:
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
            # What was written so far is handed over before more is read.
            yield b""
        yield held
        yield from source

    def _blocks(self, text: str) -> Generator[bytes, None, int]:
        """Reads the plain blocks and gives what is between them; returns how far that was possible."""
        at = 0
        while at < len(text):
            block = _BLOCK.match(text, at)
            if block is not None and (end := self._block(text, at, block[1])):
                at = end
                continue
            following = _BLOCK.search(text, at + 1)
            end = following.start() if following else len(text)
            if not is_between_tags(text[at:end]):
                return at
            yield text[at:end].encode()
            at = end
        return at

    def _block(self, text: str, at: int, name: str) -> int:
        """Reads the block that begins here; returns where it ends, or 0 if it is not plain."""
        sheet = self._writing.sheet
        is_open = sheet.text is not None or sheet.looks or sheet.levels is not None or sheet.fallback_depth
        if is_open or sheet.shape is None or (name == "tr" and sheet.cells):
            return 0
        tag = f"</a:{name}>"
        end = text.find(tag, at) + len(tag)
        if end < len(tag) or not self._read(text[at:end]):
            return 0
        return end

    def _read(self, block: str) -> bool:
        """Whether a block is plain, and only then it is written."""
        state = self._markup.start
        pieces = _TEXT.split(block)
        last = len(pieces) - 1
        steps: list[Step] = []
        for at in range(0, last + 1, 2):
            markup = pieces[at]
            step = state.steps[markup] if markup in state.steps else self._markup.step(state, markup)
            if step is None:
                return False
            steps.append(step)
            state = step.after
            if at < last:
                text = pieces[at + 1]
                if not state.open or state.open[-1] not in RUNS:
                    return False
                if "&" in text:
                    if not has_sound_entities(text):
                        return False
                    pieces[at + 1] = resolve(text)
        if state.open:
            return False
        self._write(steps, pieces)
        return True

    def _write(self, steps: list[Step], pieces: list[str]) -> None:
        add = self._writing.add
        for at, step in enumerate(steps):
            for act in step.acts:
                act()
            if 2 * at + 1 < len(pieces) and (text := pieces[2 * at + 1]):
                add(text, step.look)
