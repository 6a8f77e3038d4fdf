"""Telephone numbers: how they are written, which of them ring at a desk."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from withhold.domain.fields import Field
from withhold.recognisers.contacts.interface import Span
from withhold.text.normalise import fold_aligned
from withhold.text.patterns import linear

_EXTENSION = r"(?:[ ,;]*(?:x|ext\.?|extension|poste|durchwahl|доб\.?|anexo|ramal|转)[ .:]*\d{1,6})"
# Writings that say "telephone" by themselves: a plus, North American groups, French pairs, British areas.
_TELLING = (
    r"(?:\+|00)[1-9]\d{0,14}(?:[ .()/-]{1,2}\d{1,12}){0,6}"
    r"|(?:1[-. ])?\(\d{3}\)[ -]{0,2}\d{3}[-. ]\d{4}"
    r"|(?:1[-. ])?[2-9]\d{2}([-.])[2-9]\d{2}[-.]\d{4}"
    r"|0[1-9](?:[ .]\d{2}){4}"
    r"|\(?0\d{2,5}\)?[ /-]\d{3,4}[ -]?\d{3,5}"
).replace("([-.])", "[-.]")
_ANY = r"\+?[\d(][\d ().\-/]{4,22}\d\b"
_LABELS = (
    r"tel|telephone|phone|ph|mobile|mob|cell|cellphone|fax|call|whatsapp|viber|teléfono|telefono|celular|móvil|movil"
    r"|téléphone|tél|portable|telefone|telemóvel|telefon|handy|mobil|telefoon|gsm|тел|телефон|моб|мобильный|هاتف|جوال"
    r"|موبايل|تلفن|موبایل|شماره تماس|电话|手机|联系电话|電話|telefonu|cep|phone number|contact number"
)
_TOLL_FREE = frozenset({"800", "888", "877", "866", "855", "844", "833"})
_SAMPLE = 8
_ALIEN_PREFIX = re.compile(r"(?<![^\W_])A[-# ]{0,2}\Z")
"""What makes the digits behind it an alien number, which is often written in groups like a telephone's."""
_ALIEN_DIGITS = 9


@cache
def _in_text() -> tuple[Any, Any]:
    between = r"(?: (?:no|number|nr|me|us|him|her))?(?: (?:at|on))?[\s.:#=()-]{0,5}"
    labelled = rf"(?i)(?:^|[^\pL])(?:{_LABELS}){between}({_ANY})"
    return linear(rf"(?:^|[^\pL\pN.,+/-])({_TELLING})(?:$|[^\pL\pN])"), linear(labelled)


@cache
def telling_line() -> re.Pattern[str]:
    """A line that can be nothing else."""
    return re.compile(rf"(?mi)^[ \t]*(?:{_TELLING}){_EXTENSION}?[ \t]*$")


@cache
def possible_line() -> re.Pattern[str]:
    """A line that a header may make a telephone number."""
    return re.compile(rf"(?mi)^[ \t]*{_ANY}{_EXTENSION}?[ \t]*$")


def phones(text: str) -> list[Span]:
    """Telephone numbers in a text: written as only they are, or behind a label."""
    folded, offsets = fold_aligned(text)
    found: dict[int, int] = {}
    for pattern in _in_text():
        for match in pattern.finditer(folded):
            start, end = match.span(1)
            digits = sum(map(str.isdigit, folded[start:end]))
            if digits <= _ALIEN_DIGITS and _ALIEN_PREFIX.search(folded, max(start - 4, 0), start):
                continue
            if 7 <= digits <= 15:
                found.setdefault(start, end)
    spans: list[Span] = []
    for start, end in sorted(found.items()):
        if spans and start < spans[-1].end:
            continue
        spans.append(Span(start, end, Field.PHONE, _is_private(folded[start:end])))
    if offsets is None:
        return spans
    return [Span(offsets[s.start], offsets[s.end - 1] + 1, s.field, s.private) for s in spans]


def _is_private(number: str) -> bool | None:
    digits = "".join(filter(str.isdigit, number)).removeprefix("1")
    return False if digits[:3] in _TOLL_FREE and len(digits) == 10 else None


def confirmed(numbers: Sequence[str]) -> bool:
    """Whether most of a few international numbers fit their country's plan; True where none has a plus."""
    international = [number for number in numbers if number.startswith("+")][:_SAMPLE]
    if not international:
        return True
    import phonenumbers

    valid = 0
    for number in international:
        try:
            valid += phonenumbers.is_possible_number(phonenumbers.parse(number))
        except phonenumbers.NumberParseException:
            continue  # not a number of any country: counted as invalid
    return valid >= 0.5 * len(international)


def mostly_private(numbers: Sequence[str]) -> bool | None:
    """False for a switchboard (extensions, one beginning) and toll-free numbers; else nothing tells."""
    count = len(numbers)
    if not count:
        return None
    digits = ["".join(filter(str.isdigit, number)).removeprefix("1") for number in numbers]
    extensions = sum(any(mark in number.lower() for mark in "xt") for number in numbers)
    free = sum(number[:3] in _TOLL_FREE for number in digits)
    if extensions >= 0.3 * count or free >= 0.5 * count:
        return False
    beginnings = Counter(number[:6] for number in digits)
    if count >= 4 and beginnings.most_common(1)[0][1] >= 0.5 * count:
        return False
    return None
