"""Codes that people copy from paper: 16 letters and digits, and two digits that show a slip of the pen.

The letters are those of Crockford's base 32 (no I, L, O, U); read as one number in base 32, the two digits
are its rest modulo 97. As 97 is a prime above 32 that divides neither 32 nor 31, every wrong character and
every swap of two neighbours among the sixteen gives another rest.
"""

import re
import secrets

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DRAWN = 16
"""Characters that are drawn: 80 bits, which nobody tries out, online or with the hashes in hand."""
_SLIPS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = re.compile(r"[\s\-.\u200b-\u200f\u202a-\u202e\u2010-\u2015\u2066-\u2069]+")
_MODULUS = 97


def fresh_code() -> str:
    """A new code with its check digits, without separators."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(DRAWN))
    return drawn + _check(drawn)


def code_of(digest: bytes) -> str:
    """The code that follows from at least ten bytes that nobody can guess."""
    number = int.from_bytes(digest[:10], "big")
    drawn = "".join(LETTERS[(number >> (5 * at)) & 31] for at in range(DRAWN))
    return drawn + _check(drawn)


def typed_code(text: str) -> str | None:
    """The code somebody typed, however they grouped it and in whatever digits; None for a slip or no code."""
    plain = "".join(_plain(one) for one in _SEPARATORS.sub("", text[:200])).upper().translate(_SLIPS)
    if len(plain) != DRAWN + 2 or any(one not in LETTERS for one in plain):
        return None
    return plain if _check(plain[:DRAWN]) == plain[DRAWN:] else None


def grouped_code(code: str) -> str:
    """As people read it: ABCD-EFGH-JKMN-PQRS-12."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def _plain(character: str) -> str:
    return str(int(character)) if character.isdecimal() else character


def _check(drawn: str) -> str:
    number = 0
    for one in drawn:
        number = (number * len(LETTERS) + LETTERS.index(one)) % _MODULUS
    return f"{number:02d}"
