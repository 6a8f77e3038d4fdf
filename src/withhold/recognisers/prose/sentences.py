"""Where sentences begin and end, well enough to say who is meant: in any of the scripts read here."""

import re
from functools import cache
from importlib import resources

LONGEST = 1200
"""Characters after which a sentence is cut: what is further apart is not linked."""

_END = re.compile(r"([.!?؟۔]+[\"'”»)\]]*)(?=\s)|[。！？]+[”」』）]*|\n")
_LABEL = re.compile(r"[\w ]{1,30}[:=]")
_WORD_BEFORE = re.compile(r"[\w.]{1,12}\Z")


def split(text: str) -> list[tuple[int, int]]:
    """The sentences of a text as character ranges without gaps. A line end is one unless the line runs on."""
    ranges: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if match.group(1) == "." and _abbreviated(text, match.start()):
            continue
        if match.group() == "\n" and _runs_on(text, end):
            continue
        start = _cut(ranges, start, end)
    _cut(ranges, start, len(text))
    return ranges


def _cut(ranges: list[tuple[int, int]], start: int, end: int) -> int:
    while end - start > LONGEST:
        ranges.append((start, start + LONGEST))
        start += LONGEST
    if end > start:
        ranges.append((start, end))
    return end


@cache
def _abbreviations() -> frozenset[str]:
    """Words whose full stop ends no sentence, in any of the languages."""
    source = resources.files("withhold.recognisers.prose").joinpath("data", "abbreviations.txt")
    return frozenset(source.read_text("utf-8").split())


def _abbreviated(text: str, at: int) -> bool:
    word = _WORD_BEFORE.search(text, max(at - 12, 0), at)
    if word is None:
        return False
    before = word.group().lower()
    return len(before) == 1 or before in _abbreviations()


def _runs_on(text: str, at: int) -> bool:
    """A line that ends within a sentence goes on in lower case, unless a label begins it ("status: open")."""
    return text[at : at + 1].islower() and _LABEL.match(text, at) is None
