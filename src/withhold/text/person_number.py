"""Identifiers of people in the form that the register compares: one number, however it was typed."""

import re
from decimal import Decimal, InvalidOperation

from withhold.domain.fields import Field
from withhold.text.normalise import fold_identifier

RULES = 1
"""Counts the changes that give any number other forms. Raise it with each: registers must be built anew."""
SINGLE_NAMESPACE = frozenset({Field.ALIEN_NUMBER, Field.SOCIAL_SECURITY_NUMBER})
"""Fields whose numbers one authority gives, each once: an equal number is the same person.

Numbers of passports, licences and national identities repeat between the states that give them.
"""
LONGEST = 64
"""Characters of the longest value that is taken for an identifier."""
_SHORTEST = 3
"""Shorter forms identify nobody."""

_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d{1,2}", re.ASCII)
_WHOLE = re.compile(r"(\d+)\.0+", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.0+)?", re.ASCII)
_NOT_IN_FORM = re.compile(r"[^0-9A-Z]+")
_LETTERS_BEFORE = re.compile(
    r"(?:(?:USCIS|ALIEN|FILE|REG|INS|DHS|ICE)*(?:NUMBER|NUM|NO|NR)?)?A?0*(\d{7,9})", re.ASCII
)
_ALIEN_DIGITS = 9
"""Alien registration numbers have seven to nine digits; forms of USCIS ask for zeros before the shorter."""
_LEAST_ALIEN_DIGITS = 7
_SOCIAL_SECURITY = re.compile(r"(?:SSN|SSA|TIN|ITIN|NO|NUMBER|SOCIALSECURITYNUMBER)?(\d{7,9})", re.ASCII)
_SOCIAL_SECURITY_DIGITS = 9
_LABEL = re.compile(
    r"(?:PASSPORT|PASAPORTE|PASSEPORT|LICEN[CS]E|LIC|DL|DNI|NIN|CNIC|NATIONALID|IDNUMBER|ID|PPT|PP)?"
    r"(?:NUMBER|NUMERO|NUM|NO|NR)?(?=[A-Z]{0,3}\d{4})"
)


def number_forms(field: Field | None, value: str) -> tuple[str, ...]:
    """The forms by which an identifier is compared, usually one; () for what identifies nobody.

    Equal is what has a form in common. Case, width, digits of other scripts, look-alike letters, spaces,
    dashes, dots and slashes say nothing. Undone are what spreadsheets do to numbers (`2.01234567E+08`,
    `201234567.0`, `201,234,567`), words before a number (`No.`, `Passport`, `SSN`), and by field:

    - `alien_number`: nine digits, zeros before them; `A 12 345 678`, `A#012-345-678` and `12345678` are one.
    - `social_security_number`: nine digits; up to two zeros lost at its front come back.
    - others that are digits only: also without the zeros before them, which a spreadsheet loses.
    - where nothing says the field (None): all that it would be as an alien number too, if an A stands before.

    The same values always give the same forms, and every value gives an answer.
    """
    if field is Field.ALIEN_NUMBER and (plain := _plain_alien(value)):
        return (plain,)
    if len(value) > LONGEST:
        return ()
    # Nearly all are typed as they are compared: nothing to fold, and no power of ten.
    as_typed = value.upper() if value.isascii() and value.isalnum() else "E"
    form = as_typed if "E" not in as_typed else _NOT_IN_FORM.sub("", _typed(fold_identifier(value)))
    if len(form) < _SHORTEST or not form.strip("0") or form.isalpha():
        return ()
    if field is Field.ALIEN_NUMBER:
        return _alien(form)
    if field is Field.SOCIAL_SECURITY_NUMBER:
        return _social_security(form)
    if field is None and form[0] == "A" and form[1:].isdecimal():
        return tuple(dict.fromkeys((form, *_alien(form))))
    return _other(form)


def _plain_alien(value: str) -> str:
    """The form of a number as nearly all of them are typed, found without the long way; else ""."""
    digits = value[1:] if value[:1] == "A" else value
    if not (_LEAST_ALIEN_DIGITS <= len(digits) < LONGEST and digits.isascii() and digits.isdecimal()):
        return ""
    digits = digits.lstrip("0")
    return digits.zfill(_ALIEN_DIGITS) if 0 < len(digits) <= _ALIEN_DIGITS else ""


def _typed(text: str) -> str:
    """The number as it was typed before a spreadsheet made it a quantity."""
    if _SCIENTIFIC.fullmatch(text):
        try:
            number = Decimal(text)
        except InvalidOperation:
            return text
        return str(int(number)) if number == number.to_integral_value() else text
    if match := _WHOLE.fullmatch(text):
        return match[1]
    if _GROUPED.fullmatch(text):
        return text.partition(".")[0]
    return text


def _alien(form: str) -> tuple[str, ...]:
    match = _LETTERS_BEFORE.fullmatch(form)
    return (match[1].zfill(_ALIEN_DIGITS),) if match else _other(form)


def _social_security(form: str) -> tuple[str, ...]:
    match = _SOCIAL_SECURITY.fullmatch(form)
    return (match[1].zfill(_SOCIAL_SECURITY_DIGITS),) if match else _other(form)


def _other(form: str) -> tuple[str, ...]:
    bare = _LABEL.sub("", form, count=1) if not form.isdecimal() else form
    if bare.isdecimal() and (short := bare.lstrip("0")) != bare and len(short) >= _SHORTEST:
        return (bare, short)
    return (bare,)
