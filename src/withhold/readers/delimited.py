"""Text files: csv, tsv and their relatives, columns aligned with spaces, and prose."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from withhold.domain.location import Location
from withhold.domain.piece import PartRead, ReadItem, Text
from withhold.readers.dialect import Dialect, find_dialect, is_rule
from withhold.readers.encoding import detect, text_chunks, text_lines
from withhold.readers.grid import GridRow, tables
from withhold.readers.interface import Place, Reader, Source
from withhold.readers.laid_down import stretches_down
from withhold.readers.quoted import split
from withhold.readers.typed_lists import with_typed_lists

_SAMPLE_LINES = 300
_SAMPLE_CHARACTERS = 1 << 18
_TEXT_CHUNK = 1 << 16
_HEAVY_LINE = 1 << 13
_LITERAL = re.compile(r"(?:[^'\"]*[\[({])?\s*(['\"])([^'\"]*)\1\s*[\])};,]*\s*")
_SPACES = re.compile(r"[ \t]{2,}")


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """A text file as tables where its lines are divided alike or hold a cell each, else as text cut at line
    ends."""
    codec, skip = detect(source.stream)
    place.budget.spend(source.size)
    lines = text_lines(text_chunks(source.stream, codec, skip))
    sample = _sample(lines)
    dialect = find_dialect(sample)
    every = chain(sample, lines)
    is_divided = dialect.delimiter or dialect.is_form or len(dialect.cuts) > 1
    if not is_divided and any(stretches_down([line.rstrip("\n") for line in sample])):
        yield from with_typed_lists(prose(every, place, place.location), place)
    elif is_divided or dialect.cuts:
        yield from tables(rows(every, dialect), place=place, location=place.location)
    else:
        yield from prose(every, place, place.location)
    yield PartRead(place.location)


def rows(lines: Iterable[str], dialect: Dialect) -> Iterator[GridRow]:
    """Lines of a known dialect as rows; the row number counts records, blank ones too, ruling lines not."""
    if dialect.delimiter:
        records = split(lines, dialect.delimiter)
    else:
        records = _labelled(lines) if dialect.is_form else _aligned(lines, dialect.cuts)
    for number, texts in enumerate(records, 1):
        line = "".join(texts)
        if line and not line.isspace():
            weight = len(line) if len(line) > _HEAVY_LINE else 0
            if "'" in line or '"' in line:
                texts = [literal(text) for text in texts]
            yield GridRow(number, [text or None for text in texts], [], weight=weight)


def literal(text: str) -> str:
    """A cell without the quotes and brackets that programs put around values: `('Ann Lee'`, `"1990");`.

    Dumps of databases and data in programs are divided like lists.
    """
    found = _LITERAL.fullmatch(text)
    return found[2] if found else text


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


READER = Reader("delimited", ("text/csv", "text/tab-separated-values", "text/plain"), read, finds_tables=True)
