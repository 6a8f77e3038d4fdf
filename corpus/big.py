"""`python -m corpus.big OUT.xlsx --rows 1000000 --columns 12 [--shared]`: one very long workbook.

It is written as a stream: memory stays at a few megabytes whatever the length, except that `--shared` keeps
its distinct strings.
"""

import argparse
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

from corpus.content import FACILITIES
from corpus.ooxml.cells import Strings, escape, letters, serial
from corpus.ooxml.dialects import EXCEL, MAIN, encode
from corpus.ooxml.model import Sheet, Workbook
from corpus.ooxml.package import package
from corpus.people import COUNTRIES, LATIN, person
from corpus.zips import EPOCH

HEADERS = (
    "Name", "Date of Birth", "Nationality", "A-Number", "Detention Facility", "Book-In Date", "Status",
    "Case", "Office", "Days", "Amount", "Remark",
)  # fmt: skip
STATUSES = ("Asylum pending", "Credible fear", "Final order", "Withholding granted")
_CHUNK = 2000


def write(out: Path, rows: int, columns: int, *, shared: bool, seed: int = 1) -> None:
    """Writes a workbook with one sheet of people; inline strings unless `shared`."""
    strings = Strings() if shared else None
    skeleton = zipfile.ZipFile(io.BytesIO(package(Workbook([Sheet("Data", [["x"]])]), EXCEL)))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in skeleton.namelist():
            if name not in {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"}:
                archive.writestr(zipfile.ZipInfo(name, EPOCH), skeleton.read(name), zipfile.ZIP_DEFLATED)
        sheet = zipfile.ZipInfo("xl/worksheets/sheet1.xml", EPOCH)
        sheet.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(sheet, "w", force_zip64=True) as stream:
            stream.write(f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for piece in _pieces(rows, columns, strings, seed):
                stream.write(piece.encode())
            stream.write(b"</sheetData></worksheet>")
        table = (strings or Strings()).xml(())
        archive.writestr(
            zipfile.ZipInfo("xl/sharedStrings.xml", EPOCH), encode(table, EXCEL), zipfile.ZIP_DEFLATED
        )


def _pieces(rows: int, columns: int, strings: Strings | None, seed: int) -> Iterator[str]:
    rng = Random(f"{seed}/big")
    names = [letters(column) for column in range(columns)]
    pending = [_row(1, [HEADERS[c % 12] for c in range(columns)], names, strings)]
    for number in range(2, rows + 1):
        pending.append(_row(number, _values(rng, number, columns), names, strings))
        if len(pending) == _CHUNK:
            yield "".join(pending)
            pending.clear()
    yield "".join(pending)


def _values(rng: Random, number: int, columns: int) -> list[str | int]:
    who = person(rng, rng.choice(LATIN))
    twelve: list[str | int] = [
        who.inverted, serial(who.born), COUNTRIES[who.culture], who.alien,
        FACILITIES[number % len(FACILITIES)],
        serial(date(2022, 1, 1)) + number % 330, STATUSES[number % 4], f"C-{number:07d}",
        f"Office {number % 25}",
        number % 400, rng.randrange(10_000), "none",
    ]  # fmt: skip
    return [twelve[column % 12] for column in range(columns)]


def _row(number: int, values: list[str | int], names: list[str], strings: Strings | None) -> str:
    cells = []
    for position, (letter, value) in enumerate(zip(names, values, strict=True)):
        where = f'r="{letter}{number}"'
        if isinstance(value, int):
            style = ' s="1"' if position % 12 in {1, 5} else ""
            cells.append(f"<c {where}{style}><v>{value}</v></c>")
        elif strings is not None:
            cells.append(f'<c {where} t="s"><v>{strings.add(value)}</v></c>')
        else:
            cells.append(f'<c {where} t="inlineStr"><is><t>{escape(value)}</t></is></c>')
    return f'<row r="{number}">{"".join(cells)}</row>'


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m corpus.big", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=12)
    parser.add_argument("--shared", action="store_true", help="strings in the shared table")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write(options.out, options.rows, options.columns, shared=options.shared, seed=options.seed)


if __name__ == "__main__":
    main()
