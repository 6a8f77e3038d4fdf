"""What stands beside a key: whose it is and why they are protected, as 16 bytes that a digest masks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from withhold.domain.fields import Protection

PAYLOAD_BYTES = 16
PROTECTIONS = tuple(Protection)
"""In the order of their bits: new ones are added at the end of the enumeration, bits never change."""
MOST_PARTS = 15
BIRTH_TAGS = (1 << 14) - 1
FIRST_YEAR = 1880
LAST_YEAR = FIRST_YEAR + 253

_JURISDICTION = re.compile(r"([A-Z])([A-Z])(?:-([A-Z0-9]{1,3}))?")
_SIGNS = " ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_LETTERS = 26
_DIVISIONS = len(_SIGNS) ** 3


@dataclass(frozen=True, slots=True, repr=False)
class Payload:
    """`protections` are bits, `jurisdiction` a code, `parts` how many parts the name under this key has.

    `birth_tag` is 0 and `year` None where they are not registered.
    """

    person: int
    protections: int = 0
    jurisdiction: int = 0
    parts: int = 0
    birth_tag: int = 0
    year: int | None = None

    def packed(self) -> bytes:
        """Two little-endian words: the person; from the lowest bit on jurisdiction (26 bits), protections
        (12), parts (4), birth tag (14), birth year (8)."""
        known = self.year is not None and FIRST_YEAR <= self.year <= LAST_YEAR
        year = self.year - FIRST_YEAR + 1 if known and self.year is not None else 0
        parts = min(self.parts, MOST_PARTS)
        rest = self.jurisdiction | self.protections << 26 | parts << 38 | self.birth_tag << 42 | year << 56
        return self.person.to_bytes(8, "little") + rest.to_bytes(8, "little")


def unpacked(person: int, rest: int) -> Payload:
    """The payload of two words that are unmasked."""
    year = rest >> 56
    return Payload(
        person=person,
        jurisdiction=rest & 0x3FFFFFF,
        protections=rest >> 26 & 0xFFF,
        parts=rest >> 38 & 0xF,
        birth_tag=rest >> 42 & BIRTH_TAGS,
        year=year + FIRST_YEAR - 1 if year else None,
    )


def protection_bits(protections: Iterable[Protection]) -> int:
    """One bit for each protection."""
    bits = 0
    for protection in protections:
        bits |= 1 << PROTECTIONS.index(protection)
    return bits


def protections_of(bits: int) -> tuple[Protection, ...]:
    """The protections of these bits."""
    return tuple(protection for number, protection in enumerate(PROTECTIONS) if bits >> number & 1)


def jurisdiction_code(text: str) -> int | None:
    """The code of `US`, `GB-SCT` (ISO 3166-1 and -2): 0 for an empty text, None for anything else."""
    if not text.strip():
        return 0
    match = _JURISDICTION.fullmatch(text.strip().upper())
    if match is None:
        return None
    country = (ord(match[1]) - 65) * _LETTERS + ord(match[2]) - 65
    division = 0
    for sign in (match[3] or "").ljust(3):
        division = division * len(_SIGNS) + _SIGNS.index(sign)
    return country * _DIVISIONS + division + 1


def jurisdiction_text(code: int) -> str:
    """The text of a jurisdiction's code."""
    if code == 0:
        return ""
    country, division = divmod(code - 1, _DIVISIONS)
    letters = chr(65 + country // _LETTERS) + chr(65 + country % _LETTERS)
    signs = ""
    for _ in range(3):
        division, sign = divmod(division, len(_SIGNS))
        signs = _SIGNS[sign] + signs
    return f"{letters}-{signs.strip()}" if signs.strip() else letters
