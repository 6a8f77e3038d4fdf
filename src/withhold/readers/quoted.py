"""Delimited lines to records of fields, with quotes, many lines at once where these are sound."""

import csv
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from withhold.readers.dialect import is_rule

_LONGEST_FIELD = 16 << 20
_MOST_STRAY_QUOTES = 8
_TOGETHER = 1024
"""Lines split at once."""
_MOST_TOGETHER = 1 << 20
"""Characters split at once, one long line left aside."""
_CLOSING = 256
"""Lines read on to find the end of a field that a batch of lines leaves open."""
_DRAWN = frozenset("|\t")
"""Delimiters that ruling lines are drawn with."""


def split(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Records of delimited lines, ruling lines left out.

    A quote that is never closed is taken as a character, not as the rest of the file.
    """
    csv.field_size_limit(_LONGEST_FIELD)
    source = iter(lines)
    first = next(source, "")
    source = source if _is_declaration(first) else chain((first,), source)
    while batch := _batch(source):
        joined = "".join(batch)
        quotes = joined.count('"')
        for line in islice(source, _CLOSING if quotes % 2 else 0):
            batch.append(line)
            if line.count('"') % 2:
                break
        try:
            records = list(csv.reader(batch, delimiter=delimiter, strict=True))
        except csv.Error:
            yield from _one_by_one(chain(batch, source), delimiter)
            return
        if "--" in joined or "==" in joined:
            yield from (record for record in records if not _is_rule(record, delimiter))
        else:
            yield from records


def _batch(source: Iterator[str]) -> list[str]:
    batch: list[str] = []
    size = 0
    for line in source:
        batch.append(line)
        size += len(line)
        if len(batch) >= _TOGETHER or size >= _MOST_TOGETHER:
            break
    return batch


def _is_rule(record: list[str], delimiter: str) -> bool:
    return (len(record) == 1 or delimiter in _DRAWN) and is_rule("".join(record))


def _is_declaration(line: str) -> bool:
    """Excel's first line `sep=;`, which is not data."""
    return len(line) < 12 and line.strip().strip("\ufeff").lower().startswith("sep=")


class _Lines:
    """Lines for the csv module that remembers those of the record being read, to read them again without
    quotes."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.since: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.since.append(line)
        return line

    def again(self) -> list[str]:
        """The remembered lines, which then come a second time except for the first of them."""
        lines, self.since = self.since, []
        self._lines = chain(lines[1:], self._lines)
        return lines


def _one_by_one(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Records of delimited lines. A quote that is never closed is taken as a character, not as the rest of
    the file."""
    source = _Lines(lines)
    stray = 0
    while True:
        if stray < _MOST_STRAY_QUOTES:
            reader = csv.reader(source, delimiter=delimiter)
        else:
            reader = csv.reader(source, delimiter=delimiter, quoting=csv.QUOTE_NONE)
        try:
            for record in reader:
                lines_read, source.since = source.since, []
                if len(lines_read) == 1 and is_rule(lines_read[0]):
                    continue
                yield record
            return
        except csv.Error:
            # a field over the limit: either a stray quote that swallowed the lines, or one enormous field
            stray += 1
            yield source.again()[0].rstrip("\r\n").split(delimiter)
