"""PDF documents read in their sandbox: a list over many pages, and as many pages of prose. One JSON object.

python -m benchmarks.pdf [--pages 300]

Told for each: pages and letters of text per second from the open file to the last piece, and which part
of the rows came out as they were written. Peak memory is that of a process that reads the list without a
sandbox.
"""

import argparse
import json
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Sequence
from random import Random
from typing import Any

from corpus.pdf import PdfPage, pdf
from corpus.people import people
from withhold.domain.piece import Table, Text
from withhold.readers.sandbox import Sandbox

TARGET_MB = 500
"""Of memory, for 300 pages."""
_ROWS = 50
_HEADER = ("Name", "Date of birth", "A-Number", "Town", "Status")
_LEFTS = (30, 200, 280, 360, 440)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300, help="how many in each document")
    print(json.dumps(measured(parser.parse_args().pages), indent=1))


def measured(pages: int) -> dict[str, Any]:
    """The whole of it; see the module."""
    rows = [
        (who.full, who.born.isoformat(), who.alien, "Huehuetenango", "pending before the board")
        for who in people(Random(1), pages * _ROWS)
    ]
    table = pdf([_table(rows[at : at + _ROWS]) for at in range(0, len(rows), _ROWS)])
    words = " ".join(row[0] for row in rows).split()
    prose = pdf([_prose(words, number) for number in range(pages)])
    peak = _peak_mb(table)
    return {
        "pages_of_each": pages,
        "list": _read(table, pages, rows),
        "prose": _read(prose, pages, []),
        "peak_mb": peak,
        "reaches_memory": peak < TARGET_MB,
    }


def _table(rows: Sequence[tuple[str, ...]]) -> PdfPage:
    page = PdfPage()
    page.table([_HEADER, *rows], _LEFTS, 810, pitch=15)
    return page


def _prose(words: list[str], number: int) -> PdfPage:
    page = PdfPage()
    starts = [(700 * number + 13 * line) % max(1, len(words) - 13) for line in range(60)]
    page.prose([" ".join(words[start : start + 13]) for start in starts], 30, 810)
    return page


def _read(document: bytes, pages: int, rows: Sequence[tuple[str, ...]]) -> dict[str, Any]:
    with Sandbox() as sandbox, tempfile.TemporaryFile() as file:
        sandbox.start()
        file.write(document)
        file.seek(0)
        began = time.perf_counter()
        items = [item for item in sandbox.read(file.fileno(), len(document), "") if _is_item(item)]
        seconds = time.perf_counter() - began
    tables = [item for item in items if isinstance(item, Table)]
    found = {row for item in tables for row in zip(*(column.values for column in item.columns), strict=True)}
    letters = sum(len(item.text) for item in items if isinstance(item, Text))
    letters += sum(len(value or "") for item in tables for column in item.columns for value in column.values)
    told: dict[str, Any] = {
        "pages_per_second": round(pages / seconds, 1),
        "letters_per_second": round(letters / seconds),
    }
    return told | ({"rows_whole": sum(row in found for row in rows) / len(rows)} if rows else {})


def _is_item(item: object) -> bool:
    return isinstance(item, Table | Text)


def _peak_mb(document: bytes) -> int:
    """Peak of a fresh process that reads the document."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return int(pool.apply(_peak_of, (document,)))


def _peak_of(document: bytes) -> int:
    from io import BytesIO

    from withhold.readers.interface import Place, Source
    from withhold.readers.registry import open_document

    pieces = open_document(Source(BytesIO(document), len(document)), Place(open_document))
    if not sum(1 for _ in pieces):
        raise SystemExit("nothing was read; nothing was measured")
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
