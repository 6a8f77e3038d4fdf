"""What stands with a second field: its line, or where a line holds nothing else, the lines of its record.

A name of another row must not be taken for the name of this one: a list whose dates were moved by a row has
all names and all dates, and is no copy. So a line that may name somebody is a record by itself. Where fields
stand on lines of their own, a record is the fields and the name right before them, and the name behind them
only where nobody stands before.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from withhold.incident.watch.copies.lines import CELL
from withhold.incident.watch.copies.names import is_bare, named_words
from withhold.incident.watch.copies.seconds import Hit, Seconds

_RECORD = 600
"""Characters of a line that is one record: longer ones hold several, or prose."""
_BEFORE, _BEHIND = 200, 120
"""Characters of a long line before and behind a second field in which its name is looked for."""
MOST_LINES = 12
"""Lines of a record of fields on lines of their own."""
_NAMED = 2
"""Words that may be of a name, before a record is taken to have its name."""
_SPLITS = str.maketrans(dict.fromkeys("{}[]", "\n"))
_ENDS = frozenset({"", ",", "},{", "---", "***", "==="})
_BRACKETS = frozenset({"{", "}", "},", "[", "]", "],"})
_CONTINUES = re.compile(r"""^\s?,\s?"|"\s?:\s?$""")
_SET_APART = re.compile(r"[;•|]")


@dataclass(frozen=True, slots=True, repr=False)
class Zone:
    """A stretch of text that speaks of one row, second fields that may be of the list, its first line."""

    text: str
    messages: tuple[bytes, ...]
    line: int


@dataclass(frozen=True, repr=False)
class Line:
    """A line of a page, and its number in the source (from 1); 0 where nothing of the list may stand."""

    text: str
    number: int
    seconds: Seconds

    @cached_property
    def marks(self) -> tuple[Hit, ...]:
        """What in it is written like a date or a number, in order."""
        return tuple(sorted(self.seconds.marks(self.text), key=lambda mark: mark.start))

    @cached_property
    def rest(self) -> str:
        """The line without its dates and numbers."""
        return _rest(self.text, self.marks, 0, len(self.text))


def _rest(text: str, marks: Sequence[Hit], at: int, end: int) -> str:
    """A part of a line without the dates and numbers in it."""
    parts = []
    for mark in marks:
        parts.append(text[at : max(at, mark.start)])
        at = max(at, mark.end)
    return " | ".join([*parts, text[at:end]])


def split_long(text: str) -> str:
    """Lines of data without line ends (JSON) cut where their records end."""
    if "{" not in text:
        return text
    return "\n".join(
        line.translate(_SPLITS) if len(line) > _RECORD or line.count("{") > 1 else line
        for line in text.split("\n")
    )


def zones(lines: Sequence[Line], places: Iterable[int]) -> Iterator[Zone]:
    """The zones of the lines at these places that have a second field of the list."""
    for at in places:
        line = lines[at]
        messages = _messages(line)
        if not messages:
            continue
        if CELL not in line.text and (len(line.text) > _RECORD or len(line.marks) > 1):
            apart = _set_apart(line)
            if apart or len(line.text) > _RECORD or _is_running(line):
                yield from apart or _in_running(line, _tail(lines, at))
                continue
        rest = line.rest
        if _continues(line.text):
            yield Zone(" | ".join([rest, *_object_around(lines, at)]), messages, line.number)
        elif is_bare(rest):
            yield from _record_around(lines, at, messages)
        elif named_words(rest) < _NAMED:
            # A line that was broken: the name stands at the end of the one before.
            yield Zone(f"{_tail(lines, at)} | {rest}", messages, line.number)
        else:
            yield Zone(rest, messages, line.number)


def _tail(lines: Sequence[Line], at: int) -> str:
    """What stands in the line before, behind its last date or number."""
    if at == 0 or lines[at - 1].text.strip() in _ENDS:
        return ""
    before = lines[at - 1]
    return before.text[before.marks[-1].end if before.marks else 0 :][-_BEFORE:]


def _continues(text: str) -> bool:
    """Whether a line is a piece of an object of data that has an object in it."""
    return _CONTINUES.search(text) is not None


def _object_around(lines: Sequence[Line], at: int) -> Iterator[str]:
    """The other pieces of an object whose piece stands at a place."""
    for step in (-1, 1):
        for place in range(at + step, at + step * (MOST_LINES + 1), step):
            if not 0 <= place < len(lines) or lines[place].text.strip() in _ENDS:
                break
            yield lines[place].rest


def _messages(line: Line) -> tuple[bytes, ...]:
    return tuple(message for mark in line.marks for message in mark.messages)


def _set_apart(line: Line) -> list[Zone]:
    """The records of a line that are set apart from each other by marks, if it has several."""
    found = []
    at = first = 0
    starts = [mark.start for mark in line.marks]
    for piece in [*_SET_APART.finditer(line.text), None]:
        end = len(line.text) if piece is None else piece.start()
        last = bisect_left(starts, end, first)
        marks = line.marks[first:last]
        rest = _rest(line.text, marks, at, end) if marks else ""
        if marks and named_words(rest) >= _NAMED:
            found.append(Zone(rest, tuple(one for mark in marks for one in mark.messages), line.number))
        at, first = end + 1, last
    return [zone for zone in found if zone.messages] if len(found) > 1 else []


def _is_running(line: Line) -> bool:
    """Whether it is text in which several people may be named, each with a date: no cells, names between."""
    edges = [0, *(mark.end for mark in line.marks)]
    between = [line.text[begin : mark.start] for begin, mark in zip(edges, line.marks, strict=False)] + [
        line.text[edges[-1] :]
    ]
    if all(_is_cell(line.text, mark) for mark in line.marks):
        return False
    return sum(named_words(text) >= _NAMED for text in between) > 1


def _is_cell(text: str, mark: Hit) -> bool:
    """Whether a date or number is all that stands between two separators of a line of data."""
    before, behind = text[: mark.start].rstrip(" \"'"), text[mark.end :].lstrip(" \"'")
    return (not before or before[-1] in ",;|") and (not behind or behind[0] in ",;|")


def _in_running(line: Line, tail: str) -> Iterator[Zone]:
    """Each second field with what stands before it, back to the one before; or behind it. `tail` is how the
    line before ends: a name may stand there."""
    for at, mark in enumerate(line.marks):
        if not mark.messages:
            continue
        begin = line.marks[at - 1].end if at else 0
        until = line.marks[at + 1].start if at + 1 < len(line.marks) else len(line.text)
        before = line.text[max(begin, mark.start - _BEFORE) : mark.start]
        behind = line.text[mark.end : min(until, mark.end + _BEHIND)]
        if at == 0 and mark.start < _BEHIND and named_words(before) < _NAMED:
            before = f"{tail} {before}"
        yield Zone(_nearest(before, behind), mark.messages, line.number)


def _nearest(before: str, behind: str) -> str:
    """Where in running text the name of a date stands: before it, as far as nothing sets it apart."""
    close = _SET_APART.split(before)[-1]
    if named_words(close) >= _NAMED:
        return close
    if named_words(_SET_APART.split(behind)[0]) >= _NAMED and close != before:
        return _SET_APART.split(behind)[0]
    return before if named_words(before[-_BEHIND:]) >= _NAMED else f"{before} | {behind}"


def _record_around(lines: Sequence[Line], at: int, messages: tuple[bytes, ...]) -> Iterator[Zone]:
    """The name of a field that stands alone: right before its record's fields, or else behind them."""
    frame = _frame(lines, at)
    begins = _begins_item(lines, at)
    for step in (1,) if begins else (-1, 1):
        found, named = _reach(lines, at, step, frame)
        if named:
            yield Zone("\n".join(line.rest for line in found), messages, lines[at].number)
        if named >= _NAMED:
            return


def _frame(lines: Sequence[Line], at: int) -> int:
    """How far a record is indented: objects that have a name (`"birth": {`) belong to the one around them."""
    frame = _indent(lines[at].text)
    for place in range(at - 1, max(-1, at - MOST_LINES - 1), -1):
        text = lines[place].text
        if text.strip() and _indent(text) < frame:
            if not text.rstrip().endswith(": {"):
                break
            frame = _indent(text)
    return frame


def _begins_item(lines: Sequence[Line], at: int) -> bool:
    """Whether a line begins an item of a list whose further fields are indented under it (YAML)."""
    text = lines[at].text
    if not text.lstrip(" ").startswith("- ") or at + 1 == len(lines):
        return False
    following = lines[at + 1].text
    return _indent(following) == _indent(text) + 2 and not following.lstrip(" ").startswith("- ")


def _ends(text: str, frame: int) -> bool:
    """Whether a record ends with this line; a bracket ends what is indented deeper."""
    bare = text.strip()
    return bare in _ENDS or (bare in _BRACKETS and _indent(text) < frame)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _reach(lines: Sequence[Line], at: int, step: int, frame: int) -> tuple[list[Line], int]:
    """The lines of the record in one direction, the nearest first, and how many words may be names."""
    found: list[Line] = []
    named = 0
    for place in range(at + step, at + step * (MOST_LINES + 1), step):
        if not 0 <= place < len(lines) or _ends(lines[place].text, frame):
            break
        line = lines[place]
        rest = line.rest
        if line.marks and not is_bare(rest):
            break  # a record of its own
        if line.marks and named >= _NAMED:
            break  # the fields of the record before
        found.append(line)
        named += 0 if line.marks else named_words(rest)
    return found, named
