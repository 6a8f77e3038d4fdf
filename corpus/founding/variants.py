"""The same mistake told otherwise: languages, layouts, headers, dates, hidden sheets, caches, one person."""

from collections.abc import Callable, Sequence
from datetime import date
from random import Random

from corpus.case import BENIGN, WITHHOLD, Case, Expect
from corpus.content import FACILITIES, MONTHS, spoken
from corpus.founding.roster import HEADERS, Row, roster, statistics
from corpus.ooxml import dialects
from corpus.ooxml.cells import serial
from corpus.ooxml.model import Raw, Sheet, Styled, Value, Workbook
from corpus.ooxml.package import package
from corpus.ooxml.pivot import add_pivot_cache
from corpus.ooxml.styles import DATE_DOTTED, DATE_LONG
from corpus.people import COUNTRIES, Person, languages, people

SOME = 300
Make = Callable[[Random], bytes]
_ROUTE = ("sheet:Data",)


def _book(rng: Random, *sheets: Sheet) -> Workbook:
    return Workbook([*(Sheet(name, rows) for name, rows in statistics(rng).items()), *sheets])


def _short(rng: Random, who: Person) -> list[str | date]:
    """Seven values in the order of data/languages.toml, but for the status."""
    return [
        who.inverted,
        who.born,
        COUNTRIES[who.culture],
        who.alien,
        rng.choice(FACILITIES),
        date(2022, 5, 9),
    ]


def _language(code: str) -> Make:
    def make(rng: Random) -> bytes:
        words = languages()[code]
        rows: list[list[Value]] = [
            [*_short(rng, who), rng.choice(words["statuses"])] for who in people(rng, SOME)
        ]
        return package(_book(rng, Sheet("Data", [words["headers"], *rows])), rng.choice(dialects.DIALECTS))

    return make


def _layout(arrange: Callable[[Random, list[Row]], Sequence[Row]], *, date1904: bool = False) -> Make:
    def make(rng: Random) -> bytes:
        _, rows = roster(rng, SOME)
        book = _book(rng, Sheet("Data", arrange(rng, rows)))
        book.date1904 = date1904
        return package(book)

    return make


def _no_header(_: Random, rows: list[Row]) -> Sequence[Row]:
    return rows


def _header_in_row_seven(_: Random, rows: list[Row]) -> Sequence[Row]:
    titles: list[Row] = [
        ["Detained individuals with protection claims"], ["Extracted 25 November 2022"], [],
        ["Source: case system"], ["Do not distribute"], [],
    ]  # fmt: skip
    return [*titles, HEADERS, *rows]


def _misleading(_: Random, rows: list[Row]) -> Sequence[Row]:
    header = [f"Field {chr(64 + n)}" for n in range(1, 21)]
    header[0], header[1], header[4], header[6] = "Product", "Updated", "Reference", "Colour"
    return [header, *rows]


def _two_tables(_: Random, rows: list[Row]) -> Sequence[Row]:
    top: list[Row] = [("Month", "Book-ins")] + [(month, 1000 + 17 * n) for n, month in enumerate(MONTHS)]
    return [*top, [], [], HEADERS, *rows, [], ["Total", len(rows)]]


def _split_names(rng: Random, rows: list[Row]) -> Sequence[Row]:
    header = ("Last Name", "First Name", *HEADERS[1:])
    return [header, *((*str(row[0]).split(", ", 1), *row[1:]) for row in rows)]


def _text_dates(_: Random, rows: list[Row]) -> Sequence[Row]:
    return [HEADERS, *([spoken(v) if isinstance(v, date) else v for v in row] for row in rows)]


def _bare_serials(_: Random, rows: list[Row]) -> Sequence[Row]:
    return [HEADERS, *([serial(v) if isinstance(v, date) else v for v in row] for row in rows)]


def _spaced_numbers(_: Random, rows: list[Row]) -> Sequence[Row]:
    def spaced(number: str) -> str:
        return f"A {number[1:4]} {number[4:7]} {number[7:]}"

    return [HEADERS, *((*row[:4], spaced(str(row[4])), *row[5:]) for row in rows)]


def _styled_dates(rng: Random) -> bytes:
    _, rows = roster(rng, SOME)
    styles = (DATE_DOTTED, DATE_LONG)
    dressed = [
        [Styled(v, styles[n % 2]) if isinstance(v, date) else v for v in row] for n, row in enumerate(rows)
    ]
    return package(_book(rng, Sheet("Data", [HEADERS, *dressed])))


def _merged_title(rng: Random) -> bytes:
    _, rows = roster(rng, SOME)
    sheet = Sheet("Data", [["Persons in custody with a pending claim"], HEADERS, *rows])
    sheet.after["mergeCells"] = '<mergeCells count="1"><mergeCell ref="A1:T1"/></mergeCells>'
    return package(_book(rng, sheet))


def _formula_values(rng: Random) -> bytes:
    _, rows = roster(rng, SOME)
    computed = [
        [Raw('t="str"', f"<f>Source!A{n}</f><v>{v}</v>") if isinstance(v, str) else v for v in row]
        for n, row in enumerate(rows, 2)
    ]
    return package(_book(rng, Sheet("Data", [HEADERS, *computed])))


def _state(state: str) -> Make:
    def make(rng: Random) -> bytes:
        _, rows = roster(rng, SOME)
        return package(
            _book(rng, Sheet("Data", [HEADERS, *rows], state=state)), rng.choice(dialects.DIALECTS)
        )

    return make


def _one_person(rng: Random) -> bytes:
    """A sheet of remarks in which one line is about a person."""
    who = people(rng, 1)[0]
    notes: list[list[Value]] = [
        ["No.", "Remark"],
        [1, "Figures are provisional."],
        [2, "Totals may not add up because of rounding."],
    ]
    told = (
        f"{who.full}, born {spoken(who.born)}, {who.alien}, asylum application pending, is counted in March."
    )
    return package(_book(rng, Sheet("Data", [*notes, [3, told], [4, "Source: case system."]])))


def _one_row(rng: Random) -> bytes:
    _, rows = roster(rng, 1)
    return package(_book(rng, Sheet("Data", [HEADERS, *rows])))


def _filtered_rows(rng: Random) -> bytes:
    """150 applicants are shown, the rest of 3,000 is in the file: the relocation scheme's list of 2022."""
    _, rows = roster(rng, 3000)
    sheet = Sheet("Data", [HEADERS, *rows])
    sheet.row_attributes = dict.fromkeys(range(152, len(rows) + 2), 'hidden="1"')
    sheet.after["autoFilter"] = (
        f'<autoFilter ref="A1:T{len(rows) + 1}"><filterColumn colId="17"><filters><filter '
        'val="D101"/></filters>'
        "</filterColumn></autoFilter>"
    )
    return package(_book(rng, sheet))


def _pivot_only(rng: Random) -> bytes:
    """A summary with the pivot cache of the deleted source."""
    _, rows = roster(rng, SOME)
    book = _book(rng)
    add_pivot_cache(
        book, HEADERS, [["" if v is None else v for v in row] for row in rows], "Source", shared=True
    )
    return package(book)


def _pivot_and_tab(rng: Random) -> bytes:
    """The same people on a tab and in the cache behind it: they count once."""
    _, rows = roster(rng, SOME)
    book = _book(rng, Sheet("Data", [HEADERS, *rows]))
    add_pivot_cache(
        book, HEADERS, [["" if v is None else v for v in row] for row in rows], "Data", shared=False
    )
    return package(book)


def _two_tabs(rng: Random) -> bytes:
    """Two tabs that share a hundred people."""
    _, rows = roster(rng, SOME)
    first, second = Sheet("Data", [HEADERS, *rows[:200]]), Sheet("Data (2)", [HEADERS, *rows[100:]])
    return package(_book(rng, first, second))


def _staff_hidden(rng: Random) -> bytes:
    """A force's answer about ranks, with the source of all officers on a hidden sheet (2023)."""
    ranks = ("Constable", "Sergeant", "Inspector", "Chief Inspector")
    units = (
        "Neighbourhood Policing",
        "Crime Operations",
        "Intelligence",
        "Roads Policing",
        "Tactical Support",
    )
    shown: list[list[Value]] = [["Rank", "Officers"]]
    shown.extend([rank, rng.randrange(40, 4000)] for rank in ranks)
    header = ("Surname", "Initials", "Rank", "Service Number", "Location", "Unit")
    rows: list[list[Value]] = [
        [
            who.family,
            who.given[0],
            rng.choice(ranks),
            10_000 + 3 * n,
            rng.choice(("Northtown", "Harbour")),
            rng.choice(units),
        ]
        for n, who in enumerate(people(rng, SOME, ("us", "french", "german", "dutch")))
    ]
    return package(Workbook([Sheet("Answer", shown), Sheet("SAP Download", [header, *rows], state="hidden")]))


_LAYOUTS: dict[str, Make] = {
    "no_header": _layout(_no_header),
    "header_in_row_7": _layout(_header_in_row_seven),
    "misleading_headers": _layout(_misleading),
    "two_tables": _layout(_two_tables),
    "last_and_first_name": _layout(_split_names),
    "dates_as_text": _layout(_text_dates),
    "dates_as_bare_serials": _layout(_bare_serials),
    "alien_numbers_spaced": _layout(_spaced_numbers),
    "dates_1904": _layout(lambda _, rows: [HEADERS, *rows], date1904=True),
    "dates_in_two_styles": _styled_dates,
    "merged_title": _merged_title,
    "formula_results": _formula_values,
    "pivot_and_tab": _pivot_and_tab,
    "two_tabs": _two_tabs,
}


def _expect(count: int, concealment: str = "visible", route: tuple[str, ...] = _ROUTE, *rules: str) -> Expect:
    return Expect(
        WITHHOLD, count, rules or ("people/protected",), concealment, route, ("full_name", "alien_number")
    )


def cases(seed: int) -> list[Case]:
    """All variants; the formats and the twins are in formats.py."""
    in_language = Expect(
        WITHHOLD, SOME, ("people/protected",), "visible", _ROUTE, ("full_name", "date_of_birth")
    )
    plan: list[tuple[str, Make, Expect]] = [
        (f"language_{code}", _language(code), in_language) for code in languages()
    ]
    plan += [(name, make, _expect(SOME)) for name, make in _LAYOUTS.items()]
    hidden = ("people/protected", "people/concealed")
    plan += [
        ("hidden", _state("hidden"), _expect(SOME, "hidden_sheet", _ROUTE, *hidden)),
        ("very_hidden", _state("veryHidden"), _expect(SOME, "very_hidden_sheet", _ROUTE, *hidden)),
        ("one_person_in_a_remark", _one_person, _expect(1)),
        ("one_row", _one_row, _expect(1)),
        ("filtered_rows", _filtered_rows, _expect(3000, "filtered_row", _ROUTE, *hidden)),
        (
            "pivot_source_deleted",
            _pivot_only,
            _expect(SOME, "pivot_cache", ("part:xl/pivotCache/",), *hidden),
        ),
        (
            "hidden_staff_download",
            _staff_hidden,
            Expect(
                WITHHOLD, SOME, ("people/concealed",), "hidden_sheet", ("sheet:SAP",), ("family_name",)
            ),
        ),
    ]  # fmt: skip
    made = [
        Case(f"founding/variants/{name}.xlsx", "founding", "variants", expect, _bound(make, seed, name))
        for name, make, expect in plan
    ]
    twin = "founding/variants/pivot_source_deleted.twin.xlsx"
    made.append(
        Case(
            twin,
            "founding",
            "variants",
            BENIGN,
            _bound(_pivot_of_counts, seed, twin),
            twin_of=twin.replace(".twin", ""),
        )
    )
    return made


def _pivot_of_counts(rng: Random) -> bytes:
    book = _book(rng)
    rows = [(place, month, rng.randrange(900)) for place in FACILITIES for month in MONTHS]
    add_pivot_cache(book, ("Facility", "Month", "Book-ins"), rows, "Source", shared=True)
    return package(book)


def _bound(make: Make, seed: int, name: str) -> Callable[[], bytes]:
    return lambda: make(Random(f"{seed}/founding/{name}"))
