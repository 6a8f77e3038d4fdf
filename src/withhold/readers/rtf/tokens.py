"""RTF as tokens: braces, control words and symbols, bytes of text, binary data (RTF 1.9.1, "RTF Syntax").

Nothing is refused: what writers get wrong, and what is written to mislead readers, is read the way
programs read it that show the document.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from withhold.readers.interface import Budget

OPEN, CLOSE, WORD, SIGN, HEX, TEXT, BINARY = range(7)

_CHUNK = 1 << 18
_LONGEST = 512
"""Bytes of the longest token that must not be cut in two."""
_IDLE = (
    b"lang langfe langnp langfenp insrsid charrsid pararsid delrsid sectrsid rtlch ltrch fcs af afs ab ai "
    b"alang loch hich dbch cgrid noproof kerning expnd expndtw ltrpar nowidctlpar widctlpar wrapdefault "
    b"aspalpha aspnum faauto adjustright lin rin ri ql b i ul sb sa slmult clftsWidth clwWidth "
    b"clvertalt clbrdrt clbrdrl clbrdrb clbrdrr brdrs brdrw brdrcf cltxlrtb"
).split()
"""Words that say nothing about what is read; as many as stand together are one token."""
_TOKEN = re.compile(
    rb"((?:\\(?:%s)(?![A-Za-z])-?[0-9]{0,12} ?){1,16})|" % b"|".join(_IDLE)
    + rb"\\([A-Za-z]{1,250})(-?[0-9]{1,20})? ?|([{}])|\\'([0-9A-Fa-f]{2})|\\(.)|([^\\{}\r\n\0]+)",
    re.DOTALL,
)
_MOST_VALUE = 1 << 31


class Token(NamedTuple):
    """One token. `word` is that of a control word, `data` the bytes of all others."""

    kind: int
    word: str = ""
    value: int | None = None
    data: bytes = b""


_OPEN, _CLOSE, _NOTHING = Token(OPEN), Token(CLOSE), Token(WORD)


class Tokens:
    """The tokens of a stream from a place on. Iterating raises OverLimit."""

    def __init__(self, stream: BinaryIO, budget: Budget, at: int = 0) -> None:
        self._stream = stream
        self._budget = budget
        self._held = b""
        self._first = at
        self._place = 0
        self._left = 0
        self._is_last = False

    @property
    def at(self) -> int:
        """How many bytes of the stream have been given."""
        return self._first + self._place

    def __iter__(self) -> Iterator[Token]:
        while self._fill():
            if self._left:
                yield self._binary()
            else:
                yield from self._tokens()

    def _fill(self) -> bool:
        """Reads on; False where nothing is left."""
        self._held = self._held[self._place :]
        self._first += self._place
        self._place = 0
        self._stream.seek(self._first + len(self._held))  # others read this stream between two chunks
        data = self._stream.read(_CHUNK)
        self._budget.spend(len(data))
        self._held += data
        self._is_last = not data
        return bool(self._held)

    def _binary(self) -> Token:
        data = self._held[: self._left]
        self._left -= len(data)
        self._place = len(data)
        return Token(BINARY, data=data)

    def _tokens(self) -> Iterator[Token]:
        """The tokens of what is held, up to binary data or to where one may be cut."""
        safe = len(self._held) if self._is_last else len(self._held) - _LONGEST
        for found in _TOKEN.finditer(self._held):
            idle, word, number, brace, code, sign, text = found.groups()
            if found.end() > safe and text is None:
                self._place = found.start()
                return
            self._place = found.end()
            if text is not None:
                yield Token(TEXT, data=text)
            elif idle is not None:
                yield _NOTHING
            elif word is not None:
                value = max(-_MOST_VALUE, min(int(number), _MOST_VALUE)) if number else None
                if word == b"bin" and value and value > 0:
                    self._left = value
                    return
                yield Token(WORD, word.decode("ascii"), value)
            elif brace is not None:
                yield _OPEN if brace == b"{" else _CLOSE
            elif code is not None:
                yield Token(HEX, data=bytes.fromhex(code.decode("ascii")))
            else:
                yield Token(SIGN, data=sign)
        if self._place < len(self._held):
            self._place = len(self._held) - (not self._is_last and self._held.endswith(b"\\"))
