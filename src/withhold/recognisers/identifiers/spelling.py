"""One spelling for the same identifier."""

import re

from withhold.domain.fields import Field
from withhold.recognisers.identifiers.interface import Scheme
from withhold.text.normalise import fold_identifier

_PUNCTUATION = {code: None for code in range(128) if not chr(code).isalnum()}
_ALPHANUMERIC = re.compile(r"[^\W_]+")
_ALIEN = re.compile(r"A?(\d{7,9})")


def canonical(field: Field, value: str) -> str:
    """What all spellings of the same identifier share: letters and digits in upper case.

    An alien number gets its A and nine digits, so that "A 23 456 789" is "A023456789" (8 CFR 1.2 writes it
    with eight or nine digits; systems pad with a zero).
    """
    folded = value.upper() if value.isascii() else fold_identifier(value)
    if field is Field.EMAIL:
        return folded.strip().lower()
    bare = folded.translate(_PUNCTUATION) if folded.isascii() else "".join(_ALPHANUMERIC.findall(folded))
    if field is Field.ALIEN_NUMBER and (match := _ALIEN.fullmatch(bare)):
        return "A" + match[1].zfill(9)
    return bare


def canonical_of(scheme: Scheme, value: str) -> str:
    """The canonical form of a value of a scheme."""
    return canonical(scheme.field, value)
