"""Finds the lines that may name an asked path, however it is written, near the speed of memory.

Only the end of the file's name is looked for, each character of it plain or in any escape that clients and
servers use. What is found is read strictly afterwards: too many candidates cost time, one too few is a miss.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any

import numpy as np

from withhold.incident.trace.interface import Question
from withhold.incident.trace.paths import normalised
from withhold.incident.trace.quick import Numbers

_TAIL = 16
"""Characters of a name that are looked for: enough to be rare, few enough for a small automaton."""
_DIRECTIVE = re.compile(rb"(?:\xef\xbb\xbf)?#[A-Za-z]{1,32}:")
_HASH, _MARK = 0x23, 0xEF


class Candidates:
    """The lines of a buffer that may name an asked path, or that describe others (`#Fields:`)."""

    def __init__(self, paths: tuple[str, ...], fold_case: bool) -> None:
        import hyperscan

        names = {normalised(path, fold_case).rpartition("/")[2][-_TAIL:] for path in paths}
        # The root has no name: every line may ask for it.
        expressions = sorted(_spelled(name, fold_case) if name else rb"\n" for name in names)
        self._database: Any = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._database.compile(expressions=expressions, elements=len(expressions), flags=0)
        self._scratch: Any = hyperscan.Scratch(self._database)

    def lines(self, buffer: bytearray, begins: Numbers, ends: Numbers) -> Numbers:
        """Which of the lines with these begins and ends (their newlines) are such, in order."""
        matches: list[int] = []

        def found(_id: int, _begin: int, end: int, _flags: int, _context: object) -> None:
            matches.append(end)

        with memoryview(buffer) as view, view[: ends[-1] + 1] as part:
            self._database.scan(part, match_event_handler=found, scratch=self._scratch)
        named = np.searchsorted(ends, np.array(matches, np.int64) - 1)
        first = np.frombuffer(buffer, np.uint8)[begins]
        marked = np.flatnonzero((first == _HASH) | (first == _MARK)).tolist()
        described = [index for index in marked if _DIRECTIVE.match(buffer, begins[index])]
        return np.unique(np.concatenate((named, np.array(described, np.int64))))


@lru_cache(maxsize=4)
def candidates(paths: tuple[str, ...], fold_case: bool) -> Candidates:
    """The finder for these paths, made once in a process."""
    return Candidates(paths, fold_case)


def for_question(question: Question) -> Candidates:
    """The finder for the paths of a question."""
    return candidates(question.paths, question.fold_case)


def _spelled(name: str, fold_case: bool) -> bytes:
    """An expression for every way to write a name."""
    return b"".join(_character(character, fold_case) for character in name)


def _character(character: str, fold_case: bool) -> bytes:
    """An expression for every way to write one character, composed or not, in UTF-8 or Latin-1."""
    cases = {character}
    if fold_case:
        cases |= {character.upper(), character.lower()}
    ways = set[bytes]()
    for case in cases:
        for form in (case, unicodedata.normalize("NFC", case), unicodedata.normalize("NFD", case)):
            ways.add(b"".join(map(_octet, form.encode("utf-8"))))
            ways.add(b"".join(_unicode_escape(unit) for unit in _units(form)))
        if len(case) == 1 and 0x80 <= ord(case) <= 0xFF:
            ways.add(_octet(ord(case)))
    if character == " ":
        ways |= {rb"\+", b"%(?:25)*2[bB]"}
    return b"(?:" + b"|".join(sorted(ways)) + b")"


def _octet(octet: int) -> bytes:
    """One octet: plain, with a backslash before it, as `%XX` (once or more), or as `\\xXX`."""
    plain = re.escape(bytes((octet,))) if octet < 0x80 else b"\\x%02x" % octet
    if octet < 0x80 and not chr(octet).isalnum():
        plain = rb"\\*" + plain
    return b"(?:" + plain + rb"|(?:%(?:25)*|\\+x)" + _hexadecimal(f"{octet:02x}") + b")"


def _units(text: str) -> list[int]:
    """The UTF-16 units of a text, which JSON escapes."""
    raw = text.encode("utf-16-be")
    return [int.from_bytes(raw[index : index + 2], "big") for index in range(0, len(raw), 2)]


def _unicode_escape(unit: int) -> bytes:
    return rb"\\+u" + _hexadecimal(f"{unit:04x}")


def _hexadecimal(digits: str) -> bytes:
    return "".join(f"[{d}{d.upper()}]" if d.isalpha() else d for d in digits).encode("ascii")
