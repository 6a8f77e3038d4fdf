"""xl/sharedStrings.xml: the texts that cells point to, and those that no cell points to any more."""

import re
from array import array
from collections.abc import Iterable, Iterator

from withhold.readers.interface import OverLimit
from withhold.readers.ooxml.xml import create_parser, feed, local_name

_AS_OBJECTS = 1 << 19
"""So many strings are kept as they are; further ones as bytes, which costs a decoding for each use."""
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_HEAVY = 4096
_PHONETIC_BYTES = 1 << 20


class SharedStrings:
    """Texts by index. `used` has one byte a string, set to 1 by whoever uses it."""

    def __init__(self) -> None:
        self.first: list[str] = []
        self.used = bytearray()
        self.phonetic: list[str] = []
        self.has_heavy = False
        """Some string is long enough to count when rows are put into batches."""
        self._phonetic_bytes = 0
        self._bytes = bytearray()
        self._ends = array("Q", [0])

    def __len__(self) -> int:
        return len(self.used)

    def add(self, text: str) -> None:
        """Appends the next string."""
        if "_x" in text:
            text = unescape(text)
        if len(text) > _HEAVY:
            self.has_heavy = True
        if len(self.first) < _AS_OBJECTS:
            self.first.append(text)
        else:
            self._bytes += text.encode("utf-8", "surrogatepass")
            self._ends.append(len(self._bytes))
        self.used.append(0)

    def add_phonetic(self, text: str) -> None:
        """Keeps a reading aid (furigana); beyond a mebibyte of them the rest only repeats the strings."""
        self._phonetic_bytes += len(text)
        if text.strip() and self._phonetic_bytes < _PHONETIC_BYTES:
            self.phonetic.append(text)

    def packed(self, index: int) -> str:
        """A string beyond the first ones, by its position after them. Raises IndexError."""
        ends = self._ends
        return self._bytes[ends[index] : ends[index + 1]].decode("utf-8", "surrogatepass")

    def get(self, index: int) -> str | None:
        """The string with an index, None where there is none."""
        if 0 <= index < len(self.first):
            return self.first[index]
        index -= len(self.first)
        if not 0 <= index < len(self._ends) - 1:
            return None
        return self._bytes[self._ends[index] : self._ends[index + 1]].decode("utf-8", "surrogatepass")

    def use(self, index: int) -> str | None:
        """The string with an index, marked as used."""
        text = self.get(index)
        if text is not None:
            self.used[index] = 1
        return text

    def orphans(self) -> Iterator[tuple[int, str]]:
        """(1-based position, text) of every string that nobody used, blank ones left out."""
        at = self.used.find(0)
        while at >= 0:
            text = self.get(at)
            if text is not None and text.strip():
                yield at + 1, text
            at = self.used.find(0, at + 1)


def unescape(text: str) -> str:
    """Characters written as `_x0041_` (ECMA-376 part 1, 22.9.2.19)."""
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode(
        "utf-16-le", "replace"
    )  # pairs joined, halves replaced


def read_shared_strings(chunks: Iterable[bytes], strings: SharedStrings, limit: int) -> None:
    """Fills `strings` from the part. Raises Corrupt or OverLimit; what came before is in `strings` then."""
    parser = create_parser()
    texts: list[str] = []
    runs: list[str] = []
    in_item = has_text = is_phonetic = False

    def finish() -> None:
        if runs or is_phonetic or not has_text:
            strings.add("".join(runs))
        else:
            strings.add(texts[0] if len(texts) == 1 else "".join(texts))

    def start(name: str, _: list[str]) -> None:
        nonlocal in_item, has_text, is_phonetic
        if name == "t":
            texts.clear()
            has_text = True
        elif name == "si":
            if in_item:
                finish()
            in_item, has_text, is_phonetic = True, False, False
            if runs or parser.EndElementHandler is not None:
                runs.clear()
                parser.EndElementHandler = None
            texts.clear()
        elif name == "r" or name == "rPh":
            if parser.EndElementHandler is None:
                if has_text:
                    runs.append("".join(texts))
                parser.EndElementHandler = end
            is_phonetic = name == "rPh"
        elif ":" in name:
            start(local_name(name), _)

    def end(name: str) -> None:
        if local_name(name) == "t":
            text = "".join(texts)
            texts.clear()
            if is_phonetic:
                strings.add_phonetic(text)
            else:
                runs.append(text)

    parser.ordered_attributes = True
    parser.StartElementHandler = start
    parser.CharacterDataHandler = texts.append
    try:
        for _ in feed(parser, chunks, limit):
            if len(texts) > 1024 and sum(map(len, texts)) > limit:
                raise OverLimit(f"a string has more than {limit} bytes")
    finally:
        if in_item:
            finish()
