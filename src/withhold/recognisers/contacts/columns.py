"""Whether a column holds contacts: one pattern over all values a kind, the likeliest kinds first."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from withhold.domain.fields import Field
from withhold.recognisers.contacts import address, bank, email, headers, phone
from withhold.recognisers.contacts.interface import ColumnContact
from withhold.text.normalise import fold

_SHARE = 0.7
_LABELLED_SHARE = 0.5
_ADDRESS_SHARE = 0.5
"""Villages have no streets: half the values of an address column may have no street word."""
_SOME = 2000
"""Values that settle home or work."""
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"


@cache
def _ip_line() -> re.Pattern[str]:
    version4 = rf"(?:{_OCTET}\.){{3}}{_OCTET}(?:/\d{{1,2}})?"
    # Eight groups, or fewer with one run of zeros left out: "2:31:10" is a time.
    version6 = r"(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?=[0-9a-f:]*::)(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}"
    return re.compile(rf"(?mi)^[ \t]*(?:{version4}|{version6})[ \t]*$")


class _Lines:
    """The values of a column, folded, one a line."""

    def __init__(self, values: Sequence[str]) -> None:
        filled = [value for value in values if value]
        joined = "\n".join(filled)
        if joined.count("\n") >= len(filled):
            joined = "\n".join(value.replace("\n", " ") for value in filled)
        self.text = fold(joined)
        self.count = len(filled)
        self.digits = any(digit in self.text for digit in "0123456789")

    def matching(self, pattern: Any) -> list[str]:
        return [match.strip(" \t<>") for match in pattern.findall(self.text)]


def judge_column(header: str | None, values: Sequence[str]) -> ColumnContact | None:
    """Which way to reach people the unique values of a column are, None if they are none.

    Postcodes, plain numbers as telephones and account numbers need a header; the rest is told by its writing.
    """
    lines = _Lines(values)
    if not lines.count:
        return None
    named = headers.named(header)
    private = headers.private_by_header(header)
    for judge in (_emails, _ips, _bank, _phones, _postcodes, _addresses):
        found = judge(lines, named)
        if found is not None:
            return found if private is None else ColumnContact(found.field, found.share, private)
    return None


def _needed(field: Field, named: frozenset[Field]) -> float:
    return _LABELLED_SHARE if field in named else _SHARE


def _emails(lines: _Lines, named: frozenset[Field]) -> ColumnContact | None:
    if "@" not in lines.text:
        return None
    found = lines.matching(email.whole())
    share = len(found) / lines.count
    if share < _needed(Field.EMAIL, named):
        return None
    return ColumnContact(Field.EMAIL, share, email.mostly_private(found[:_SOME]))


def _ips(lines: _Lines, named: frozenset[Field]) -> ColumnContact | None:
    if lines.text.count(".") < 2 * lines.count and lines.text.count(":") < 2 * lines.count:
        return None
    found = lines.matching(_ip_line())
    share = len(found) / lines.count
    if share < _needed(Field.IP_ADDRESS, named):
        return None
    if Field.IP_ADDRESS not in named and not any(_not_a_version(value) for value in found):
        return None
    return ColumnContact(Field.IP_ADDRESS, share)


def _not_a_version(value: str) -> bool:
    return ":" in value or sum(len(part) > 2 for part in value.split(".")) >= 2


def _bank(lines: _Lines, named: frozenset[Field]) -> ColumnContact | None:
    if not lines.digits:
        return None
    found = lines.matching(bank.whole())
    share = sum(map(bank.is_iban, found)) / lines.count if len(found) >= 0.5 * lines.count else 0.0
    if share >= _needed(Field.BANK_ACCOUNT, named):
        return ColumnContact(Field.BANK_ACCOUNT, share)
    if Field.BANK_ACCOUNT not in named:
        return None
    numbers = lines.matching(_account_line())
    share = len(numbers) / lines.count
    return ColumnContact(Field.BANK_ACCOUNT, share) if share >= _SHARE else None


@cache
def _account_line() -> re.Pattern[str]:
    return re.compile(r"(?m)^[ \t]*[A-Z]{0,2}\d[\d -]{6,26}\d[ \t]*$")


def _phones(lines: _Lines, named: frozenset[Field]) -> ColumnContact | None:
    if not lines.digits:
        return None
    labelled = Field.PHONE in named
    found = lines.matching(phone.possible_line() if labelled else phone.telling_line())
    found = [number for number in found if 6 <= sum(map(str.isdigit, number)) <= 20]
    share = len(found) / lines.count
    if share < _needed(Field.PHONE, named) or not (labelled or phone.confirmed(found)):
        return None
    return ColumnContact(Field.PHONE, share, phone.mostly_private(found[:_SOME]))


def _postcodes(lines: _Lines, named: frozenset[Field]) -> ColumnContact | None:
    if not lines.digits:
        return None
    found = lines.matching(address.postcode_line(telling=Field.POSTCODE not in named))
    share = len(found) / lines.count
    return ColumnContact(Field.POSTCODE, share) if share >= _needed(Field.POSTCODE, named) else None


def _addresses(lines: _Lines, named: frozenset[Field]) -> ColumnContact | None:
    if not lines.digits:
        return None
    found = lines.matching(address.line_with())
    share = len(found) / lines.count
    if share < (0.3 if Field.ADDRESS in named else _ADDRESS_SHARE):
        return None
    return ColumnContact(Field.ADDRESS, share, address.mostly_private(lines.text, lines.count))
