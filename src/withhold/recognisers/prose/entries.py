"""Lines of lists and public posts: what stands around a name besides sentences."""

import re

from withhold.domain.fields import Protection
from withhold.recognisers import context

_HEAD = re.compile(r"[ \t]*(?:[-*•·–]|\d{1,4}[.)])?[ \t]*\Z")
_BREAK = re.compile(r"[;|\t]")
_LONGEST_LINE = 600
"""Characters; what is longer is prose."""
_POST_MARKS = (
    re.compile(r"(?<![\w.])@\w{3,}"),
    re.compile(r"(?<![\w&])#[^\W\d]\w{2,}"),
    re.compile(r"https?://|\bpic\.twitter\.com/"),
    re.compile(r"\A[ \t\"“]*RT\b"),
)
"""What posts to the public have: handles, hashtags, links, "RT"."""
_POST = 2


def told_in_entry(sentence: str, start: int, end: int) -> frozenset[Protection]:
    """What a line of a list ("Tzoc, Rosa; born …; asylum pending") says of the name at [start, end).

    Nothing unless the line begins with the name and goes on in parts set off by semicolons, bars or tabs.
    """
    if len(sentence) > _LONGEST_LINE or not _HEAD.match(sentence[:start]):
        return frozenset()
    parts = _BREAK.split(sentence[end:])
    if len(parts) < 2 or len(parts[0].split()) > 1:
        return frozenset()
    return frozenset().union(*(context.of_value(part.strip(" .\n")) for part in parts[1:]))


def is_public_post(text: str, at: int) -> bool:
    """Whether a place stands in a line written as a post to the public, with two of its marks or more."""
    before = text[max(at - _LONGEST_LINE, 0) : at].rpartition("\n")[2]
    line = before + text[at : at + _LONGEST_LINE].partition("\n")[0]
    return sum(mark.search(line) is not None for mark in _POST_MARKS) >= _POST
