"""How the lines of a text file are divided: by a delimiter, by aligned spaces, or not at all."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_DELIMITERS = ("\t", ";", "|", ",", "\x1f", "\x01", "^", "~")
_MOST_LINES = 300
_CONSISTENT = 0.6
_SURE = 0.9
_LONG_FIELD = 70
_RULE = frozenset("-=+|_ \t\r\n")
_BULLET = re.compile(r"(?:[-*•·–]|\(?\d{1,4}[.)])[ \t]")
_LABELLED = re.compile(r"\s*[^\W\d][^:：]{0,40}[:：]\s+\S")
_LEAST_ALIGNED = 3
_LEAST_LISTED = 4
_INTRODUCED = 2
"""Blanks that a line with a colon at its end has, where it is more than a label."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How lines are divided. At most one is set; with none of them the file is prose.

    `cuts` are the character positions where aligned columns begin. A form has a label, a colon and a value
    in each line.
    """

    delimiter: str | None = None
    cuts: tuple[int, ...] = ()
    is_form: bool = False


def find_dialect(lines: Sequence[str]) -> Dialect:
    """The dialect of a file by its first lines. In doubt it is prose."""
    sample = [line for line in lines[:_MOST_LINES] if line.strip()]
    if not sample:
        return Dialect()
    declared = sample[0].strip().strip("\ufeff").lower()
    if declared.startswith("sep=") and len(declared) == 5:
        return Dialect(declared[4])
    scored = [(score, delimiter) for delimiter in _DELIMITERS if (score := _score(sample, delimiter))]
    if scored:
        score, delimiter = max(scored)
        # Aligned columns whose names are written "Last, First" look like two columns with a comma.
        cuts = _aligned(sample) if delimiter in ",;" else ()
        return Dialect(cuts=cuts) if len(cuts) > score[-1] else Dialect(delimiter)
    if len(sample) >= 2 and 5 * sum(_LABELLED.match(line) is not None for line in sample) >= 3 * len(sample):
        return Dialect(is_form=True)
    return Dialect(cuts=_aligned(sample) or ((0,) if _is_list(sample) else ()))


def is_rule(line: str) -> bool:
    """Whether a line is only drawn: dashes, pluses and bars between the rows of a table."""
    return ("--" in line or "==" in line) and not set(line) - _RULE


def _score(sample: Sequence[str], delimiter: str) -> tuple[bool, bool, float, bool, float] | None:
    """How well a delimiter explains the lines, comparable between delimiters; None if it does not."""
    if not any(delimiter in line for line in sample):
        return None
    try:
        rows = [row for row in csv.reader(sample, delimiter=delimiter) if any(map(str.strip, row))]
    except csv.Error:
        rows = [line.split(delimiter) for line in sample]
    counts = [len(row) for row in rows]
    together = [False] * len(rows)
    for at, (one, next_one) in enumerate(pairwise(counts)):
        if one == next_one >= 2:
            together[at] = together[at + 1] = True
    if not any(together):
        return _ragged(rows, delimiter)
    consistency = sum(together) / len(rows)
    fields = [field for row, kept in zip(rows, together, strict=True) if kept for field in row]
    if (consistency < _CONSISTENT and not _is_long_run(together)) or _is_prose(fields, rows, delimiter):
        return None
    common = median(count for count, kept in zip(counts, together, strict=True) if kept)
    return consistency >= _SURE, counts[0] == common, round(consistency, 1), delimiter != ",", common


def _ragged(rows: Sequence[Sequence[str]], delimiter: str) -> tuple[bool, bool, float, bool, float] | None:
    """One row of many fields, or rows that all have many fields of differing number, are still a table."""
    counts = [len(row) for row in rows]
    if not counts or min(counts) < 4 or _is_prose([field for row in rows for field in row], rows, delimiter):
        return None
    return False, False, _CONSISTENT, delimiter != ",", median(counts)


def _is_long_run(together: Sequence[bool]) -> bool:
    """A table of a dozen rows or more among other lines."""
    run = longest = 0
    for kept in together:
        run = run + 1 if kept else 0
        longest = max(longest, run)
    return longest >= 12 and 3 * sum(together) > len(together)


def _is_prose(fields: Sequence[str], rows: Sequence[Sequence[str]], delimiter: str) -> bool:
    """Commas and semicolons of sentences: a space after nearly each of them and long or few parts."""
    if delimiter not in ",;":
        return False
    later = [field for row in rows for field in row[1:] if field.strip()]
    spaced = sum(field.startswith(" ") for field in later)
    if 10 * spaced < 9 * len(later):
        return sum(len(field) > _LONG_FIELD for field in fields) > 0.8 * len(fields)
    ends = sum(row[-1].rstrip().endswith((".", "!", "?", ":")) for row in rows)
    return 3 * ends > len(rows) or median(map(len, fields)) > 40


def _is_list(sample: Sequence[str]) -> bool:
    """One short entry a line, as in a list of names, and no sentences.

    Entries with bullets or numbers are a text's: as cells they would not be taken for names.
    """
    lines = [line.strip() for line in sample]
    if any(line.endswith((":", "：")) and line.count(" ") >= _INTRODUCED for line in lines):
        return False  # what introduces a list says of whom it is, and only in a text is it read so
    if 2 * sum(_BULLET.match(line) is not None for line in lines) >= len(lines):
        return False
    short = sum(
        len(line) <= 60 and line.count(" ") < 6 and not line.endswith((".", ",", ";", ":")) for line in lines
    )
    return len(lines) >= _LEAST_LISTED and 10 * short >= 9 * len(lines)


def _aligned(sample: Sequence[str]) -> tuple[int, ...]:
    """Where columns begin that are aligned with spaces: after gaps of two blanks all full lines share."""
    lines = [line.expandtabs(8).rstrip() for line in sample if not is_rule(line)]
    divided = [line for line in lines if "  " in line.strip()]
    if len(divided) < _LEAST_ALIGNED or 3 * len(divided) < 2 * len(lines):
        return ()
    width = min(max(map(len, divided)), 4096)
    inked = [sum(at < len(line) and line[at] != " " for line in divided) for at in range(width)]
    few = len(divided) // 20
    blank = [count <= few for count in inked]
    cuts = [
        at
        for at in range(2, width)
        if not blank[at] and blank[at - 1] and blank[at - 2] and not all(blank[:at])
    ]
    return (0, *cuts) if cuts else ()
