"""No way to write a name escapes the search for candidate lines."""

import json
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.incident.trace.candidates import Candidates
from withhold.incident.trace.quick import beginnings, newlines

NAME = "people & families (öffentlich) 2026.xlsx"


def _lines(finder: Candidates, text: bytes) -> list[bytes]:
    """The lines it finds in a text that ends with a newline."""
    buffer = bytearray(text + bytes(64))
    ends = newlines(buffer, len(text))
    begins = beginnings(ends)
    return [text[begins[index] : ends[index]] for index in finder.lines(buffer, begins, ends)]


def _found(name: str, text: bytes, fold_case: bool = False) -> list[bytes]:
    return _lines(Candidates((f"/files/{name}",), fold_case), text + b"\n")


FINDER = Candidates((f"/files/{NAME}",), False)


@given(st.data())
def test_any_mix_of_escapes_is_found(data: st.DataObject) -> None:
    line = b""
    for octet in NAME.encode():
        ways = [b"%%%02X" % octet, b"%%%02x" % octet, b"%%25%02X" % octet, b"%%2525%02x" % octet]
        ways += [b"\\x%02X" % octet, bytes((octet,))]
        line += data.draw(st.sampled_from(ways))
    assert _lines(FINDER, b"before\n" + line + b"\nafter\n") == [line]


@pytest.mark.parametrize(
    "written",
    [
        json.dumps(f"/files/{NAME}").encode(),
        json.dumps(f"/files/{NAME}", ensure_ascii=False).encode(),
        json.dumps(f"/files/{NAME}").replace("/", "\\/").encode(),
        json.dumps(f"/files/{NAME}").replace("&", "\\u0026").encode(),
        NAME.encode("latin-1"),
        NAME.replace("ö", "o\u0308").encode(),
        quote(NAME.replace("ö", "o\u0308")).encode(),
        quote(NAME.encode("latin-1")).encode(),
        NAME.replace(" ", "+").encode(),
        quote(NAME.replace(" ", "+")).encode(),
    ],
)
def test_what_servers_write_is_found(written: bytes) -> None:
    assert _found(NAME, written) == [written]


def test_each_line_is_found_once_and_others_are_not() -> None:
    lines = b"a list.csv list.csv\nlist,csv\n\nlistacsv\nb list.csv"
    assert _found("list.csv", lines) == [b"a list.csv list.csv", b"b list.csv"]


def test_case_counts_unless_the_server_folds_it() -> None:
    assert _found("Liste.csv", b"LISTE.CSV %6C%49STE.csv") == []
    assert _found("Liste.csv", b"LISTE.CSV", fold_case=True) == [b"LISTE.CSV"]
    assert _found("ÄRZTE.csv", "ärzte.CSV".encode(), fold_case=True) == ["ärzte.CSV".encode()]


def test_every_line_may_ask_for_the_root() -> None:
    text = b"GET / 1\n\nGET / 2\n"
    assert _lines(Candidates(("/",), False), text) == [b"GET / 1", b"", b"GET / 2"]


def test_lines_that_describe_others_are_given_too() -> None:
    assert _found("list.csv", b"#Fields: date\nx\n#Date: 2026-01-01") == [
        b"#Fields: date",
        b"#Date: 2026-01-01",
    ]


def test_the_question_is_asked_with_its_own_case() -> None:
    from withhold.incident.trace.candidates import for_question
    from withhold.incident.trace.interface import Question

    begin = datetime(2026, 1, 1, tzinfo=UTC)
    question = Question(("/Liste.csv",), begin, begin, fold_case=True)
    assert _lines(for_question(question), b"LISTE.csv\n") == [b"LISTE.csv"]
