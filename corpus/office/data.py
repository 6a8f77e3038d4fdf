"""The office set as workbooks of other programs, as databases, and packed as offices send it on."""

import io
import json
import sqlite3
import tarfile
from collections.abc import Callable
from random import Random

import pyarrow
import pyarrow.parquet

from corpus import textual
from corpus.hiding.database_places import database
from corpus.office.words import Publication, Value
from corpus.word97.document import Document, Run
from corpus.xls.workbook import XlsBook, XlsSheet
from corpus.xlsb.workbook import XlsbBook, XlsbSheet
from corpus.zips import zipped

_EPOCH = 1_669_852_800
"""When packed files were written: the first of December 2022."""


def _titled(publication: Publication) -> list[list[Value]]:
    notes: list[list[Value]] = [[note] for note in publication.notes]
    return [[publication.title], [], list(publication.header), *publication.rows, [], *notes]


def _texts(publication: Publication) -> list[list[str]]:
    return [["" if cell is None else textual.plain(cell) for cell in row] for row in publication.rows]


def _names(publication: Publication) -> list[str]:
    """Headers as names of columns: each once, none empty."""
    found: list[str] = []
    for number, name in enumerate(publication.header, 1):
        found.append(f"{name or 'column'} {number}" if not name or name in found else name)
    return found


def _csv(publication: Publication) -> bytes:
    return textual.delimited([publication.header, *publication.rows]).encode()


def _xls(_: Random, publication: Publication) -> bytes:
    return XlsBook([XlsSheet("Sheet1", _titled(publication))]).file()


def _xlsb(_: Random, publication: Publication) -> bytes:
    return XlsbBook([XlsbSheet("Sheet1", _titled(publication))]).file()


def _doc(_: Random, publication: Publication) -> bytes:
    """Its text, or its table with a tab between the cells."""
    if publication.text:
        lines = publication.text.splitlines()
    else:
        rows = ["\t".join(row) for row in [publication.header, *_texts(publication)]]
        lines = [publication.title, *rows, *publication.notes]
    return Document({"main": [Run("".join(f"{line}\r" for line in lines))]}).file()


def _sqlite(_: Random, publication: Publication) -> bytes:
    def fill(connection: sqlite3.Connection) -> None:
        quoted = ", ".join('"' + name.replace('"', '""') + '"' for name in _names(publication))
        connection.execute(f"CREATE TABLE published (id INTEGER PRIMARY KEY, {quoted})")
        marks = ", ".join("?" for _ in publication.header)
        connection.executemany(f"INSERT INTO published ({quoted}) VALUES ({marks})", _texts(publication))

    return database(fill)


def _parquet(_: Random, publication: Publication) -> bytes:
    columns = zip(*_texts(publication), strict=True)
    table = pyarrow.table(dict(zip(_names(publication), map(list, columns), strict=True)))
    target = io.BytesIO()
    pyarrow.parquet.write_table(table, target)
    return target.getvalue()


def _yaml(_: Random, publication: Publication) -> bytes:
    names = _names(publication)
    lines = [f"title: {json.dumps(publication.title)}", "rows:"]
    for row in _texts(publication):
        pairs = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in zip(names, row, strict=True)]
        lines.append("  - " + "\n    ".join(pairs))
    return ("\n".join(lines) + "\n").encode()


def _zip(_: Random, publication: Publication) -> bytes:
    book = XlsbBook([XlsbSheet("Sheet1", _titled(publication))]).file()
    told = ("README.txt", publication.title.encode())
    return zipped([told, ("data.csv", _csv(publication)), ("data.xlsb", book)])


def _tar(_: Random, publication: Publication) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        notes = "\n".join(publication.notes).encode()
        for name, data in (("notes.txt", notes), ("data.csv", _csv(publication))):
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(data), _EPOCH
            archive.addfile(member, io.BytesIO(data))
    return target.getvalue()


DATA: dict[str, Callable[[Random, Publication], bytes]] = {
    "xls": _xls,
    "xlsb": _xlsb,
    "doc": _doc,
    "sqlite": _sqlite,
    "parquet": _parquet,
    "yaml": _yaml,
    "zip": _zip,
    "tar.gz": _tar,
}
