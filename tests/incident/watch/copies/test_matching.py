"""Which rows of a list a page holds, in the forms that copies have, and in pages that hold none."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.incident.watch.copies.listed import PEOPLE, Listed, fingerprints, rows_in
from withhold.incident.watch.copies.matching import Matcher

ALL = len(PEOPLE)


def day(one: Listed, form: str) -> str:
    return date.fromisoformat(one.born).strftime(form)


def table(rows: list[tuple[str, ...]]) -> str:
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<!doctype html><html><body><table>{body}</table></body></html>"


PAGES = {
    "table": table([(p.name, p.born, p.alien) for p in PEOPLE]),
    "table over many lines": table([(f"\n  {p.name}\n", f"\n  {p.born}\n") for p in PEOPLE]),
    "table in capitals": table([(p.name.upper(), p.born) for p in PEOPLE]),
    "name and number only": table([(p.alien, p.name) for p in PEOPLE]),
    "other columns between": table([(p.name, "Country", "Eritrea", "2021-06-01", p.born) for p in PEOPLE]),
    "two name columns": table([(*p.name.rsplit(" ", 1), day(p, "%d/%m/%Y")) for p in PEOPLE]),
    "lines with semicolons": "\n".join(f"{p.name};{day(p, '%d.%m.%Y')}" for p in PEOPLE),
    "lines with commas": "\n".join(f'"{p.name}",{p.born},{p.alien}' for p in PEOPLE),
    "lines with spaces": "\n".join(f"{p.alien}  {p.name}  {day(p, '%d/%m/%Y')}" for p in PEOPLE),
    "two digits of the year": "\n".join(f"{p.name} {day(p, '%d/%m/%y')}" for p in PEOPLE if p.born > "1970"),
    "sentences": " ".join(f"It names {p.name}, born on {day(p, '%-d %B %Y')}, among others." for p in PEOPLE),
    "american sentences": "\n".join(f"{p.name} (born {day(p, '%B %-d, %Y')})" for p in PEOPLE),
    "one long line": "; ".join(f"{p.name}, {p.born}" for p in PEOPLE),
    "json": json.dumps([{"n": p.name, "dob": p.born} for p in PEOPLE]),
    "json escaped": json.dumps([{"n": p.name, "dob": day(p, "%d/%m/%Y")} for p in PEOPLE]).replace(
        "/", "\\/"
    ),
    "json indented": json.dumps([{"name": {"full": p.name}, "dob": p.born} for p in PEOPLE], indent=2),
    "json nested": json.dumps(
        [{"name": {"full": p.name}, "dob": p.born, "c": "South Sudan"} for p in PEOPLE]
    ),
    "json name last": json.dumps([{"dob": p.born, "who": {"name": p.name}} for p in PEOPLE]),
    "in a script": "<html><script>var d="
    + json.dumps([{"n": p.name, "d": p.born} for p in PEOPLE])
    + "</script></html>",
    "cards": "".join(
        f"<div class=c><h3>{p.name}</h3><p>Country: South Sudan</p><p>Date of birth: {p.born}</p></div>"
        for p in PEOPLE
    ),
    "cards in text": "\n\n".join(f"Name: {p.name}\nBooked: 2021-06-01\nDOB: {p.born}" for p in PEOPLE),
    "cards, date first": "\n\n".join(f"DOB: {p.born}\nName: {p.name}" for p in PEOPLE),
    "description lists": "".join(
        f"<dl><dt>Name</dt><dd>{p.name}</dd><dt>Born</dt><dd>{p.born}</dd></dl>" for p in PEOPLE
    ),
    "spaces that do not break": table(
        [(p.name.replace(" ", "&nbsp;"), day(p, "%-d&nbsp;%B&nbsp;%Y")) for p in PEOPLE]
    ),
    "parts in bold": table([(f"<b>{p.name[:3]}</b>{p.name[3:]}", f"<i>{p.born}</i>") for p in PEOPLE]),
    "digits of Arabic": "\n".join(
        f"{p.name} {p.born.translate(str.maketrans('0123456789', '٠١٢٣٤٥٦٧٨٩'))}" for p in PEOPLE
    ),
    "ideographs around numbers": "\n".join(f"{p.name} {day(p, '%Y年%-m月%-d日')}" for p in PEOPLE),
    "number in groups": "\n".join(f"{p.name} A {p.alien[1:4]}-{p.alien[4:7]}-{p.alien[7:]}" for p in PEOPLE),
    "reversed order of rows": "\n".join(f"{p.born} {p.name}" for p in reversed(PEOPLE)),
}


@pytest.mark.parametrize("name", PAGES)
def test_every_row_is_found_once(name: str) -> None:
    expected = sum(p.born > "1970" for p in PEOPLE) if name == "two digits of the year" else ALL
    assert rows_in(PAGES[name]) == expected


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "utf-16-be", "utf-8-sig"])
def test_whatever_the_charset(charset: str) -> None:
    assert rows_in(PAGES["table"].encode(charset)) == ALL


def test_a_declared_charset_is_read() -> None:
    page = "Иванов Алексей 31.01.1969\nКоваленко Олена 17.05.2001\n".encode("windows-1251")
    assert rows_in(page, "windows-1251") == 2


@pytest.mark.parametrize(
    "line",
    [
        "Иванов Алексей, 31 января 1969",
        "محمد کریمی ۱۳۷۴/۰۵/۱۷",
        "محمد کریمی ۱۹۹۵/۰۸/۰۸",
        "王小明 1982年11月11日",
        "我叫王小明，1982年11月11日出生",
        "LOPEZ PEREZ, JUAN CARLOS  A334567890",
        "ivanov aleksei 31.1.1969",
        "Mr. Mohamed KARIMY, DOB 08/08/95",
        "Fatuma Hasan Ali / 28-FEB-1958",
    ],
)
def test_other_spellings_scripts_and_calendars(line: str) -> None:
    assert rows_in(line) == 1


def moved(by: int) -> list[tuple[str, str]]:
    return [(p.name, PEOPLE[(n + by) % ALL].born) for n, p in enumerate(PEOPLE)]


@pytest.mark.parametrize("by", [1, -1, 2, 3])
@pytest.mark.parametrize(
    "page",
    [
        lambda rows: table(rows),
        lambda rows: "\n".join(f"{name};{born}" for name, born in rows),
        lambda rows: "\n".join(f"Name: {name}\nDOB: {born}" for name, born in rows),
        lambda rows: "\n\n".join(f"Name: {name}\nDOB: {born}" for name, born in rows),
        lambda rows: "; ".join(f"{name}, born on {born}" for name, born in rows),
        lambda rows: " ".join(f"{name} ({born})." for name, born in rows),
        lambda rows: json.dumps([{"name": name, "dob": born} for name, born in rows]),
        lambda rows: json.dumps([{"name": {"full": name}, "dob": born} for name, born in rows], indent=1),
        lambda rows: "".join(f"<div class=c><h3>{name}</h3><p>{born}</p></div>" for name, born in rows),
    ],
)  # fmt: skip
def test_names_with_the_birth_dates_of_others_are_no_rows(page: object, by: int) -> None:
    assert callable(page)
    assert rows_in(page(moved(by))) == 0


@pytest.mark.parametrize(
    "line",
    [
        "Amina Warsame",
        "Amina Warsame, born in 1987",
        "Amina Warsame 1987-03-05",
        "Omar Warsame 1987-03-04",
        "Hassan Omar, 28 February 1958",
        "A312345678",
        "1987-03-04 312345678",
        "John Smith A312345678",
        "",
        "<",
        "\0\0\0",
    ],
)
def test_no_row_without_a_name_and_a_second_field_of_the_same_person(line: str) -> None:
    assert rows_in(line) == 0


def test_rows_of_the_list_count_once_a_page() -> None:
    assert rows_in(PAGES["table"] + PAGES["json"] + PAGES["cards"]) == ALL


def test_a_copy_of_three_rows_in_a_long_page_is_found_with_its_place() -> None:
    noise = "".join(
        f"<p>The court sat on {1 + n % 28} March 20{n % 20 + 10}, case {n * 7919}.</p>\n" for n in range(3000)
    )
    some = table([(p.name, p.born) for p in PEOPLE[:3]])
    found = Matcher(fingerprints()).look((noise + some + noise).encode())
    assert found.rows() == 3
    assert [(part.first, part.rows) for part in found.stretches()] == [(3001, 3)]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_make_it_fail(content: bytes) -> None:
    assert rows_in(content) == 0


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_page_cut_anywhere_never_holds_more_rows(data: st.DataObject) -> None:
    page = PAGES[data.draw(st.sampled_from(sorted(PAGES)))].encode()
    cut = page[: data.draw(st.integers(0, len(page)))]
    assert rows_in(cut) <= ALL
