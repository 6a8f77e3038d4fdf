"""Text files: csv, tsv and their relatives, columns aligned with spaces, and prose."""

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from withhold.domain.location import Location
from withhold.domain.piece import PartRead, ReadItem, Text
from withhold.readers.dialect import Dialect, find_dialect, is_rule
from withhold.readers.encoding import detect, text_chunks, text_lines
from withhold.readers.grid import GridRow, tables
from withhold.readers.interface import Place, Reader, Source
from withhold.readers.values import CellTypes

_SAMPLE_LINES = 300
_SAMPLE_CHARACTERS = 1 << 18
_TEXT_CHUNK = 1 << 16
_LONGEST_FIELD = 16 << 20
_MOST_STRAY_QUOTES = 8
_HEAVY_LINE = 1 << 13
_SPACES = re.compile(r"[ \t]{2,}")


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """A text file as tables where its lines are divided alike, else as text cut at line ends."""
    codec, skip = detect(source.stream)
    place.budget.spend(source.size)
    lines = text_lines(text_chunks(source.stream, codec, skip))
    sample = _sample(lines)
    dialect = find_dialect(sample)
    every = chain(sample, lines)
    if dialect.delimiter or dialect.cuts or dialect.is_form:
        yield from tables(rows(every, dialect), place=place, location=place.location)
    else:
        yield from prose(every, place, place.location)
    yield PartRead(place.location)


def rows(lines: Iterable[str], dialect: Dialect) -> Iterator[GridRow]:
    """Lines of a known dialect as rows; the row number counts records, blank ones too, ruling lines not."""
    types = CellTypes()
    if dialect.delimiter:
        records = _records(lines, dialect.delimiter)
    else:
        records = _labelled(lines) if dialect.is_form else _aligned(lines, dialect.cuts)
    for number, texts in enumerate(records, 1):
        values, kinds = types.row(texts)
        weight = sum(map(len, texts))
        yield GridRow(number, values, kinds, weight=weight if weight > _HEAVY_LINE else 0)


def prose(lines: Iterable[str], place: Place, location: Location) -> Iterator[Text]:
    """Lines as texts of at most 64 KiB, each located by its first line, as in `line:120`."""
    held: list[str] = []
    size = 0
    first = number = 1
    for line in lines:
        for piece in _cut(line):
            if size + len(piece) > _TEXT_CHUNK and held:
                yield Text(location.child("line", str(first)), "".join(held), concealment=place.concealment)
                held, size, first = [], 0, number
            held.append(piece)
            size += len(piece)
        number += 1
    text = "".join(held)
    if text.strip():
        yield Text(location.child("line", str(first)), text, concealment=place.concealment)


def _sample(lines: Iterator[str]) -> list[str]:
    sample: list[str] = []
    size = 0
    for line in islice(lines, _SAMPLE_LINES):
        sample.append(line)
        size += len(line)
        if size > _SAMPLE_CHARACTERS:
            break
    return sample


def _cut(line: str) -> Iterator[str]:
    """A long line in parts of at most 64 KiB, cut at spaces where it has any."""
    start = 0
    while len(line) - start > _TEXT_CHUNK:
        end = line.rfind(" ", start + _TEXT_CHUNK // 2, start + _TEXT_CHUNK) + 1 or start + _TEXT_CHUNK
        yield line[start:end]
        start = end
    yield line[start:] if start else line


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


def _records(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Records of delimited lines. A quote that is never closed is taken as a character, not as the rest of
    the file."""
    csv.field_size_limit(_LONGEST_FIELD)
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
                if len(lines_read) == 1 and (is_rule(lines_read[0]) or _is_declaration(lines_read[0])):
                    continue
                yield record
            return
        except csv.Error:
            # a field over the limit: either a stray quote that swallowed the lines, or one enormous field
            stray += 1
            yield source.again()[0].rstrip("\r\n").split(delimiter)


def _is_declaration(line: str) -> bool:
    """Excel's first line `sep=;`, which is not data."""
    return len(line) < 12 and line.strip().strip("\ufeff").lower().startswith("sep=")


def _aligned(lines: Iterable[str], cuts: tuple[int, ...]) -> Iterator[list[str]]:
    """Lines cut at the positions where the columns begin; a line that does not keep to them is one cell."""
    ends = (*cuts[1:], None)
    for line in lines:
        if is_rule(line):
            continue
        flat = line.expandtabs(8).rstrip()
        if any(cut < len(flat) and flat[cut - 1] != " " for cut in cuts[1:]):
            parts = _SPACES.split(flat.strip())
            yield parts if len(parts) == len(cuts) else [flat]
        else:
            yield [flat[start:end] for start, end in zip(cuts, ends, strict=True)]


def _labelled(lines: Iterable[str]) -> Iterator[list[str]]:
    """Lines of a form, cut behind the first colon."""
    for line in lines:
        label, colon, value = line.replace("：", ":", 1).partition(":")
        yield [label + colon, value] if colon else [line]


READER = Reader("delimited", ("text/csv", "text/tab-separated-values", "text/plain"), read)
