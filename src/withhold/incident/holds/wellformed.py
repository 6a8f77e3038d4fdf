"""Whether a person is told so surely that "not held" can be believed."""

import re
from datetime import date

from withhold.domain.fields import Field
from withhold.incident.holds.interface import Asked
from withhold.text.name_forms import name_parts
from withhold.text.person_number import number_forms

KINDS = frozenset(
    {
        Field.ALIEN_NUMBER,
        Field.SOCIAL_SECURITY_NUMBER,
        Field.PASSPORT_NUMBER,
        Field.NATIONAL_ID,
        Field.DRIVERS_LICENCE,
        Field.CASE_NUMBER,
        Field.PERSON_NUMBER,
    }
)
"""Kinds of numbers that a question may tell. Others are looked up as well, and never make a person sure."""
_NINE_DIGITS = re.compile(r"\d{9}", re.ASCII)
_NO_SOCIAL_SECURITY = re.compile(r"(?:000|666)\d{6}|\d{3}00\d{4}|\d{5}0000", re.ASCII)
"""Areas, groups and serials that were never given (Social Security Administration). Numbers from 900 on are
those of the tax authority and are given."""
_LETTERS_AND_DIGITS = re.compile(r"(?=(?:[A-Z]*\d){4})[A-Z0-9]{5,24}", re.ASCII)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_OLDEST = 1880


def field_of(kind: str) -> Field | None:
    """The field of a told kind, None for one that is not known."""
    try:
        found = Field(kind)
    except ValueError:
        return None
    return found if found in KINDS else None


def is_surely_told(person: Asked) -> bool:
    """Whether there is an identifier, all of them are well-formed, and a full name and a birth date stand by.

    Anything that does not look as it should is ambiguous, so the person may be somebody who is held.
    """
    checks = (
        bool(person.identifiers),
        all(is_well_formed(kind, value) for kind, value in person.identifiers),
        bool(name_parts(person.name)),
        birth_date(person.date_of_birth) is not None,
    )
    return all(checks)


def is_well_formed(kind: str, value: str) -> bool:
    """Whether a number can be one of its kind."""
    field = field_of(kind)
    if field is None:
        return False
    forms = number_forms(field, value)
    if field is Field.ALIEN_NUMBER:
        return any(_NINE_DIGITS.fullmatch(form) for form in forms)
    if field is Field.SOCIAL_SECURITY_NUMBER:
        return any(_NINE_DIGITS.fullmatch(form) and not _NO_SOCIAL_SECURITY.fullmatch(form) for form in forms)
    return any(_LETTERS_AND_DIGITS.fullmatch(form) for form in forms)


def birth_date(text: str) -> date | None:
    """The date in `YYYY-MM-DD`; None for other ways of writing, and where nobody who lives was born then."""
    if not _ISO.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= _OLDEST and day <= date.today() else None
