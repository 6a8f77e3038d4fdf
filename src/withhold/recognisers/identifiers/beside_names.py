"""Numbers that a personal name right before them makes more than a format."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from withhold.recognisers import names
from withhold.recognisers.identifiers.interface import LAYOUT, IdentifierMatch

_NAME_BEFORE = re.compile(
    r"([^\W\d_][\w'’.-]{1,30},? (?:[^\W\d_]\.? )?[^\W\d_][\w'’-]{1,30})[,:;]?[ \t]{1,3}\(?\Z"
)
_REACH = 80
_DASHED = re.compile(r"\d{3}-\d{2}-\d{4}", re.ASCII)
_SOCIAL_SECURITY = "us.ssn"
_CLEARLY = 0.6
"""How likely the words before must be a full name: `Part Number 123-45-6789` is none."""


def told_by_names(text: str, found: Iterable[IdentifierMatch]) -> Iterator[IdentifierMatch]:
    """The same matches; a Social Security number behind a full name in its line is told by its layout."""
    for match in found:
        yield replace(match, evidence=match.evidence | {LAYOUT}) if _follows_name(text, match) else match


def _follows_name(text: str, match: IdentifierMatch) -> bool:
    if match.scheme != _SOCIAL_SECURITY or not _DASHED.fullmatch(text, match.start, match.end):
        return False
    before = _NAME_BEFORE.search(text[max(0, match.start - _REACH) : match.start].rpartition("\n")[2])
    return before is not None and names.likelihood(before[1]) >= _CLEARLY
