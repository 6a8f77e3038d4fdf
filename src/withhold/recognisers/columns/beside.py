"""What a column is by what stands beside it, where its header or its values alone do not settle it."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

from withhold.domain.fields import GOVERNMENT_IDENTIFIERS, NAME_FIELDS, Field, Protection
from withhold.domain.piece import Column
from withhold.recognisers import context, names
from withhold.recognisers.columns import values
from withhold.recognisers.dates.headers import speaks_of_birth
from withhold.recognisers.interface import ColumnReading, HeaderMeaning, Marker, Role
from withhold.text.normalise import fold_label
from withhold.text.patterns import linear

_PLAUSIBLE = 0.6
_PLAUSIBLE_ALONE = 0.9
_KNOWN = 0.25
"""Share of the words of two columns that the lexicon knows as names, if only their place says names."""
_SURELY = 0.7
_LOOKED_AT = 400
_DISTINCT = 0.4
"""Names hardly repeat; words for a status do."""
_FEW_ROWS = 5
_LEAST_DATES = 3
_LONGEST_WORDS = 3
_OF_A_PERSON = GOVERNMENT_IDENTIFIERS | {
    Field.DATE_OF_BIRTH,
    Field.CUSTODY_DATE,
    Field.PROTECTION_CLAIM,
    Field.PERSON_NUMBER,
}
"""What things do not have."""
_MOSTLY_OF_A_PERSON = frozenset(
    {
        Field.NATIONALITY,
        Field.SEX,
        Field.AGE,
        Field.BIRTH_YEAR,
        Field.COUNTRY_OF_BIRTH,
        Field.CASE_STATUS,
        Field.HEALTH,
        Field.RELIGION,
        Field.ETHNICITY,
    }
)
"""One is enough beside an explicit header ("Name of patient"), two beside "Name": cheese has an origin."""
_HARDLY_OF_NAMES = frozenset({Field.NATIONALITY, Field.CASE_STATUS, Field.HEALTH})
"""Lists of popular names have a sex, a year, an ethnic group for each, but none of these."""
_WEIGHTY = frozenset({Protection.CUSTODY, Protection.ASYLUM, Protection.HEALTH})
_CREATURES = frozenset({Marker.CREATURE, Marker.COUNT, Marker.AMOUNT_OF})
_OTHER_DATE = (
    r"\b(?:hire|hiring|award|open|filed|filing|elect|appoint|licen|died|death|deceas|dod\b"
    r"|sign|built|build|start|begin|began|end\b|ended|end date|join|termin|expir|issu|publi"
    r"|releas|receiv|updat|creat|enter|entry|arriv|depart|regist|found|establ|construct"
    r"|complet|effectiv|due|deci|hear|judg|judic|event|purchas|sold|sale|acqui|retir|promot"
    r"|graduat|ordain|ordin|admi|since|from\b|until|to\b|seen|collect|enlist|commission|enrol"
    r"|service|grant|review|approv|close|clos|last|first|next|marri|wedd|married|certif|debut"
    r"|premier|discover|launch|invent|perform|session|meeting|sentenc|convict|offen|incident"
    r"|accident|report|contract|payment|paid|invoice|order|ship|deliver|modif|valid|granted"
    r"|inaugur|took|assumed|left|resign|service|worked|employ|tenure|seniority|in office|sworn"
    r"|listed|confer|gazett|honour|honor|induct|consecrat|ratif|decree|zatrud|powol|wybor|zgon"
    r"|smierc|assunz|anstall|ansatt|tilltr|von\b|paint|compos|record|photo|drawn|written"
    r"|dates? \D|\S dates?\b|ingreso|inicio|fin\b|alta|baja|contrat|nombram|apertura|firma"
    r"|muerte|fallec|defunc|eleccion|elecc|embauche|debut|entree|sortie|nomin|deces|mort"
    r"|ouvert|depot|mariage|admiss|posse|obito|morte|abertura|admissao|einstell|eintritt"
    r"|austritt|beginn|ende\b|ernenn|gestorb|sterb|todes|eroffn|gewahlt|seit|bis\b|ab\b"
    r"|anstell|dienst|indienst|overl|benoem|aanst|gekoz|sinds|begin|ise\b|giris|atama|olum"
    r"|baslang|secil|kurul)|прием|назнач|смерт|умер|избр|откр|начал|оконч|регистр|подпис"
    r"|договор|выдач|увол|وفاة|تعيين|انتخاب|تسجيل|بداية|نهاية|توظيف|مرگ|فوت|استخدام|انتصاب"
    r"|شروع|پایان|ثبت|ورود|入职|雇用|任命|当选|死亡|逝世|成立|开始|结束|注册|签署|授予|到期|任职|入学|毕业|发布|更新"
)
"""Openings of words in folded headers that say of a date that it is not one of birth, in eleven languages."""


@cache
def _pattern() -> Any:
    return linear(_OTHER_DATE)


@cache
def tells_other_date(header: str | None) -> bool:
    """Whether a header says that its dates are of something else than a birth: hired, awarded, opened."""
    if header is None or speaks_of_birth(header):
        return False
    return _pattern().search(fold_label(header)) is not None


def births(readings: Sequence[ColumnReading], columns: Sequence[Column], today: date) -> None:
    """Beside full names, dates spread over decades are birth dates, unless their header says otherwise.

    Of several such columns the one with the oldest dates is taken. Beside officials, artists and the like a
    date is more often of their work.
    """
    fields = {reading.field for reading in readings}
    officials = [r for r in readings if r.field in NAME_FIELDS and r.meaning.role is Role.OFFICIAL]
    if officials or not _has_names(fields) or fields & {Field.DATE_OF_BIRTH, Field.BIRTH_YEAR}:
        return
    found: list[tuple[str, int, dict[str, str]]] = []
    for i, (reading, column) in enumerate(zip(readings, columns, strict=True)):
        if reading.field is not None or not _says_nothing(reading.meaning) or tells_other_date(column.name):
            continue
        kinds = frozenset(column.kinds)
        filled = values.present(dict.fromkeys(v for v in column.values if v))
        sample = filled[:_LOOKED_AT]
        if len(sample) < _LEAST_DATES or not values.birth_dates(sample, kinds, today):
            continue
        known = values.dates(None, filled, kinds, today)
        if known:
            found.append((sorted(known.values())[len(known) // 2], i, known))
    if found:
        _, at, known = min(found, key=lambda each: each[:2])
        reading = readings[at]
        reading.field, reading.known, reading.confidence = Field.DATE_OF_BIRTH, known, 0.7
        reading.historical = values.historical(known, today)


def believe(readings: Sequence[ColumnReading], columns: Sequence[Column]) -> None:
    """Where a header says that it names people, and what only people have stands beside, it is believed.

    No list has the names of everybody: what can be a name is one there, single words in any script too.
    """
    fields = {reading.field for reading in readings}
    if fields & NAME_FIELDS or any(reading.meaning.markers & _CREATURES for reading in readings):
        return
    settled = 2 * len(fields & _OF_A_PERSON)
    if settled or fields & _HARDLY_OF_NAMES:
        settled += len(fields & _MOSTLY_OF_A_PERSON)
    for reading, column in zip(readings, columns, strict=True):
        needed = _needed(reading)
        if needed is None or settled < needed or reading.field is not None or "t" not in column.kinds:
            continue
        filled = values.present(dict.fromkeys(v for v in column.values if v))
        rows = values.without_footers(filled)
        known = names.plausible_among(rows)
        # A block of lines under a line that speaks of people is a column too, with nothing beside it.
        enough = _PLAUSIBLE if len(columns) > 1 else _PLAUSIBLE_ALONE
        if rows and len(known) >= enough * len(rows):
            reading.field = Field.FULL_NAME
            reading.known = {value: value for value in known}
            reading.confidence = 0.7
            return


def _needed(reading: ColumnReading) -> int | None:
    """How much has to stand beside a header that names people; None for a header that does not."""
    meaning = reading.meaning
    if meaning.thing or meaning.role is Role.OFFICIAL:
        return None
    if Field.FULL_NAME in meaning.fields[:1]:
        return 0 if reading.protections & _WEIGHTY else 1
    if meaning.fields:
        return None
    if meaning.role is Role.SUBJECT and reading.protections & _WEIGHTY:
        return 1
    # Sponsors and clients can be companies, and plain names anything.
    return 2 if meaning.role is Role.SUBJECT or Marker.NAME in meaning.markers else None


def split(readings: Sequence[ColumnReading], columns: Sequence[Column]) -> None:
    """Two neighbouring columns of single names, under headers that say nothing, are the halves of one name.

    What only people have must stand in the table: a birth date, a number, a claim.
    """
    fields = {reading.field for reading in readings}
    if fields & NAME_FIELDS or not fields & (_OF_A_PERSON | _MOSTLY_OF_A_PERSON):
        return
    if any(reading.meaning.markers & _CREATURES for reading in readings):
        return
    halves = [_half(reading, column) for reading, column in zip(readings, columns, strict=True)]
    for left, right in pairwise(range(len(halves))):
        one, other = halves[left], halves[right]
        if one is None or other is None or not one or not other:
            continue
        first = [names.token_kind(word) for value in one for word in value.split()]
        second = [names.token_kind(word) for value in other for word in value.split()]
        kinds = first + second
        needed = _KNOWN if fields & _OF_A_PERSON else _SURELY
        if len(kinds) - kinds.count("none") < needed * len(kinds):
            continue
        given_left = _leaning(first, "given") + _leaning(second, "family")
        given_right = _leaning(first, "family") + _leaning(second, "given")
        order = (Field.GIVEN_NAME, Field.FAMILY_NAME)
        for at, field, found in zip(
            (left, right), order if given_left > given_right else order[::-1], (one, other), strict=True
        ):
            reading = readings[at]
            reading.meaning = HeaderMeaning(blank=True)
            reading.field, reading.known, reading.confidence = field, {v: v for v in found}, 0.7
        return


def _leaning(kinds: Sequence[str], kind: str) -> float:
    return kinds.count(kind) / max(1, len(kinds))


def _half(reading: ColumnReading, column: Column) -> list[str] | None:
    """The values of a column that can be one half of names; None if it is none."""
    if reading.field is not None or not _says_nothing(reading.meaning) or "t" not in column.kinds:
        return None
    filled = values.present(dict.fromkeys(v for v in column.values if v))
    filled = list(values.without_footers(filled))
    sample = filled[:_LOOKED_AT]
    if not sample or sum(v.count(" ") < _LONGEST_WORDS for v in sample) < _SURELY * len(sample):
        return None
    rows = sum(value is not None for value in column.values)
    if rows > _FEW_ROWS and len(filled) < min(_DISTINCT * rows, 2 * _FEW_ROWS):
        return None
    known = names.plausible_among(filled)
    if len(known) < _SURELY * len(filled) or context.of_values(sample):
        return None
    if values.countries(sample) or values.sexes(sample) or re.search(r"\d", "".join(sample)):
        return None
    return list(known)


def _has_names(fields: set[Field | None]) -> bool:
    return Field.FULL_NAME in fields or {Field.GIVEN_NAME, Field.FAMILY_NAME} <= fields


def _says_nothing(meaning: HeaderMeaning) -> bool:
    """Whether nothing is known about the words of a header."""
    return not (meaning.fields or meaning.markers or meaning.role or meaning.thing)
