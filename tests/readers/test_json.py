"""JSON: records wherever they nest, any size, broken or not."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.readers.reading import columns_of, hidings, read, reasons_of, tables_of, values
from withhold.domain.concealment import Concealment
from withhold.domain.piece import SkipReason, Table, Text


def test_records_of_an_array_are_a_table() -> None:
    data = [{"name": "Ann Lee", "born": "1990-01-01", "address": {"zip": "01234"}}, {"name": "Bo Li", "n": 7}]
    (table,) = tables_of(read(json.dumps(data).encode()))
    assert columns_of(table) == {
        "name": ["Ann Lee", "Bo Li"],
        "born": ["1990-01-01", None],
        "address.zip": ["01234", None],
        "n": [None, "7"],
    }


def test_nested_records_have_a_path_and_what_is_around_them() -> None:
    data = {"site": "X", "held": [{"name": "Ann", "cases": [{"no": 1}, {"no": 2}]}, {"name": "Bo"}]}
    found = {table.location.route(): table for table in tables_of(read(json.dumps(data).encode()))}
    assert columns_of(found["path:/held",])["name"] == ["Ann", "Bo"]
    assert columns_of(found["path:/held/*/cases",]) == {"name": ["Ann", "Ann"], "no": ["1", "2"]}


def test_json_lines_and_values_in_sequence() -> None:
    (table,) = tables_of(read(b'{"name": "Ann"}\n{"name": "Bo"}\n\n{"name": "Cy"}'))
    assert columns_of(table) == {"name": ["Ann", "Bo", "Cy"]}


def test_tables_by_column_and_by_row() -> None:
    by_column = {"name": ["Ann", "Bo"], "born": ["1990-01-01", "1991-01-01"]}
    split = {"columns": ["name", "born"], "data": [["Ann", "1990-01-01"], ["Bo", "1991-01-01"]]}
    for data in (by_column, split, [["name", "born"], ["Ann", "1990-01-01"], ["Bo", "1991-01-01"]]):
        (table,) = tables_of(read(json.dumps(data).encode()))
        assert columns_of(table) == by_column


def test_keys_that_are_data_come_out() -> None:
    data = {"A012345678": {"name": "Ann", "n": 1}, "A022345678": {"name": "Bo", "n": 2}}
    (table,) = tables_of(read(json.dumps(data).encode()))
    assert ["A012345678", "A022345678"] in [list(column.values) for column in table.columns]


def test_a_repeated_key_hides_nothing() -> None:
    assert hidings(read(b'[{"name": "Ann", "name": "Bo"}]'), "Ann")


def test_json_and_documents_inside_strings() -> None:
    sheet = base64.b64encode(b"Name,Born\nAnn Lee,1990-01-01\nBo Li,1991-01-01\n").decode()
    items = read(json.dumps([{"state": json.dumps({"person": "Cy Ng"}), "file": sheet}]).encode())
    assert hidings(items, "Cy Ng") == {Concealment.VISIBLE}
    assert hidings(items, "Ann Lee") == {Concealment.SCRIPT_DATA}


def test_what_stands_before_and_behind_the_damage_is_read() -> None:
    items = read(b'[{"name": "Ann"}, {"name": "Bo"}, {"name": oops "Cy"}]')
    assert hidings(items, "Ann")
    assert hidings(items, "Cy")
    assert reasons_of(items) == {SkipReason.CORRUPT}


def test_deep_nesting_is_over_the_limit_not_a_crash() -> None:
    assert reasons_of(read(b"[" * 100_000)) == {SkipReason.OVER_LIMIT}


def test_large_arrays_stream() -> None:
    records = [{"name": f"Ann {number}", "note": "x" * 50} for number in range(30_000)]
    data = json.dumps({"total": 30_000, "records": records}).encode()
    found = [table for table in tables_of(read(data)) if table.location.route() == ("path:/records",)]
    assert sum(len(table.rows) for table in found) == 30_000
    assert len({table.table_id for table in found}) == 1


_VALUE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(categories=("Lu", "Ll", "Lo")), max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(_VALUE)
def test_every_string_comes_out(data: object) -> None:
    items = read(json.dumps([data, data], ensure_ascii=False).encode(), "x.json")
    assert reasons_of(items) == set()
    seen = "\n".join(value for value, _ in values(items))
    seen += "\n".join(name for table in tables_of(items) for name in columns_of(table) if name)
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            assert value.strip() in seen
        elif isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            waiting.extend(value.values())


@pytest.mark.parametrize("form", ["{0}\n{1}\n", "[{0}, {1}]", '{{"rows": [{0}, {1}]}}'])
def test_nested_objects_of_a_record_are_columns_of_its_row(form: str) -> None:
    record = (
        '{{"subject": {{"given": "{}", "family": "Tzoc"}}, "born": "1982-02-03", "case": {{"type": "x"}}}}'
    )
    (table,) = tables_of(read(form.format(record.format("Rosa"), record.format("Ana")).encode()))
    assert columns_of(table) == {
        "subject.given": ["Rosa", "Ana"],
        "subject.family": ["Tzoc", "Tzoc"],
        "born": ["1982-02-03", "1982-02-03"],
        "case.type": ["x", "x"],
    }


def test_sentences_in_a_list_stand_for_themselves() -> None:
    lines = [
        "Rosa Tzoc, born 3 February 1982, asked for asylum.",
        "Ana Bol, born 4 March 1983, was released in May.",
    ]
    items = read(json.dumps({"title": "x", "tags": ["a", "b"], "more": lines}).encode())
    (found,) = [
        item
        for item in items
        if isinstance(item, Text | Table) and item.location.route()[:1] == ("path:/more",)
    ]
    text = "\n".join(value for value, _ in values([found]))
    assert all(line in text for line in lines)
