"""HTML and plain text that Outlook wraps into RTF. Rules: [MS-OXRTFEX]."""

import re
from dataclasses import dataclass, replace

from withhold.readers.encoding import decode
from withhold.readers.mail.charsets import of_code_page

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}\r\n]+)|[\r\n]+", re.S
)
_WRAPPED = re.compile(rb"\\from(?:html1?|text)(?![a-z])")
_HEAD = 4096
_SIGNS = {
    b"par": "\r\n", b"line": "\r\n", b"tab": "\t", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
    b"rdblquote": "”", b"bullet": "•", b"endash": "–", b"emdash": "—", b"~": "\xa0", b"_": "\xad",
}  # fmt: skip
_LITERAL = (b"{", b"}", b"\\")
_IGNORED = (b"fonttbl", b"colortbl", b"stylesheet", b"info", b"mhtmltag", b"pict", b"pntext", b"listtable")
_CHARSETS = {
    0: "cp1252", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_DEEPEST = 10_000


@dataclass(frozen=True, slots=True)
class _State:
    """What a group passes on to the groups in it."""

    is_ignored: bool = False
    is_tag: bool = False
    for_rtf: bool = False
    in_fonts: bool = False
    skip: int = 1
    codec: str = "cp1252"


class _Unwrapped:
    """Collects the wrapped text and, apart, what only programs that read RTF would show."""

    def __init__(self) -> None:
        self.wrapped: list[str] = []
        self.beside: list[str] = []
        self._codec = ""
        self._bytes: list[bytes] = []
        self._target = self.wrapped

    def add(self, text: str | bytes, state: _State) -> None:
        """Text as it is, or bytes in the character set of the state; those that stand together are decoded
        together."""
        if state.is_ignored:
            return
        target = self.beside if state.for_rtf and not state.is_tag else self.wrapped
        if self._bytes and (
            isinstance(text, str) or target is not self._target or state.codec != self._codec
        ):
            self.flush()
        self._target, self._codec = target, state.codec
        if isinstance(text, bytes):
            self._bytes.append(text)
        else:
            target.append(text)

    def flush(self) -> None:
        """Decodes what is held."""
        data = b"".join(self._bytes)
        self._bytes.clear()
        try:
            self._target.append(data.decode(self._codec))
        except (UnicodeError, LookupError):
            self._target.append(decode(data))


def is_wrapped(rtf: bytes) -> bool:
    """Whether RTF only carries HTML or plain text."""
    return _WRAPPED.search(rtf[:_HEAD]) is not None


def unwrap(rtf: bytes) -> tuple[str, str]:
    """The wrapped HTML or plain text, and what the RTF says beside it."""
    made = _Unwrapped()
    state = _State()
    outer: list[_State] = []
    fonts: dict[int, str] = {}
    default = "cp1252"
    font = left_out = 0
    for found in _TOKEN.finditer(rtf):
        word, number, code, sign, brace, text = found.groups()
        value = int(number) if number else None
        if brace == b"{":
            if len(outer) < _DEEPEST:
                outer.append(state)
        elif brace == b"}":
            state = outer.pop() if outer else state
        elif sign == b"*":
            state = replace(state, is_ignored=not state.is_tag)
        elif word == b"htmltag":
            state = replace(state, is_ignored=False, is_tag=True)
        elif word == b"htmlrtf":
            state = replace(state, for_rtf=value != 0)
        elif word == b"fonttbl":
            state = replace(state, is_ignored=True, in_fonts=True)
        elif word in _IGNORED:
            state = replace(state, is_ignored=True)
        elif word == b"ansicpg":
            default = of_code_page(value or 0) or default
            state = replace(state, codec=default)
        elif word == b"f" and value is not None:
            font = value
            state = state if state.in_fonts else replace(state, codec=fonts.get(font, default))
        elif word == b"fcharset" and state.in_fonts:
            fonts[font] = _CHARSETS.get(value or 0, default) if value else default
        elif word == b"uc":
            state = replace(state, skip=value or 0)
        elif word == b"u" and value is not None:
            made.add(_character(value), state)
            left_out = state.skip
            continue
        elif code is not None:
            if not left_out:
                made.add(bytes.fromhex(code.decode()), state)
        elif word in _SIGNS or sign in _SIGNS:
            made.add(_SIGNS[word or sign], state)
        elif sign in _LITERAL:
            made.add(sign, state)
        elif text is not None:
            made.add(text[left_out:], state)
        left_out = max(0, left_out - 1) if code is not None else 0
    made.flush()
    return "".join(made.wrapped), "".join(made.beside)


def _character(value: int) -> str:
    """A code unit of UTF-16, which may be written as a negative number."""
    code = value % 65536
    return chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd"
