"""PDF documents inspected end to end: a list over many pages, and as many pages of prose. One JSON object.

python -m benchmarks.pdf [--pages 300]

Told for each: megabytes a second, of the file and of the content of its pages unpacked, from the open file to
its verdict; the same until the last piece has left the sandbox; how many times as long that takes as PDFium
alone takes to load the pages and their texts, the bound of all that is built on it; and which part of the
rows came out as they were written. The parent recognises while its child reads, so that up to two processors
work. Peak memory is that of the largest of all processes of `withhold check` of the list.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pikepdf
import pypdfium2

from corpus.pdf import PdfPage, pdf
from corpus.people import people
from withhold.domain.piece import Table
from withhold.inspection.opening import open_bytes
from withhold.inspection.run import Run
from withhold.readers.sandbox import Sandbox

TARGET_MB = 500
"""Of memory, for 300 pages."""
TARGET_SPEED = 5
"""Megabytes a second of pages that bear text."""
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
    told = {"list": _measured(table, pages, rows), "prose": _measured(prose, pages, [])}
    return told | {
        "pages_of_each": pages,
        "peak_mb": peak,
        "reaches_memory": peak < TARGET_MB,
        "reaches_speed": min(one["checked_content_mb_per_second"] for one in told.values()) >= TARGET_SPEED,
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


def _measured(document: bytes, pages: int, rows: Sequence[tuple[str, ...]]) -> dict[str, Any]:
    with pikepdf.open(BytesIO(document)) as opened:
        content = sum(len(page.Contents.read_bytes()) for page in opened.pages) / 1e6
    checked, (read, items), alone = _checked(document), _read(document), _alone(document)
    tables = [item for item in items if isinstance(item, Table)]
    found = {row for item in tables for row in zip(*(column.values for column in item.columns), strict=True)}
    told: dict[str, Any] = {
        "file_mb": round(len(document) / 1e6, 2),
        "content_mb": round(content, 2),
        "checked_file_mb_per_second": round(len(document) / 1e6 / checked, 2),
        "checked_content_mb_per_second": round(content / checked, 2),
        "read_content_mb_per_second": round(content / read, 2),
        "read_pages_per_second": round(pages / read, 1),
        "times_pdfium_alone": round(read / alone, 1),
    }
    return told | ({"rows_whole": sum(row in found for row in rows) / len(rows)} if rows else {})


def _checked(document: bytes) -> float:
    """Seconds from the open document to its verdict, the sandbox being started."""
    with Run.under(("default",), None).inspector() as inspector:
        inspector.sandbox.start()
        began = time.perf_counter()
        verdict = inspector.inspect(open_bytes(document, "a.pdf"), "a.pdf")
        seconds = time.perf_counter() - began
    if not verdict.people.count:
        raise SystemExit("nobody was found; nothing was measured")
    return seconds


def _read(document: bytes) -> tuple[float, list[object]]:
    """Seconds until the last piece has left the sandbox, and the pieces."""
    with Sandbox() as sandbox, tempfile.TemporaryFile() as file:
        sandbox.start()
        file.write(document)
        file.seek(0)
        began = time.perf_counter()
        items: list[object] = list(sandbox.read(file.fileno(), len(document), ""))
        return time.perf_counter() - began, items


def _alone(document: bytes) -> float:
    """Seconds that PDFium takes for the texts of all pages."""
    began = time.perf_counter()
    opened = pypdfium2.PdfDocument(document)
    for page in opened:
        text = page.get_textpage()
        text.count_chars()
        text.close()
        page.close()
    opened.close()
    return time.perf_counter() - began


def _peak_mb(document: bytes) -> int:
    """Of the process, among those of `withhold check`, that grows largest."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.pdf")
        path.write_bytes(document)
        told = subprocess.run(
            [sys.executable, "-m", "withhold", "check", str(path)], capture_output=True, check=False
        )
    if not told.stdout:
        raise SystemExit("nothing was checked; nothing was measured")
    return round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
