"""For each culture a table of people who asked for protection, one without headers, and a harmless twin."""

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

from corpus import textual
from corpus.case import BENIGN, WITHHOLD, Case, Expect
from corpus.odf.spreadsheet import OdfDocument, OdfSheet, ods
from corpus.ooxml.dialects import DIALECTS
from corpus.ooxml.model import Sheet, Workbook
from corpus.ooxml.package import package
from corpus.people import cultures, languages, people

PEOPLE = 40
Table = tuple[list[str] | None, list[list[str | int | date | None]]]


def _listed(rng: Random, culture: str, headed: bool) -> Table:
    parts = cultures()[culture]
    words = languages()[parts["language"]]
    header = [words["headers"][place] for place in (0, 1, 2, 6)]
    rows: list[list[str | int | date | None]] = [
        [who.full, who.born, parts["nationality"], rng.choice(words["statuses"])]
        for who in people(rng, PEOPLE, (culture,))
    ]
    return (header if headed else None), rows


def _counted(rng: Random, culture: str) -> Table:
    """Towns and firms of the same culture, with numbers."""
    parts = cultures()[culture]
    words = languages()[parts["language"]]
    names = [*parts["towns"], *parts["firms"]]
    rows: list[list[str | int | date | None]] = [
        [name, rng.randrange(40, 90_000), f"{rng.randrange(1000) / 10} %"] for name in names
    ]
    return words["counts"], rows


def _grid(table: Table) -> list[list[Any]]:
    header, rows = table
    return [*([list(header)] if header else []), *rows]


def _xlsx(rng: Random, table: Table) -> bytes:
    return package(Workbook([Sheet("Sheet1", _grid(table))]), rng.choice(DIALECTS))


def _ods(_: Random, table: Table) -> bytes:
    return ods(OdfDocument([OdfSheet("Sheet1", _grid(table))]))


def _csv(_: Random, table: Table) -> bytes:
    return textual.delimited(_grid(table)).encode()


def _html(_: Random, table: Table) -> bytes:
    header, rows = table
    return textual.html_page("Table 1", textual.html_table(header, rows)).encode()


def _json(_: Random, table: Table) -> bytes:
    header, rows = table
    return textual.json_text(textual.keyed(header or [f"c{n}" for n in range(len(rows[0]))], rows)).encode()


FORMATS: dict[str, Callable[[Random, Table], bytes]] = {
    "xlsx": _xlsx, "csv": _csv, "ods": _ods, "html": _html, "json": _json,
}  # fmt: skip


def cases(seed: int) -> list[Case]:
    """Three files a culture, the formats taking turns."""
    endings = list(FORMATS)
    withheld = Expect(WITHHOLD, PEOPLE, ("people/protected",), "visible", (), ("full_name", "date_of_birth"))
    made: list[Case] = []
    for number, culture in enumerate(cultures()):
        ending = endings[number % len(endings)]
        other = endings[(number + 1) % len(endings)]
        file = f"cultures/{culture}.{ending}"
        bare = f"cultures/{culture}.no_headers.{other}"
        twin = f"cultures/{culture}.twin.{ending}"
        made += [
            Case(file, "cultures", culture, withheld, _bound(seed, file, culture, "headed")),
            Case(bare, "cultures", culture, withheld, _bound(seed, bare, culture, "bare")),
            Case(twin, "cultures", culture, BENIGN, _bound(seed, twin, culture, "counted"), twin_of=file),
        ]
    return made


def _bound(seed: int, file: str, culture: str, kind: str) -> Callable[[], bytes]:
    def make() -> bytes:
        rng = Random(f"{seed}/{file}")
        table = _counted(rng, culture) if kind == "counted" else _listed(rng, culture, kind == "headed")
        return FORMATS[file.rsplit(".", 1)[1]](rng, table)

    return make
