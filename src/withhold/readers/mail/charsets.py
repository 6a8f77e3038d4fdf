"""Character sets that mails declare, and what is done where the label lies."""

import codecs
import re

from withhold.readers.encoding import decode

_CODECS = (
    "utf-8", "utf-7", "utf-16", "utf-16-le", "utf-16-be", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254",
    "cp1255", "cp1256", "cp1257", "cp1258", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6",
    "iso8859-7", "iso8859-8", "iso8859-9", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15",
    "iso8859-16", "koi8-r", "koi8-u", "cp437", "cp850", "cp852", "cp866", "cp874", "mac-roman", "cp932",
    "euc-jp", "iso2022-jp", "iso2022-kr", "gb18030", "hz", "big5", "cp949",
)  # fmt: skip
_ALIASES = {
    "iso88591": "cp1252", "latin1": "cp1252", "iso88598i": "iso8859-8", "gb2312": "gb18030", "gbk": "gb18030",
    "cp936": "gb18030", "hzgb2312": "hz", "shiftjis": "cp932", "sjis": "cp932", "xsjis": "cp932",
    "windows31j": "cp932", "euckr": "cp949", "ksc56011987": "cp949", "big5hkscs": "big5", "tis620": "cp874",
    "unicode11utf7": "utf-7", "macintosh": "mac-roman", "csiso2022jp": "iso2022-jp", "utf8mb4": "utf-8",
}  # fmt: skip
_PLAIN = re.compile(r"[^a-z0-9]")
_SELF_TELLING = frozenset({"utf-7", "utf-16", "utf-16-le", "utf-16-be", "iso2022-jp", "iso2022-kr", "hz"})
"""Encodings whose bytes are no chance UTF-8."""


def _known() -> dict[str, str]:
    """Codecs by bare label. Each is loaded here, since no file may be opened while a mail is read."""
    known: dict[str, str] = {}
    for name in _CODECS:
        codecs.lookup(name)
        label = _PLAIN.sub("", name)
        known[label] = name
        known[label.replace("cp125", "windows125")] = name
    return known | _ALIASES


_KNOWN = _known()
_CODE_PAGES = {
    65001: "utf-8", 65000: "utf-7", 1200: "utf-16-le", 1201: "utf-16-be", 28591: "cp1252", 20866: "koi8-r",
    21866: "koi8-u", 936: "gb18030", 54936: "gb18030", 932: "cp932", 949: "cp949", 950: "big5",
    51932: "euc-jp", 50220: "iso2022-jp", 50221: "iso2022-jp", 10000: "mac-roman",
    **{28590 + number: f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 9, 13, 15)},
}  # fmt: skip


def of_code_page(number: int) -> str:
    """The codec of a Windows code page; empty for an unknown one."""
    return _CODE_PAGES.get(number) or _KNOWN.get(f"cp{number}", "")


def to_text(data: bytes, label: str) -> str:
    """Bytes as text, by the declared character set where they keep to it, else by what they look like."""
    codec = _KNOWN.get(_PLAIN.sub("", label.lower()), "")
    if not codec or (codec not in _SELF_TELLING and _is_utf8(data)):
        return decode(data)
    try:
        return data.decode(codec)
    except UnicodeError:
        return decode(data)


def _is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8 beyond ASCII: text in an old character set never is by chance."""
    if data.isascii():
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
