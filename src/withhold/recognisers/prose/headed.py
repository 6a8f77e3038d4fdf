"""Lists of people under a heading: "Asylum applicants", and below it a name on each line."""

import re
from collections.abc import Sequence
from dataclasses import replace

from withhold.domain.fields import Protection
from withhold.recognisers import context
from withhold.recognisers.prose.mention import Mention

_BULLET = re.compile(r"[ \t]*(?:[-*•·–—]|\(?\d{1,4}[.)])?[ \t]*")
_LONGEST_REST = 80
"""Characters behind the name of an entry: a country, a date; what is longer is a sentence."""
_LONGEST_HEADING = 200
_ENDS = (".", "!", "?", ":", "。", "：")
_COLONS = (":", "：")
_LEAST = 2
"""Entries that make a list: one name below a heading is as often its author."""
_LEAST_OF_WORD = 3
"""The same below a heading of one word, which is as often the title of a book with two authors."""


def headed(text: str, heading: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions, those listed under a heading with what it says of them.

    `heading` stands over the whole text and governs a list that it begins with.
    """
    by_start = {mention.start: i for i, mention in enumerate(mentions) if mention.name is not None}
    found = list(mentions)
    listed: list[int] = []
    at = 0
    above = ""
    for line in text.splitlines(keepends=True):
        entry = _entry(line, at, by_start, mentions)
        if entry is not None:
            listed.append(entry)
        elif not line.isspace():
            _tell(found, listed, heading)
            heading, listed = _heading(above, line), []
        at += len(line)
        above = "" if entry is not None else line
    _tell(found, listed, heading)
    return found


def _heading(above: str, line: str) -> str:
    """What stands over a list: the line above it, with the one before where the sentence began there."""
    begins_above = bool(above.strip()) and not above.rstrip().endswith(_ENDS)
    return f"{above.strip()} {line}" if begins_above and line.rstrip().endswith(_COLONS) else line


def _entry(line: str, at: int, by_start: dict[int, int], mentions: Sequence[Mention]) -> int | None:
    """Which mention a line is an entry of: it begins with the name, and little follows."""
    bullet = _BULLET.match(line)
    index = by_start.get(at + (bullet.end() if bullet else 0))
    if index is None:
        return None
    rest = line[mentions[index].end - at :].strip()
    return index if len(rest) <= _LONGEST_REST and not rest[:1].isalnum() else None


def _tell(found: list[Mention], listed: Sequence[int], heading: str) -> None:
    least = _LEAST if len(heading.split()) > 1 else _LEAST_OF_WORD
    if len(listed) < least or len(heading) > _LONGEST_HEADING:
        return
    said: frozenset[Protection] = context.of_list(heading.strip())
    for index in listed if said else ():
        if not found[index].public_role:
            found[index] = replace(found[index], protections=found[index].protections | said)
