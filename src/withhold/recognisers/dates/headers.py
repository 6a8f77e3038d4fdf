"""Headers that speak of dates, and of births, in folded spelling."""

from functools import cache
from typing import Any

from withhold.text.normalise import fold_label
from withhold.text.patterns import linear

_DATE = (
    r"dates?\b|\b(?:dob|dod|doi|day|fecha|fec|nacimiento|data|nascimento|jour|naissance|datum|geburt\w*|geboren"
    r"|geboorte\w*|tarih\w*|dogum|birth\w*|born|bday|dn|fdn|fnac|ddn|d o b)\b"
    r"|дата|день|рожд|تاریخ|میلاد|ولادت|تولد|روز|日期|出生|生日|日$"
    r"|생년월일|날짜|ngay|dato|geburtsdatum|data ur"
)
_BIRTH = (
    r"\b(?:dob|d o b|bday|birth\w*|born|nacimiento|nac|fnac|nascimento|nasc|naissance|ne le|nee le|ddn"
    r"|geburt\w*"
    r"|geboren|geb|geboorte\w*|dogum|urodzenia|nascita|fodselsdato|fodelsedatum|ngay sinh|date of b)\b"
    r"|рожд|народж|میلاد|ولادت|تولد|出生|生日"
    r"|생년월일|생일|생년|誕生|生年月日|תאריך לידה|ልደት|जन्म|জন্ম|ਜਨਮ|დაბადებ"
)
_NOT_OF_PEOPLE = (
    r"\b(?:place|country|city|state|weight|rate|order|certificate|sex|province|lugar|pais|ciudad|lieu|pays|ort|land"
    r"|plaats|yeri|ulke|number|control|defects?|births|order|cohort)\b|мест|стран|محل|مکان|کشور|بلد|地$|国"
)


@cache
def _patterns() -> tuple[Any, Any, Any]:
    return linear(_DATE), linear(_BIRTH), linear(_NOT_OF_PEOPLE)


@cache
def speaks_of_dates(header: str | None) -> bool:
    """Whether a header says that the column holds dates."""
    return bool(header) and _patterns()[0].search(fold_label(header or "")) is not None


@cache
def speaks_of_birth(header: str | None) -> bool:
    """Whether a header speaks of the day of birth (not of its place, weight or rate)."""
    if not header:
        return False
    folded = fold_label(header)
    _, birth, other = _patterns()
    return birth.search(folded) is not None and other.search(folded) is None
