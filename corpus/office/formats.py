"""A publication in each format, with what offices leave in files: titles, notes, helper columns, authors."""

import html
from collections.abc import Callable

from corpus import textual
from corpus.odf.spreadsheet import OdfDocument, OdfSheet, ods
from corpus.office.words import Publication, Value, Words
from corpus.ooxml.cells import escape
from corpus.ooxml.dialects import DIALECTS, MAIN
from corpus.ooxml.model import Sheet, Workbook
from corpus.ooxml.model import Value as Cell
from corpus.ooxml.package import SHEET_ML, package
from corpus.ooxml.pivot import add_pivot_cache


def _grid(words: Words, publication: Publication) -> list[list[Value]]:
    """The table with its title rows and footnotes, in some files."""
    rows: list[list[Value]] = []
    if words.rng.random() < 0.6:
        rows.append([publication.title])
        if words.rng.random() < 0.5:
            rows += [[words.one("notes")], []]
    rows += [list(publication.header), *publication.rows]
    if words.rng.random() < 0.5:
        rows.append([])
        rows.extend([note] for note in publication.notes)
    return rows


def _comment(book: Workbook, words: Words) -> None:
    who = words.names(1)[0]
    text = f"checked by {who.given[0]}. {who.family}"
    xml = (
        f'<comments xmlns="{MAIN}"><authors><author>{escape(who.full)}</author></authors><commentList>'
        f'<comment ref="B2" authorId="0"><text><t>{escape(text)}</t></text></comment></commentList>'
        "</comments>"
    )
    book.part("xl/comments1.xml", xml, f"{SHEET_ML}.comments+xml")
    book.sheets[0].rels.add("comments", "xl/comments1.xml")


def _xlsx(words: Words, publication: Publication) -> bytes:
    rng = words.rng
    rows: list[list[Cell]] = [list(row) for row in _grid(words, publication)]
    sheet = Sheet(
        rng.choice(("Sheet1", "Data", publication.title[:28].translate(str.maketrans("", "", ":/\\?*[]")))),
        rows,
    )
    book = Workbook([sheet], creator=words.names(1)[0].full)
    if rng.random() < 0.3:
        width = max(len(row) for row in rows)
        for number, row in enumerate(rows):
            if len(row) == len(publication.header):
                row += ["code" if row == publication.header else f"X{number:03d}"]
        sheet.columns.append(f'<col min="{width + 1}" max="{width + 1}" width="9" hidden="1"/>')
    if rng.random() < 0.3:
        codes: list[list[Cell]] = [["Code", "Label"]]
        codes.extend([n, status] for n, status in enumerate(words.every("statuses")))
        book.sheets.append(Sheet("Lists", codes, state="hidden"))
    if rng.random() < 0.25:
        counts = [
            (place, month, rng.randrange(90)) for place in words.every("departments") for month in (1, 2, 3)
        ]
        add_pivot_cache(book, words.headers("department", "month", "count"), counts, "Source", shared=True)
    if rng.random() < 0.3:
        _comment(book, words)
    return package(book, rng.choice(DIALECTS))


def _ods(words: Words, publication: Publication) -> bytes:
    return ods(OdfDocument([OdfSheet("Sheet1", _grid(words, publication))], creator=words.names(1)[0].full))


def _csv(words: Words, publication: Publication) -> bytes:
    rows = _grid(words, publication)
    if words.rng.random() < 0.6:
        rows = [list(publication.header), *publication.rows]
    text = textual.delimited(rows, words.rng.choice((",", ";")))
    return text.encode(words.rng.choice(("utf-8", "utf-8-sig", "utf-16", "cp1252")), "replace")


def _tsv(words: Words, publication: Publication) -> bytes:
    return textual.delimited([publication.header, *publication.rows], "\t").encode()


def _txt(words: Words, publication: Publication) -> bytes:
    """Columns lined up with spaces."""
    rows = [publication.header, *([textual.plain(cell) for cell in row] for row in publication.rows)]
    widths = [max(len(str(row[place])) for row in rows) + 2 for place in range(len(publication.header))]
    lines = [
        "".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([publication.title, "", *lines, "", *publication.notes, ""]).encode()


def _html(words: Words, publication: Publication) -> bytes:
    table = textual.html_table(publication.header, publication.rows, publication.title)
    notes = "".join(f"<p>{html.escape(note)}</p>" for note in publication.notes)
    return textual.html_page(
        publication.title, table + notes, author=words.names(1)[0].full, language=words.language
    ).encode()


def _json(words: Words, publication: Publication) -> bytes:
    items = textual.keyed(publication.header, publication.rows)
    about = {"title": publication.title, "author": words.names(1)[0].full}
    wrapped = {"metadata": about, "rows": items}
    return textual.json_text(items if words.rng.random() < 0.5 else wrapped).encode()


def _xml(words: Words, publication: Publication) -> bytes:
    return textual.xml_text(publication.header, publication.rows, "publication", "entry").encode()


FORMATS: dict[str, Callable[[Words, Publication], bytes]] = {
    "xlsx": _xlsx,
    "csv": _csv,
    "ods": _ods,
    "html": _html,
    "json": _json,
    "txt": _txt,
    "tsv": _tsv,
    "xml": _xml,
}
