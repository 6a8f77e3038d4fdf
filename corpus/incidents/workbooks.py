"""Workbooks of the incidents: hidden sheets, filters, pivot caches, cached links."""

from collections.abc import Callable, Sequence
from random import Random

from corpus.incidents import sources
from corpus.incidents.sources import Cell, Table
from corpus.mail.message import binary, message, multipart, part
from corpus.ooxml.cells import escape, letters
from corpus.ooxml.dialects import MAIN, OFFICE_RELATIONSHIPS
from corpus.ooxml.model import Sheet, Workbook
from corpus.ooxml.package import SHEET_ML, package
from corpus.ooxml.pivot import add_pivot_cache

Make = Callable[[Random], bytes]


def _answer(rng: Random, head: tuple[str, str], names: Sequence[str]) -> Sheet:
    return Sheet("Answer", [head, *sources.totals(rng, names)])


def _rows(table: Table) -> list[Sequence[Cell]]:
    header, rows = table
    return [header, *rows]


def police_answer(count: int, *, is_leaked: bool = True) -> Make:
    """An answer on ranks; the visible source sheets were deleted, the hidden download of personnel stayed."""

    def make(rng: Random) -> bytes:
        sheets = [_answer(rng, ("Rank", "Officers"), ("Constable", "Sergeant", "Inspector"))]
        if is_leaked:
            sheets.append(Sheet("SAP DOWNLOAD", _rows(sources.officers(rng, count)), state="hidden"))
        return package(Workbook(sheets))

    return make


def relocation_mail(count: int, shown: int, *, is_leaked: bool = True) -> Make:
    """A mail with a sheet of which a filter shows 150 rows; the rest is in the file."""

    def make(rng: Random) -> bytes:
        header, rows = sources.applicants(rng, count)
        if is_leaked:
            sheet = Sheet("Applicants", [header, *rows])
            sheet.row_attributes = dict.fromkeys(range(shown + 2, count + 2), 'hidden="1"')
            span = f"A1:{letters(len(header) - 1)}{count + 1}"
            sheet.after["autoFilter"] = f'<autoFilter ref="{span}"/>'
        else:
            sheet = _answer(rng, ("Office", "Applications"), ("Kabul", "Herat", "Kandahar"))
        book = binary("cases.xlsx", package(Workbook([sheet])))
        return message(
            multipart("mixed", [part("text/plain", "The cases to be checked are attached.\n"), book])
        )

    return make


def pivot(
    head: tuple[str, str], names: Sequence[str], source: Callable[[Random, int], Table], count: int
) -> Make:
    """A summary table on one sheet, with the cache of the rows that it was counted from. 0: only counts."""

    def make(rng: Random) -> bytes:
        answer = _answer(rng, head, names)
        book = Workbook([answer])
        if count:
            header, rows = source(rng, count)
            add_pivot_cache(book, header, rows, "Source", shared=True)
        else:
            rows = [[name, "2016", rng.randrange(900)] for name in names]
            add_pivot_cache(book, (*head, "Total"), rows, "Source", shared=True)
        return package(book)

    return make


def hidden_source(
    head: tuple[str, str], names: Sequence[str], source: Callable[[Random, int], Table], count: int
) -> Make:
    """The rows behind a table stand on a hidden sheet."""

    def make(rng: Random) -> bytes:
        sheets = [_answer(rng, head, names)]
        if count:
            sheets.append(Sheet("Raw data", _rows(source(rng, count)), state="hidden"))
        return package(Workbook(sheets))

    return make


def cached_link(count: int) -> Make:
    """A defined name refers to another workbook, whose cells are kept in this one."""

    def make(rng: Random) -> bytes:
        head = ("Estate", "Tenants")
        book = Workbook([_answer(rng, head, ("North", "South", "Park"))])
        table = (
            sources.tenants(rng, count) if count else (head, sources.totals(rng, ("North", "South", "Park")))
        )
        rows = "".join(_cached_row(number, row) for number, row in enumerate(_rows(table), 1))
        name = "xl/externalLinks/externalLink1.xml"
        xml = (
            f'<externalLink xmlns="{MAIN}" xmlns:r="{OFFICE_RELATIONSHIPS}"><externalBook r:id="rId1">'
            '<sheetNames><sheetName val="Housing"/></sheetNames><definedNames><definedName name="all_rows" '
            f"refersTo=\"='Housing'!$A$1:$H${count + 1}\"/></definedNames>"
            f'<sheetDataSet><sheetData sheetId="0">{rows}</sheetData></sheetDataSet></externalBook>'
            "</externalLink>"
        )
        book.part(name, xml, f"{SHEET_ML}.externalLink+xml")
        book.part_relationships(name).add("externalLinkPath", "file:///S:/housing/all.xlsx", external=True)
        link = book.rels.add("externalLink", name)
        book.after_sheets["externalReferences"] = (
            f'<externalReferences><externalReference r:id="{link}"/></externalReferences>'
        )
        book.after_sheets["definedNames"] = (
            '<definedNames><definedName name="all_rows">[1]!all_rows</definedName></definedNames>'
        )
        return package(book)

    return make


def _cached_row(number: int, row: Sequence[Cell]) -> str:
    cells = "".join(
        f'<cell r="{letters(at)}{number}" t="str"><v>{escape(str(value))}</v></cell>'
        for at, value in enumerate(row)
    )
    return f'<row r="{number}">{cells}</row>'
