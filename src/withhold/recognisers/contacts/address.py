"""Postal addresses and postcodes, by the words and forms that countries use for them."""

import re
from functools import cache
from typing import Any

from withhold.domain.fields import Field
from withhold.recognisers.contacts.interface import Span
from withhold.text.normalise import fold_aligned
from withhold.text.patterns import linear

# "123 North Main Street": a number, some words, a street word.
_AFTER = (
    r"street|st|avenue|ave|av|road|rd|boulevard|blvd|drive|dr|lane|ln|court|ct|place|pl|square|sq|terrace|ter|way"
    r"|circle|cir|parkway|pkwy|highway|hwy|close|crescent|cres|gardens|grove|mews|trail|trl|loop|row|hill|walk|plaza"
    r"|alley|pike|turnpike|expressway|run|path|quay|parade"
)
# "Calle Mayor 12", "5 rue de la Paix", "ул. Ленина, д. 5"; abbreviations may touch the name.
_BEFORE_WORDS = (
    r"calle|avenida|carrera|calzada|paseo|pasaje|jirón|colonia|transversal|rue|boulevard|bd|chemin|impasse|allée|quai"
    r"|rua|travessa|alameda|praça|estrada|rodovia|viale|piazza|vicolo|улица|проспект|пр-т|переулок|бульвар|б-р|шоссе"
    r"|набережная|вулиця|jalan|ulica"
)
_BEFORE_SHORT = r"c/|av\.|avda\.?|cra\.?|ул\.|пр\.|пер\.|вул\.|jl\.|ul\."
# Words of English too: in a text they begin an address only with a capital.
_BEFORE_CAPITAL = r"Via|Plaza|Place|Route|Avenue|Diagonal|Corso|Cours|VIA|PLAZA|PLACE|AVENUE|CORSO"
_BEFORE_ARABIC = r"شارع|حي|طريق|خیابان|کوچه|بلوار|میدان"
_BEFORE = rf"{_BEFORE_WORDS}|{_BEFORE_SHORT}|{_BEFORE_CAPITAL}|{_BEFORE_ARABIC}|cr\.|jr\."
_SUFFIX = (
    r"stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|damm|straat|laan|plein|gracht|kade|dijk|singel|steeg|gatan|vägen"
    r"|veien|gata"
)
_TURKISH = r"(?:mah(?:allesi|\.)|cad(?:desi|\.)|sok(?:ak|ağı|\.)|sk\.|bulvarı|blv\.)"
_UNIT = r"(?:[ ,]+(?:apt|apartment|unit|suite|ste|floor|fl|room|rm|flat|#)\.? ?#?[\pL\pN-]{1,6})"
_NUMBER = r"\d{1,6}(?:[-/]\d{1,4})?[ -]?[A-Za-z]?"
_WORD = r"[^\s,;:()\d][^\s,;:()]*"
_SMALL = r"de|del|de la|de las|de los|des|du|do|da|dos|das|di|della|van|von|der|den|y|e|et|и|la|le|el"
_NAME = rf"(?:(?:{_SMALL}) )?(?:[ldLD]['’])?\p{{Lu}}(?:[\pL\pM'-]+|\pL{{0,4}}\.)"
"""A word of a street's name, written with a capital; a longer word with a full stop ends a sentence."""
_MARK = r"(?:no?\.?º? ?|n° ?|nº ?|# ?|num\.? ?|д\. ?|дом |буд\. ?)"

# Number first: group 1 is what stands between number and street word, and must look like a name.
_NUMBER_FIRST = (
    rf"\b\d{{1,6}}(?:[-/]\d{{1,4}})?[A-Za-z]?,? "
    rf"((?:[^\s,;:()]+ ){{1,5}}(?:{_AFTER}))\b\.?{_UNIT}?"
)
_FORMS = (
    rf"\d{{1,5}}[A-Za-z]?,? (?:bis |ter )?(?:(?i:{_BEFORE_WORDS}|{_BEFORE_SHORT})|{_BEFORE_CAPITAL})"
    rf" {_NAME}(?: {_NAME}){{0,3}}"
    rf"|(?:(?i:{_BEFORE_WORDS}) |(?i:{_BEFORE_SHORT}) ?|(?:{_BEFORE_CAPITAL}) ){_NAME}(?: {_NAME}){{0,5}},? "
    rf"(?i:{_MARK})?{_NUMBER}\b"
    rf"|(?i:calle|carrera|cra\.?|cr\.|cl\.?|diagonal|transversal|avenida|av\.) \d{{1,3}}[A-Za-z]? ?"
    rf"(?i:{_MARK})"
    r"\d{1,3}[A-Za-z]?-\d{1,3}\b"
    rf"|(?:{_BEFORE_ARABIC}) [\p{{Arabic}}]+(?: [\p{{Arabic}}]+){{0,3}}[،,]? (?:رقم |پلاک )?\d{{1,5}}\b"
    rf"|\p{{Lu}}[\pL'-]*(?i:{_SUFFIX}) {_NUMBER}\b"
    rf"|\p{{Lu}}[\pL'-]+\.? (?:\p{{Lu}}\pL+ )?(?i:{_SUFFIX}) {_NUMBER}\b"
    rf"|\p{{Lu}}[\pL'-]+ (?i:{_TURKISH})[ ,]+(?:{_WORD} ){{0,4}}(?i:no): ?{_NUMBER}"
    r"|(?i:p\.? ?o\.? ?box|post office box|apartado(?: postal)?|boîte postale|caixa postal|postfach|postbus)"
    r" ?:?#? ?\d{1,6}\b|(?:а/я|ص\.? ?ب\.?|صندوق پستی) ?:?#? ?\d{1,6}\b"
    r"|[\p{Han}]+(?:省|市|区|區|县|縣|镇|鎮|街|路|道|村|里|巷|弄|町|丁目)[\p{Han}]*\d{1,5}(?:号|號|室|番地|弄|栋|楼|樓|-\d{1,4})"
    r"|[\p{Hangul}]+(?:시|도|구|군) [\p{Hangul} ]+(?:로|길|동) ?\d{1,4}"
)
_IN_TEXT = rf"(?:^|[^\pL\pM\pN])({_FORMS})"
POSTCODES = (
    r"\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{4} ?[A-Z]{2}|\d{3} ?\d{2}"
    r"|\d{2}-\d{3}|\d{5}-\d{3}|\d{3}-\d{4}|\d{6}|\d{4}|\d{4}-\d{3}|\d{7}|\d{10}|\d{5}-\d{5}|[A-Z]{1,2}-?\d{4,5}"
)
TELLING_POSTCODES = r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[ABCEGHJ-NPRSTVXY]\d[A-Z] \d[A-Z]\d"
_OFFICE = r"\b(?:suite|ste|floor|fl|p\.? ?o\.? box|building|bldg|c/o|office|oficina|büro|room)\b"
_HOME = r"\b(?:apt|apartment|flat|apto|depto|appt|wohnung|кв)\b"


def line_with() -> Any:
    """A line that holds a street and a number; in a column the form of the words need not be proven."""
    after = rf"\d[A-Za-z]?,? [^\n]*\b(?:{_AFTER})\b"
    before = rf"(?:^|[^\pL\n])(?:{_BEFORE})[ .][^\n]*\d"
    return linear(rf"(?m)^[^\n]*(?:{after}|{before}|{_FORMS})[^\n]*$", ignore_case=True)


@cache
def postcode_line(telling: bool) -> re.Pattern[str]:
    """A line that is a postcode: of any country, or one of the forms that nothing else has."""
    return re.compile(rf"(?mi)^[ \t]*(?:{TELLING_POSTCODES if telling else POSTCODES})[ \t]*$")


def addresses(text: str) -> list[Span]:
    """Streets with a number, post boxes and their like in a text, in order."""
    folded, offsets = fold_aligned(text)
    if not any(digit in folded for digit in "0123456789"):
        return []
    spans = [
        match.span()
        for match in linear(_NUMBER_FIRST, ignore_case=True).finditer(folded)
        if _named_street(match.group(1))
    ]
    spans += [match.span(1) for match in linear(_IN_TEXT).finditer(folded)]
    found: list[Span] = []
    last = 0
    for start, end in sorted(spans):
        if start < last:
            continue
        last = end
        private = _private_of(folded[start : end + 24])
        if offsets is not None:
            start, end = offsets[start], offsets[end - 1] + 1
        found.append(Span(start, end, Field.ADDRESS, private))
    return found


def _named_street(words: str) -> bool:
    """Whether all words are written as names are: "North Main Street", not "people in place"."""
    return all(not word[0].islower() for word in words.split())


def _private_of(written: str) -> bool | None:
    if linear(_HOME, ignore_case=True).search(written):
        return True
    return False if linear(_OFFICE, ignore_case=True).search(written) else None


def mostly_private(lines: str, count: int) -> bool | None:
    """What a column of addresses, one a line, says: flats are homes, suites and post boxes are offices."""
    if len(linear(_HOME, ignore_case=True).findall(lines)) >= 0.15 * count:
        return True
    return False if len(linear(_OFFICE, ignore_case=True).findall(lines)) >= 0.3 * count else None
