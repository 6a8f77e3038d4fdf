"""The founding workbook and its twin in every format of the gate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from corpus import textual
from corpus.case import BENIGN, WITHHOLD, Case, Expect
from corpus.founding.roster import FIELDS, HEADERS, PEOPLE, Row, roster, statistics
from corpus.odf.spreadsheet import OdfDocument, OdfSheet, fods, ods
from corpus.ooxml import dialects
from corpus.ooxml.model import Sheet, Workbook
from corpus.ooxml.package import package
from corpus.zips import zipped

TAB = "Sheet1"


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of the publication: the aggregate tables, and the rows of the extra tab, if it has one."""

    tables: dict[str, list[list[str | int]]]
    rows: Sequence[Row]

    @property
    def one_table(self) -> tuple[Sequence[str], Sequence[Row]]:
        """What goes into a format with one table: the people, or in the twin the facilities."""
        if self.rows:
            return HEADERS, self.rows
        facilities = self.tables["By facility"]
        return [str(name) for name in facilities[0]], facilities[1:]


def _xlsx(edition: Edition, dialect: dialects.Dialect = dialects.EXCEL) -> bytes:
    sheets = [Sheet(name, rows) for name, rows in edition.tables.items()]
    if edition.rows:
        sheets.append(Sheet(TAB, [HEADERS, *edition.rows]))
    return package(Workbook(sheets), dialect)


def _odf(edition: Edition) -> OdfDocument:
    sheets = [OdfSheet(name, rows) for name, rows in edition.tables.items()]
    if edition.rows:
        sheets.append(OdfSheet(TAB, [HEADERS, *edition.rows]))
    return OdfDocument(sheets)


def _csv(edition: Edition) -> bytes:
    header, rows = edition.one_table
    return textual.delimited([header, *rows]).encode()


def _tsv(edition: Edition) -> bytes:
    header, rows = edition.one_table
    return textual.delimited([header, *rows], "\t").encode("utf-16")


def _html(edition: Edition) -> bytes:
    parts = [
        textual.html_table([str(c) for c in rows[0]], rows[1:], name) for name, rows in edition.tables.items()
    ]
    if edition.rows:
        shown = [[f"{v:%m/%d/%Y}" if isinstance(v, date) else v for v in row] for row in edition.rows]
        parts.append(textual.html_table(HEADERS, shown))
    return textual.html_page("Detention statistics", "\n".join(parts)).encode()


def _json(edition: Edition) -> bytes:
    document: dict[str, object] = {"title": "Detention statistics", "tables": edition.tables}
    if edition.rows:
        document["data"] = textual.keyed(HEADERS, edition.rows)
    return textual.json_text(document).encode()


def _json_lines(edition: Edition) -> bytes:
    return textual.json_lines(*edition.one_table).encode()


def _xml(edition: Edition) -> bytes:
    return textual.xml_text(*edition.one_table).encode()


def _zip(edition: Edition) -> bytes:
    inner = zipped(
        [("tables/statistics.xlsx", _xlsx(edition)), ("tables/notes.txt", b"Figures are provisional.\n")]
    )
    return zipped([("release/2022-11.zip", inner), ("release/README.txt", b"Monthly release.\n")])


FORMATS: dict[str, tuple[str, Callable[[Edition], bytes], tuple[str, ...]]] = {
    "xlsx": ("statistics.xlsx", _xlsx, (f"sheet:{TAB}", "cells:A2:T6253")),
    "xlsx_libreoffice": (
        "statistics-lo.xlsx",
        lambda e: _xlsx(e, dialects.LIBREOFFICE),
        (f"sheet:{TAB}", "cells:A2:T6253"),
    ),
    "xlsx_google": ("statistics-gs.xlsx", lambda e: _xlsx(e, dialects.GOOGLE), (f"sheet:{TAB}",)),
    "xlsx_prefixed": ("statistics-sdk.xlsx", lambda e: _xlsx(e, dialects.PREFIXED), (f"sheet:{TAB}",)),
    "xlsx_bare": ("statistics-bare.xlsx", lambda e: _xlsx(e, dialects.BARE), (f"sheet:{TAB}",)),
    "xlsx_strict": ("statistics-strict.xlsx", lambda e: _xlsx(e, dialects.STRICT), (f"sheet:{TAB}",)),
    "ods": ("statistics.ods", lambda e: ods(_odf(e)), (f"sheet:{TAB}", "cells:A2:T6253")),
    "fods": ("statistics.fods", lambda e: fods(_odf(e)), (f"sheet:{TAB}",)),
    "csv": ("statistics.csv", _csv, ()),
    "tsv": ("statistics.tsv", _tsv, ()),
    "html": ("statistics.html", _html, ()),
    "json": ("statistics.json", _json, ("path:/data",)),
    "jsonl": ("statistics.jsonl", _json_lines, ()),
    "xml": ("statistics.xml", _xml, ()),
    "zip": (
        "statistics.zip",
        _zip,
        ("member:release/2022-11.zip", "member:tables/statistics.xlsx", f"sheet:{TAB}"),
    ),
}


def cases(seed: int) -> list[Case]:
    """Every format with the tab, and without."""
    tables = statistics(Random(f"{seed}/founding/statistics"))
    people, rows = roster(Random(f"{seed}/founding/roster"))
    leak, clean = Edition(tables, rows), Edition(tables, ())
    planted = tuple(who.alien for who in people[:: PEOPLE // 20])
    made: list[Case] = []
    for category, (name, make, route) in FORMATS.items():
        expect = Expect(
            WITHHOLD,
            PEOPLE,
            ("people/protected", "people/identifiers"),
            "visible",
            route,
            (*FIELDS, "facility"),
        )
        file, twin = f"founding/{name}", f"founding/twin.{name}"
        made.append(Case(file, "founding", category, expect, _bound(make, leak), planted=planted))
        made.append(Case(twin, "founding", category, BENIGN, _bound(make, clean), twin_of=file))
    return made


def _bound(make: Callable[[Edition], bytes], edition: Edition) -> Callable[[], bytes]:
    return lambda: make(edition)
