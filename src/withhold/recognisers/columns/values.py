"""Tests of values: which of them are dates of birth, years, ages, countries, numbers, addresses."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from withhold.domain.fields import Field
from withhold.recognisers.dates import judge_dates
from withhold.recognisers.dates.embedded import first_days
from withhold.text.dates import from_serial, parse_date
from withhold.text.normalise import fold_label

NUMERIC_KINDS = frozenset("ndbe ")
"""Kinds of cells that hold no words."""
CODED_FIELDS = frozenset({Field.SEX, Field.FACILITY, Field.ETHNICITY, Field.RANK, Field.UNIT})
"""Fields that are often written as a number."""

_NOTHING_WORDS = """
- -- --- . .. ... ? n/a na n.a. #n/a none null nil nan unknown unk tbd tbc redacted withheld [redacted]
(blank) blank ninguno desconocido inconnu néant unbekannt keine onbekend нет неизвестно 无 不详 未知 نامعلوم
bilinmiyor yok x xx xxx ***
"""
_NOTHING = frozenset(_NOTHING_WORDS.split()) | {
    "not available",
    "not stated",
    "no data",
    "sin dato",
    "غير معروف",
}
_NO_WORDS = "no n false 0 none never negative non nein nee нет 否 无 لا خیر hayir hayır não nao"
_NO = frozenset(_NO_WORDS.split())
_DIGIT = re.compile(r"\d")
_EIGHT_DIGITS = re.compile(r"[12]\d{7}|[0-3]\d[01]\d[12]\d{3}")
"""A day written without separators: bare numbers pass for dates only so."""
_FOOTER = re.compile(
    r"\s*(?:[*†‡]"
    r"|(?:sources?|notes?|nb|n\.b\.|remarks?|updated|last updated|as of|prepared|generated|exported"
    r"|fuentes?|notas?|fontes?|quellen?|anmerkung(?:en)?|hinweis|stand|bron(?:nen)?|opmerking"
    r"|источник|примечание|kaynak|not|المصدر|ملاحظة|منبع|توضیح|来源|资料来源|注|备注)\s*[:\uff1a]"
    r"|(?:(?:grand )?totals?|итого|合计|总计|المجموع)\s*(?:[:\uff1a\d]|$))",
    re.IGNORECASE,
)
"""Openings of lines that stand under the rows of a table."""
_PADDED = re.compile(r"^\s|[^\S\n]$", re.MULTILINE)
"""A line that starts or ends with white space."""
_LONGEST_AGE = 110
"""Years. Who was born longer ago is history, not a private person."""
_LONGEST_DATE = 40
_ADULT_YEARS = 5
"""Birth dates reach back at least so far: a column of last year's dates are dates of events."""


def present(uniques: Iterable[str]) -> list[str]:
    """The values that say something, without "N/A", "unknown", dashes and the like."""
    filled = [value for value in uniques if value]
    joined = "\n".join(filled)
    # Hardly any column has such values: one look at all of them is enough to know that it has none.
    if _PADDED.search(joined) is None and _NOTHING.isdisjoint(joined.lower().split("\n")):
        return filled
    return [v for v in filled if (len(v) > 15 or v.strip().lower() not in _NOTHING) and not v.isspace()]


def without_footers(sample: Sequence[str]) -> Sequence[str]:
    """The values without lines of a table's foot ("Source: ...", "Total", "* provisional"), if any remain."""
    kept = [value for value in sample if _FOOTER.match(value) is None]
    return kept or sample


def denies(value: str) -> bool:
    """Whether a value says no: "No", "0", "none", "negative"."""
    return len(value) <= 10 and value.strip().lower() in _NO


def dates(header: str | None, filled: Sequence[str], kinds: frozenset[str], today: date) -> dict[str, str]:
    """Each value that is a date, or else begins or goes on with other words ("1987-03-04, Kabul"), with its
    ISO form. Empty where fewer than half are."""
    typed = "d" in kinds
    column = None
    known: dict[str, str] = {}
    for value in filled:
        if typed and len(value) >= 10 and value[4] == "-" == value[7]:
            known[value] = value[:10]
            continue
        if len(value) > _LONGEST_DATE:
            continue
        if column is None:
            column = judge_dates(header, filled[:2000], "", today=today)
            if column is None:
                break
        parsed = _serial(value) if column.serial else parse_date(value, column.order)
        if parsed is not None:
            known[value] = parsed.isoformat()
    if 2 * len(known) < len(filled):
        known = first_days(filled)
    return known if 2 * len(known) >= len(filled) else {}


def _serial(value: str) -> date | None:
    try:
        number = float(value)
    except ValueError:
        return parse_date(value)
    return from_serial(number)


def mostly_before(known: Mapping[str, str], today: date) -> bool:
    """Whether these dates (by ISO form) can be birth dates: nearly none lies in the future."""
    limit = today.isoformat()
    return sum(iso <= limit for iso in known.values()) >= 0.9 * len(known)


def birth_dates(sample: Sequence[str], kinds: frozenset[str], today: date) -> bool:
    """Whether values alone look like birth dates: spread over decades, hardly any recent."""
    if not kinds & frozenset("td") and not all(map(_EIGHT_DIGITS.fullmatch, sample)):
        return False
    column = judge_dates(None, sample, "", today=today)
    return column is not None and column.share >= 0.8 and column.birth_plausible >= 0.7


def years(filled: Sequence[str], today: date) -> dict[str, str]:
    """Each value that can be a year of birth. Empty where most are not."""
    known = {}
    for value in filled:
        text = value[:-2] if value.endswith(".0") else value
        if len(text) == 4 and text.isdigit() and 1000 <= int(text) <= today.year:
            known[value] = text
    return known if len(known) >= 0.8 * len(filled) else {}


def historical(known: Mapping[str, str], today: date) -> frozenset[str]:
    """The values (as written) whose year is longer ago than anybody lives."""
    first = str(today.year - _LONGEST_AGE)
    return frozenset([value for value, iso in known.items() if iso[:4] < first])


def ages(filled: Sequence[str]) -> dict[str, str]:
    """Each value that can be an age in years. Ranges and groups ("18-24", "65+") are no one's age."""
    known = {}
    for value in filled:
        text = value.split(" ", 1)[0].split(".", 1)[0]
        if text.isdigit() and len(text) <= 3 and int(text) <= _LONGEST_AGE:
            known[value] = text
    return known if len(known) >= 0.8 * len(filled) else {}


def like_number(value: str) -> bool:
    """Whether a value can be an identifier: short, with digits."""
    return 4 <= len(value) <= 40 and _DIGIT.search(value) is not None


def like_phone(value: str) -> bool:
    """Whether a value is mostly the digits of a telephone number."""
    return 5 <= len(value) <= 60 and sum(map(str.isdigit, value)) >= 5


def like_addresses(sample: Sequence[str]) -> bool:
    """Whether values under the header "address" can be one: words with a number, in most rows."""
    fits = [value for value in sample if " " in value and any(map(str.isdigit, value))]
    return 2 * len(fits) >= len(sample)


CONTACT_TESTS: Mapping[Field, Callable[[str], bool]] = {
    Field.PHONE: like_phone,
    Field.EMAIL: lambda value: "@" in value and len(value) <= 254,
}
"""Which values of a contact column belong to it; all do where a field is not named."""


@cache
def _countries() -> frozenset[str]:
    text = (files("withhold.recognisers.columns") / "countries.txt").read_text("utf-8")
    return frozenset(line for line in map(fold_label, text.splitlines()) if line)


def countries(sample: Sequence[str]) -> bool:
    """Whether values are names of countries or of their citizens."""
    known = _countries()
    return sum(fold_label(v) in known for v in sample if len(v) < 50) >= 0.8 * len(sample)


def sexes(sample: Sequence[str]) -> bool:
    """Whether values are the words or letters for the sexes."""
    return {v.lower() for v in sample} <= {"m", "f", "x", "male", "female", "man", "woman", "u", "w"}
