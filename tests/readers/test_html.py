"""HTML: what is seen, what is hidden and how, what the source holds beside it."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.readers.reading import columns_of, hidings, read, reasons_of, tables_of, texts_of
from withhold.domain.concealment import Concealment
from withhold.domain.piece import SkipReason, TextRole

_NAME = "Ann Leefield"
_B64 = base64.b64encode(f"Name,Born\n{_NAME},1990-01-01\nBo Li,1991-01-01\n".encode()).decode()
_STATE = json.dumps({"people": [{"name": _NAME}, {"name": "Bo"}]})


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body><p>Seen.</p>{body}</body></html>".encode()


@pytest.mark.parametrize(
    ("body", "how"),
    [
        (f"<p>{_NAME}</p>", Concealment.VISIBLE),
        (f"<details><p>{_NAME}</p></details>", Concealment.VISIBLE),
        (f"<!-- {_NAME} -->", Concealment.PAGE_SOURCE),
        (f"<!-- <td>{_NAME}</td> -->", Concealment.PAGE_SOURCE),
        (f"<p hidden>{_NAME}</p>", Concealment.PAGE_SOURCE),
        (f"<div style='Display: None'><p>{_NAME}</p></div>", Concealment.PAGE_SOURCE),
        (f"<p style='visibility:hidden'>{_NAME}</p>", Concealment.PAGE_SOURCE),
        (f"<template><table><tr><td>{_NAME}</table></template>", Concealment.PAGE_SOURCE),
        (f"<noscript>{_NAME}</noscript>", Concealment.PAGE_SOURCE),
        (f"<input type=hidden value='{_NAME}'>", Concealment.PAGE_SOURCE),
        (f"<p data-person='{_NAME}'>x</p>", Concealment.PAGE_SOURCE),
        (f"<p data-x='{_STATE}'>x</p>", Concealment.PAGE_SOURCE),
        (f"<input value='{_NAME}'>", Concealment.FORM_FIELD),
        (f"<textarea>{_NAME}</textarea>", Concealment.FORM_FIELD),
        (f"<img alt='{_NAME}'>", Concealment.ALT_TEXT),
        (f"<a aria-label='{_NAME}' href='#'>x</a>", Concealment.ALT_TEXT),
        (f"<p style='color:#FFF'>{_NAME}</p>", Concealment.INVISIBLE_TEXT),
        (f"<p style='font-size:0'>{_NAME}</p>", Concealment.INVISIBLE_TEXT),
        (f"<p style='color:white;background:#003366'>{_NAME}</p>", Concealment.VISIBLE),
        (f"<div style='background:navy'><p style='color:white'>{_NAME}</p></div>", Concealment.VISIBLE),
        (f"<p style='position:absolute;left:-9999px'>{_NAME}</p>", Concealment.OFF_PAGE),
        (f"<script>var a = '{_NAME}';</script>", Concealment.SCRIPT_DATA),
        (f"<script>window.S = {_STATE};</script>", Concealment.SCRIPT_DATA),
        (f"<script type='application/json'>{_STATE}</script>", Concealment.SCRIPT_DATA),
        (f"<script>load('{_B64}')</script>", Concealment.SCRIPT_DATA),
        (f"<a href='data:text/csv;base64,{_B64}'>x</a>", Concealment.SCRIPT_DATA),
        (f"<iframe srcdoc='<p>{_NAME}</p>'></iframe>", Concealment.VISIBLE),
        (f"<p onclick=\"show('{_NAME}')\">x</p>", Concealment.SCRIPT_DATA),
    ],
)
def test_places(body: str, how: Concealment) -> None:
    items = read(page(body))
    assert hidings(items, _NAME) == {how}
    assert reasons_of(items) == set()


def test_rules_of_style_blocks_hide_but_not_those_for_print() -> None:
    style = "<style>/* x */ .no, #n {display:none} @media print { .paper {display:none} }</style>"
    items = read(page(f"<p class='a no'>{_NAME}</p><p class=paper>Bo Li</p>", style))
    assert hidings(items, _NAME) == {Concealment.PAGE_SOURCE}
    assert hidings(items, "Bo Li") == {Concealment.VISIBLE}


def test_tables_have_captions_headings_spans_and_hidden_rows() -> None:
    body = (
        "<h2>Held</h2><table><caption>Cap</caption><tr><th>Name<th>Born<th>Site"
        "<tr><td>Ann<td>1990-01-01<td rowspan=2>North<tr style='display:none'><td>Bo<td>1991-01-01</table>"
    )
    (table,) = tables_of(read(page(body)))
    assert columns_of(table) == {
        "Name": ["Ann", "Bo"],
        "Born": ["1990-01-01", "1991-01-01"],
        "Site": ["North", "North"],
    }
    assert table.titles == ("Held", "Cap")
    assert table.row_concealment == {1: Concealment.PAGE_SOURCE}


def test_tables_in_tables_are_read() -> None:
    items = read(page("<table><tr><td>a<td><table><tr><td>Ann<td>7<tr><td>Bo<td>8</table></table>"))
    assert hidings(items, "Ann") == {Concealment.VISIBLE}


def test_literals_of_programs_are_tables() -> None:
    program = "const p = [{name: 'Ann', 'n': 1}, {name: \"Bo\", n: 2}]; f(function () { return p[0] })"
    found = tables_of(read(page(f"<script>{program}</script>")))
    assert {"name": ["Ann", "Bo"], "n": ["1", "2"]} in [columns_of(table) for table in found]


def test_authors_and_headings_have_their_roles() -> None:
    items = read(page("<h1>Title here</h1>", "<meta name=author content='Ann Lee'>"))
    roles = {text.text: text.role for text in texts_of(items)}
    assert roles["Ann Lee"] is TextRole.AUTHOR
    assert roles["Title here"] is TextRole.HEADING


def test_the_declared_encoding_counts() -> None:
    data = "<html><head><meta charset='windows-1251'></head><body>Иван</body></html>".encode("cp1251")
    assert hidings(read(data), "Иван")


def test_deep_pages_do_not_break() -> None:
    assert hidings(read(b"<html>" + b"<div>" * 50_000 + b"Ann Lee"), "Ann Lee")


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<table>", "<tr>", "<td>", "</table>", "<dl><dt>", "<dd>", "<b>"])
    )
)
def test_text_is_never_lost(tags: list[str]) -> None:
    marks = [f"mark{number}x" for number in range(len(tags))]
    body = "".join(tag + mark for tag, mark in zip(tags, marks, strict=True))
    items = read(page(body))
    names = "".join(name for table in tables_of(items) for name in columns_of(table) if name)
    assert all(hidings(items, mark) or mark in names for mark in marks)


def test_words_in_style_sheets_are_told() -> None:
    page = (
        b"<html><style>/* Ada Quill 1990-01-02 */ p::after { content: 'A012345678' }</style><p>x</p></html>"
    )
    found = {(item.text.strip(), item.concealment) for item in texts_of(read(page))}
    assert ("Ada Quill 1990-01-02", Concealment.PAGE_SOURCE) in found
    assert ("A012345678", Concealment.PAGE_SOURCE) in found


def test_elements_that_html_does_not_know_part_words() -> None:
    (text,) = texts_of(read(b"<p><n>Ada Quill</n><d>1990-01-02</d><a>A012345678</a></p>"))
    assert text.text.split() == ["Ada", "Quill", "1990-01-02", "A012345678"]


def test_very_deep_pages_are_given_as_words_and_said() -> None:
    items = read(b"<html>" + b"<div>" * 6000 + b"Ada Quill")
    assert any("Ada Quill" in item.text for item in texts_of(items))
    assert reasons_of(items) == {SkipReason.OVER_LIMIT}
