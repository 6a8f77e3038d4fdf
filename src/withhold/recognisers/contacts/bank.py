"""Bank accounts of people: IBAN, and account numbers under a header."""

import re
from functools import cache
from typing import Any

from withhold.domain.fields import Field
from withhold.recognisers.contacts.interface import Span
from withhold.text.normalise import fold_aligned
from withhold.text.patterns import linear

PATTERN = r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?"
_SHORTEST, _LONGEST = 15, 34


@cache
def _in_text() -> Any:
    return linear(rf"\b{PATTERN}\b", ignore_case=True)


@cache
def whole() -> re.Pattern[str]:
    """A line written like an IBAN."""
    return re.compile(rf"(?m)^[ \t]*{PATTERN}[ \t]*$")


def is_iban(value: str) -> bool:
    """Whether the check digits hold: ISO 13616, modulo 97 with the first four characters moved to the end."""
    bare = value.replace(" ", "").strip().upper()
    if not _SHORTEST <= len(bare) <= _LONGEST:
        return False
    return int("".join(str(int(char, 36)) for char in bare[4:] + bare[:4])) % 97 == 1


def ibans(text: str) -> list[Span]:
    """The IBANs in a text whose check digits hold."""
    folded, offsets = fold_aligned(text)
    found: list[Span] = []
    for match in _in_text().finditer(folded):
        end = _longest_valid(folded, match.start(), match.end())
        if end is None:
            continue
        start = match.start()
        if offsets is not None:
            start, end = offsets[start], offsets[end - 1] + 1
        found.append(Span(start, end, Field.BANK_ACCOUNT, None))
    return found


def _longest_valid(text: str, start: int, end: int) -> int | None:
    """Where the IBAN ends: a word of capitals or digits after it may have been taken with it."""
    while end - start >= _SHORTEST:
        if is_iban(text[start:end]):
            return end
        space = text.rfind(" ", start, end)
        if space < 0:
            return None
        end = space
    return None
