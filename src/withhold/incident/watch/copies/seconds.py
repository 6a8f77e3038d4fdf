"""Birth dates, identifiers and contacts in a text, wherever they stand: candidates first, read once each."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from withhold.incident.watch.copies.interface import Second
from withhold.incident.watch.copies.rows import LEAST_DIGITS, LONGEST_NUMBER, birth, contact, identifier
from withhold.text.dates import parse_date
from withhold.text.months import month_names

_LETTER = r"A-Za-z\u0080-\uffff"
# One first digit for all: the search for it is what is fast.
_NUMBERS = (
    r"(?:(?:[ ./\-()\\]{0,2}| / )[0-9]){5,18}"  # a date, an identifier, a telephone
    r"|[0-9]{0,3}(?:"
    r"(?:st|nd|rd|th)?,? [0-9]{4}"  # behind "March"
    r"|(?: ?[./\-] ?|_)[0-9]{1,2}(?: ?[./\-] ?|_)[0-9]{2}(?:[0-9]{2})?"
    r"| ?[年년] ?[0-9]{1,2} ?[月월] ?[0-9]{1,2}"
    r")"
)
_WORDS = (  # 4 May 1987, 4th of May 1987, 04MAY1987, 1987-May-4
    r"[0-9]{0,3}(?:st|nd|rd|th|er|[.º°])?"
    rf"(?P<word>[ .,/\-_]{{0,2}}[{_LETTER}][{_LETTER} .,/\-_]{{1,24}}[0-9]{{1,4}})"
)
_CANDIDATE = re.compile(rf"[0-9](?:{_NUMBERS}|{_WORDS})")
_WITHOUT_WORDS = re.compile(rf"[0-9](?:{_NUMBERS})")
_WORD = re.compile(r"[A-Za-z]{3,}")
_LETTERS_BEFORE = re.compile(r"(?<![A-Za-z])[A-Za-z]{1,3}[ \-#]?\Z")
_LETTERS_BEHIND = re.compile(r"[A-Za-z]{1,2}(?![A-Za-z])")
_SHORTEST_DATE = 11
"""Characters from which a date may be whole: "4, 1987" has a month before it."""
_DAY_AND_YEAR = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th)?,? [0-9]{4}")
_MONTH_BEFORE = re.compile(r"[^\W\d_]{3,12}\.?[ ,]{1,2}\Z")
_NUMERIC_DATE = re.compile(
    r"(?<![0-9])(?:[0-9]{1,2}([./\-])[0-9]{1,2}\1[0-9]{2,4}|[0-9]{4}([./\- ])[0-9]{1,2}\2[0-9]{1,2}"
    r"|[0-9]{2} [0-9]{2} [0-9]{4})(?![0-9])"
)
_EMAIL = re.compile(r"[\w.+\-]{1,64}@(?:[\w\-]{1,63}\.){1,8}[\w\-]{2,63}")
_LONGEST_PART, _LONGEST_DOMAIN = 64, 255
"""Characters before and behind the @ (RFC 5321, 4.5.3.1)."""
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ASCII_LETTERS = frozenset(_LETTERS.encode())
_NO_DIGITS = bytes(one for one in range(256) if not 48 <= one <= 57)
_IDENTIFIER = bytes([Second.IDENTIFIER])
_BEFORE = 16
_REMEMBERED = 1 << 17
_DASHES = str.maketrans(dict.fromkeys("_\u2010\u2011\u2012\u2013\u2014\u2212", "-") | {"\\": None})


@dataclass(frozen=True, slots=True, repr=False)
class Hit:
    """A date or a number at a place of a text, and those of its messages that may be of the list."""

    start: int
    end: int
    messages: tuple[bytes, ...]


class Seconds:
    """Finds second fields in texts; `may_hold` says which may be of the list. Remembers what it has read."""

    def __init__(
        self, kinds: frozenset[Second], lengths: frozenset[int], may_hold: Callable[[bytes], bool]
    ) -> None:
        """`lengths`: how many digits identifiers of the list have."""
        self._lengths = lengths
        self._kinds = kinds
        self._may_hold = may_hold
        self._known: dict[str, tuple[bytes, ...]] = {}
        self._held: dict[bytes, bool] = {}
        self._numbers = bool(kinds & {Second.IDENTIFIER, Second.CONTACT})

    def may_be_number(self, written: bytes) -> bool:
        """Whether a number as long as identifiers may be one of the list: most are not, and seen once."""
        digits = written.translate(None, _NO_DIGITS)
        if self._may_hold(_IDENTIFIER + digits):
            return True
        if digits.startswith(b"0") and self._may_hold(_IDENTIFIER + digits.lstrip(b"0")):
            return True
        # Letters that belong to it stand at its ends: `A 312 345 678`, `12345678Z`.
        with_letters = written[0] in _ASCII_LETTERS or written[-2] in _ASCII_LETTERS
        return with_letters and self.may_be(written)

    def may_be(self, written: bytes) -> bool:
        """Whether what stands at a candidate's place may be of the list, with its letters or without."""
        # The last byte is what ends it: the same date before a comma and before a tag is read once.
        written = written[:-1]
        held = self._held.get(written)
        if held is None:
            if len(self._held) > _REMEMBERED:
                self._held.clear()
            text = written.decode("utf-8", "replace")
            held = any(hit.messages for hit in self.marks(text))
            if not held and text[:1].isalpha():
                held = any(hit.messages for hit in self.marks(text.lstrip(_LETTERS)))
            self._held[written] = held
        return held

    def marks(self, text: str) -> Iterator[Hit]:
        """Everything that is written like a second field, in order; e-mail addresses last."""
        known = self._known
        if len(known) > _REMEMBERED:
            known.clear()
        numbers = self._numbers
        for start, end in _places(text):
            written = text[start:end]
            if numbers or end - start < _SHORTEST_DATE:
                before = text[start - _BEFORE if start > _BEFORE else 0 : start]
                front, behind = self._letters(written, before, text[end : end + 3])
                written = f"{front}{written}{behind}"
                start, end = start - len(front), end + len(behind)
            messages = known.get(written)
            if messages is None:
                messages = known[written] = self._read(written)
            yield Hit(start, end, messages)
        if Second.CONTACT in self._kinds and "@" in text:
            yield from self._emails(text)

    def _letters(self, written: str, before: str, behind: str) -> tuple[str, str]:
        """The letters that belong to what was found: those of a number, or a month before it."""
        last = before[-1:]
        if last and not last.isspace() and not last.isalnum() and last not in "-#.,":
            return "", ""
        if _DAY_AND_YEAR.fullmatch(written) and (month := _MONTH_BEFORE.search(before)):
            return month[0], ""
        if not self._numbers or any(map(str.isalpha, written)):
            return "", ""
        front, end = _LETTERS_BEFORE.search(before), _LETTERS_BEHIND.match(behind)
        return front[0] if front else "", end[0] if end else ""

    def _read(self, written: str) -> tuple[bytes, ...]:
        """The messages of what is written so, as far as they may be of the list."""
        plain = written.translate(_DASHES)
        found = dict.fromkeys(self._messages(plain))
        return tuple(message for message in found if self._may_hold(message))

    def _messages(self, plain: str) -> Iterator[bytes]:
        if Second.BIRTH in self._kinds:
            yield from _births(plain)
        if not self._numbers:
            return
        for one in {plain, *plain.split(" ")} if " " in plain else (plain,):
            digits = "".join(filter(str.isdigit, one))
            if len(digits) < LEAST_DIGITS:
                continue
            if Second.IDENTIFIER in self._kinds:
                yield from self._identifiers(one, digits)
            if Second.CONTACT in self._kinds:
                yield from contact(one)

    def _identifiers(self, one: str, digits: str) -> Iterator[bytes]:
        """Most numbers of pages are shorter or longer than those of the list."""
        if min(len(digits), LONGEST_NUMBER) not in self._lengths:
            return
        yield from identifier(None, digits)
        if len(digits) < len(one) and any(map(str.isalpha, one)):
            yield from identifier(None, one)

    def _emails(self, text: str) -> Iterator[Hit]:
        at, behind = text.find("@"), 0
        while at >= 0:
            found = _EMAIL.search(text, max(behind, at - _LONGEST_PART), at + _LONGEST_DOMAIN)
            if found is not None:
                behind = found.end()
                messages = tuple(one for one in contact(found[0]) if self._may_hold(one))
                yield Hit(found.start(), behind, messages)
            at = text.find("@", max(at + 1, behind))


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Where numbers and dates stand. What only looks like a date with its month in letters is none: in
    "12. Anna Berg 1987-03-04" one begins with the year."""
    at = 0
    while (match := _CANDIDATE.search(text, at)) is not None:
        start = match.start()
        if (word := match["word"]) and not (_may_be_month(word) and _day(match[0].translate(_DASHES))):
            at = match.start("word")
            match = _WITHOUT_WORDS.match(text, start)
            if match is None:
                continue
        at = match.end()
        yield start, at


def _may_be_month(written: str) -> bool:
    """Whether it has a word that begins as the name of a month: most words behind a number do not."""
    begins = _month_beginnings()
    return not written.isascii() or any(word[:3].lower() in begins for word in _WORD.findall(written))


@cache
def _month_beginnings() -> frozenset[str]:
    return frozenset(word[:3] for name in month_names() for word in name.split())


@lru_cache(maxsize=_REMEMBERED)
def _day(written: str) -> date | None:
    """The day that is written so: the same words are asked for again, and dates come again on every page."""
    return parse_date(written)


def _births(plain: str) -> Iterator[bytes]:
    """The messages of the dates that stand in it: all of it, or dates in numbers among other numbers."""
    if (day := _day(plain)) is not None:
        yield from birth(day.isoformat())
        return
    for match in _NUMERIC_DATE.finditer(plain):
        if (day := _day(match[0])) is not None:
            yield from birth(day.isoformat())
    for one in plain.split(" "):
        if len(one) == 8 and (day := _day(one)) is not None:
            yield from birth(day.isoformat())
