"""Where in the bytes of a page something is written like a second field: near the speed of memory.

What is found is read strictly afterwards: too many candidates cost time, one too few is a row missed. Every
charset in which digits are ASCII can be searched so; UTF-16 is made UTF-8 before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from withhold.incident.watch.copies.interface import Second

_GAP = rb"([./ \\\-_]{1,2}| [./\-] )"
_YEAR = rb"(1[3489]|2[045])[0-9]{2}"
_LETTER = rb"A-Za-z\x80-\xff"
_SEPARATOR = rb"[ ./\-()\\]{0,2}"
_DATES = (
    rb"[0-9]{4}" + _GAP + rb"[0-9]{1,2}" + _GAP + rb"[0-9]{1,2}[^0-9]",
    rb"[0-9]{1,2}" + _GAP + rb"[0-9]{1,2}" + _GAP + rb"(" + _YEAR + rb"|[0-9]{2})[^0-9]",
    rb"[^0-9](" + _YEAR + rb"[01][0-9][0-3][0-9]|[0-3][0-9][01][0-9]" + _YEAR + rb")[^0-9]",
    rb"[0-9]{1,4}(st|nd|rd|th|er|[.]|\xc2\xba)?[ .,/\-_]{1,2}["
    + _LETTER
    + rb"]["
    + _LETTER
    + rb" .,/\-_]{1,40}[0-9]{1,4}[^0-9]",
    rb"[^0-9A-Za-z][0-9]{1,2}[A-Za-z]{3}(" + _YEAR + rb"|[0-9]{2})[^0-9A-Za-z]",
    rb"[" + _LETTER + rb"]{3,24}[.]? [0-9]{1,2}(st|nd|rd|th)?,? " + _YEAR + rb"[^0-9]",
    rb"[0-9]{2,4} ?(\xe5\xb9\xb4|\xeb\x85\x84) ?[0-9]{1,2} ?(\xe6\x9c\x88|\xec\x9b\x94) ?[0-9]{1,2}[^0-9]",
)
"""1987-03-04; 04.03.1987; 19870304; 4 March 1987; 04MAR1987; March 4, 1987; 1987年3月4日."""
_OTHER_DIGITS = (
    rb"\xd9[\xa0-\xa9]|\xdb[\xb0-\xb9]|\xe0(\xa5[\xa6-\xaf]|\xa7[\xa6-\xaf]|\xb9[\x90-\x99]|\xa9[\xa6-\xaf]"
    rb"|\xab[\xa6-\xaf])|\xe1(\x81[\x80-\x89]|\x9f[\xa0-\xa9])|\xef\xbc[\x90-\x99]"
)
"""Digits of other scripts, in UTF-8."""
_EMAIL = rb"[A-Za-z0-9_.+\-]{1,64}@[A-Za-z0-9.\-]{3,80}[^A-Za-z0-9.\-]"
_LEAST_PHONE, _MOST_PHONE = 7, 15


class Candidates:
    """Finds candidates of some kinds; `lengths` is how many digits the list's identifiers have."""

    def __init__(self, kinds: frozenset[Second], lengths: frozenset[int]) -> None:
        import hyperscan

        numbers = [_number(length) for length in sorted(lengths)]
        others = list(_others(kinds))
        expressions = [_OTHER_DIGITS, *numbers, *others]
        placed = hyperscan.HS_FLAG_SOM_LEFTMOST | hyperscan.HS_FLAG_DOTALL
        flags = [hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_DOTALL, *[placed] * (len(expressions) - 1)]
        self._last_number = len(numbers)
        self._database: Any = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._database.compile(
            expressions=expressions, ids=list(range(len(expressions))), elements=len(expressions), flags=flags
        )
        self._scratch: Any = hyperscan.Scratch(self._database)

    def find(self, content: bytes) -> "Places":
        """Where in the content candidates stand. It has to end with something that is no digit."""
        places = Places([], [])
        last_number = self._last_number

        def found(number: int, begin: int, end: int, _flags: int, _context: object) -> None:
            if not content[begin : begin + 1].isalnum():
                begin += 1  # what stands before a number is none of it, but the end of a tag perhaps
            if not number:
                places.other_digits = True
            elif number <= last_number:
                places.numbers.append((begin, end))
            else:
                places.others.append((begin, end))

        self._database.scan(content, match_event_handler=found, scratch=self._scratch)
        return places


@dataclass(slots=True)
class Places:
    """Begin and end of candidates: numbers of the length of identifiers, and all others."""

    numbers: list[tuple[int, int]]
    others: list[tuple[int, int]]
    other_digits: bool = False
    """Whether there are digits of other scripts, which are not looked at."""


def _number(length: int) -> bytes:
    more = rb"(" + _SEPARATOR + rb"[0-9]){%d}" % (length - 1)
    return rb"[^0-9A-Za-z]([A-Za-z]{1,3}[ \-#]?)?[0-9]" + more + rb"[A-Za-z]?[^0-9A-Za-z]"


def _others(kinds: frozenset[Second]) -> Iterator[bytes]:
    if Second.BIRTH in kinds:
        yield from _DATES
    if Second.CONTACT in kinds:
        yield _EMAIL
        more = rb"(" + _SEPARATOR + rb"[0-9]){%d,%d}" % (_LEAST_PHONE - 1, _MOST_PHONE - 1)
        yield rb"[^0-9A-Za-z]\+?[0-9]" + more + rb"[^0-9]"
