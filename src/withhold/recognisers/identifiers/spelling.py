"""One spelling for the same identifier."""

import re
from collections.abc import Sequence

from withhold.domain.fields import Field
from withhold.recognisers.identifiers.interface import Scheme
from withhold.text.normalise import fold_identifier

_PUNCTUATION = {code: None for code in range(128) if not chr(code).isalnum()}
_PUNCTUATION_OF_LINE = {code: None for code in _PUNCTUATION if code != ord("\n")}
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


def canonicals(field: Field, values: Sequence[str]) -> dict[str, str]:
    """Each value and its canonical form: `canonical` for a whole column at once."""
    joined = "\n".join(values)
    if field is Field.EMAIL or field is Field.ALIEN_NUMBER or not joined.isascii():
        return {value: canonical(field, value) for value in values}
    lines = joined.upper().translate(_PUNCTUATION_OF_LINE).split("\n")
    if len(lines) != len(values):
        return {value: canonical(field, value) for value in values}
    return dict(zip(values, lines, strict=True))


def canonical_of(scheme: Scheme, value: str) -> str:
    """The canonical form of a value of a scheme."""
    return canonical(scheme.field, value)
