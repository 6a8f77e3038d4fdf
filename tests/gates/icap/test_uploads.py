"""The documents in a body: names, forms, codings; and what is refused."""

import gzip
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gates.icap.client import request, response
from withhold.gates.icap.decoding import Undecodable, decoded
from withhold.gates.icap.encapsulated import Message
from withhold.gates.icap.heads import parse_head
from withhold.gates.icap.interface import Sent, Stop
from withhold.gates.icap.naming import name_of
from withhold.gates.icap.uploads import documents, is_one_document

MOST = 1 << 16


def sent(content_type: str, form: bool = True) -> Sent:
    return Sent("upload", content_type, (), form)


def part(disposition: str, content: bytes, *fields: str) -> bytes:
    head = "\r\n".join([f"Content-Disposition: {disposition}", *fields])
    return b"--B\r\n" + head.encode() + b"\r\n\r\n" + content + b"\r\n"


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--B--\r\n"


FORM = "multipart/form-data; boundary=B"
FILE = 'form-data; name="f"; filename="list.csv"'


def test_every_file_of_a_form_is_a_document() -> None:
    body = form(part(FILE, b"a,b"), part('form-data; name="g"; filename="x.xlsx"', b"PK"))
    assert [(p.name, p.content) for p in documents(sent(FORM), body)] == [
        ("list.csv", b"a,b"),
        ("x.xlsx", b"PK"),
    ]


def test_the_fields_of_a_form_are_one_record() -> None:
    body = form(part('form-data; name="name"', "Ana Kröll".encode()), part('form-data; name="born"', b"1987"))
    (fields,) = documents(sent(FORM), body)
    assert json.loads(fields.content) == {"name": "Ana Kröll", "born": "1987"}


def test_a_pasted_table_is_a_document_too() -> None:
    table = b"name,born\r\nAna Kroll,1987-01-02"
    _, pasted = documents(sent(FORM), form(part('form-data; name="text"', table)))
    assert pasted.content == table


def test_urlencoded_fields_are_one_record() -> None:
    (fields,) = documents(sent("application/x-www-form-urlencoded"), b"name=Ana+Kroll&tag=a&tag=b%20c")
    assert json.loads(fields.content) == {"name": "Ana Kroll", "tag": ["a", "b c"]}


def test_a_file_that_only_says_it_is_a_form_is_read_as_it_is() -> None:
    content = b'{"name": "Ana Kroll"}'
    parts = documents(sent("application/x-www-form-urlencoded"), content)
    assert content in [p.content for p in parts]


def test_a_form_in_a_form_is_taken_apart() -> None:
    inner = b"--C\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\na,b\r\n--C--"
    body = form(part('form-data; name="f"', inner, "Content-Type: multipart/mixed; boundary=C"))
    assert [(p.name, p.content) for p in documents(sent(FORM), body)] == [("a.csv", b"a,b")]


def test_parts_in_transfer_encodings_are_decoded() -> None:
    body = form(part(FILE, b"YSxi\r\nYw==", "Content-Transfer-Encoding: base64"))
    assert [p.content for p in documents(sent(FORM), body)] == [b"a,bc"]


def test_a_form_without_a_chosen_file_holds_nothing() -> None:
    assert documents(sent(FORM), form(part('form-data; name="f"; filename=""', b""))) == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", form(part(FILE, b"a"))),
        (FORM, b"text before\r\n" + form(part(FILE, b"a"))),
        (FORM, form(part(FILE, b"a")) + b"text after"),
        (FORM, part(FILE, b"a")),
        (FORM, b""),
        (FORM, b"--B\r\nno head\r\n\r\nx\r\n--B--"),
        (FORM, b"--B\r\n--B--"),
        (FORM, form(part(FILE, b"!!", "Content-Transfer-Encoding: base64"))),
        (FORM, form(part(FILE, b"x", "Content-Transfer-Encoding: uuencode"))),
    ],
)
def test_what_is_not_quite_a_form_is_refused(kind: str, body: bytes) -> None:
    with pytest.raises(Undecodable):
        documents(sent(kind), body)


@given(st.binary(max_size=300))
def test_a_form_of_noise_is_taken_apart_or_refused(noise: bytes) -> None:
    try:
        parts = documents(sent(FORM), b"--B" + noise + b"--B--")
    except Undecodable:
        return
    assert all(found.content for found in parts)


@given(st.binary(min_size=1, max_size=2000))
def test_codings_are_taken_off(content: bytes) -> None:
    raw = zlib.compressobj(wbits=-15)
    assert decoded(gzip.compress(content, mtime=0), ("gzip",), MOST) == content
    assert decoded(gzip.compress(content, mtime=0) + gzip.compress(b"b"), ("x-gzip",), MOST) == content + b"b"
    assert decoded(zlib.compress(content), ("deflate",), MOST) == content
    assert decoded(raw.compress(content) + raw.flush(), ("deflate",), MOST) == content
    assert decoded(gzip.compress(zlib.compress(content)), ("deflate", "gzip"), MOST) == content


@pytest.mark.parametrize(
    ("content", "encodings"),
    [
        (gzip.compress(b"a" * 500, mtime=0)[:-1], ("gzip",)),
        (gzip.compress(b"a", mtime=0) + b"more", ("gzip",)),
        (zlib.compress(b"a") + b"more", ("deflate",)),
        (b"a,b\r\n", ("gzip",)),
        (b"a,b\r\n", ("br",)),
        (b"a", ("identity",) * 4),
    ],
)
def test_what_cannot_be_taken_off_whole_is_refused(content: bytes, encodings: tuple[str, ...]) -> None:
    with pytest.raises(Undecodable):
        decoded(content, encodings, MOST)


def test_a_bomb_is_too_large() -> None:
    with pytest.raises(Undecodable) as caught:
        decoded(gzip.compress(bytes(MOST + 1)), ("gzip",), MOST)
    assert caught.value.stop is Stop.TOO_LARGE


def test_only_a_plain_body_is_inspected_as_sent() -> None:
    assert is_one_document(sent("text/csv"))
    assert is_one_document(sent("application/x-www-form-urlencoded", form=False))
    assert not is_one_document(sent("Multipart/Mixed; boundary=x", form=False))
    assert not is_one_document(Sent("a", "text/csv", ("gzip",), False))


@pytest.mark.parametrize(
    ("disposition", "target", "name"),
    [
        (None, "http://h/a/list%20of.csv?x=1", "list of.csv"),
        (None, "http://h/", "document"),
        (None, "/a/b.xlsx", "b.xlsx"),
        ('attachment; filename="../../etc/p.csv"', "/x", "p.csv"),
        ('attachment; filename="C:\\Files\\p.csv"', "/x", "p.csv"),
        ("attachment; filename=p.csv; filename*=UTF-8''M%C3%BCller.csv", "/x", "Müller.csv"),
        ("inline", "/x.html", "x.html"),
    ],
)
def test_names(disposition: str | None, target: str, name: str) -> None:
    fields = [] if disposition is None else [f"Content-Disposition: {disposition}"]
    message = Message(parse_head(request("GET", target=target)), parse_head(response(*fields)))
    assert name_of(message) == name


URLENCODED = "application/x-www-form-urlencoded"


def test_a_form_with_letters_beyond_ascii_is_read() -> None:
    content = b"name=Jos%C3%A9+P%C3%A9rez&=x&a=%2B"
    (record,) = documents(sent(URLENCODED), content)
    assert json.loads(record.content) == {"name": "José Pérez", "": "x", "a": "+"}


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "shift_jis"])
def test_a_form_in_another_encoding_is_a_table_for_its_reader(encoding: str) -> None:
    """Pages in another encoding send their forms in it; what cannot be shown in UTF-8 was lost."""
    name = "Иван Петров".encode(encoding)
    quoted = b"".join(b"%%%02X" % byte for byte in name)
    urlencoded = documents(sent(URLENCODED), b"name=%b&born=1990-07-14" % quoted)
    several = form(part('form-data; name="name"', name), part('form-data; name="born"', b"1990-07-14"))
    for parts in (urlencoded, documents(sent(FORM), several)):
        (table,) = [one.content for one in parts if one.name == "form.txt"]
        assert table == b"born\tname\n1990-07-14\t%b\n" % name


def test_a_field_that_says_its_encoding_is_read_in_it_and_as_it_is() -> None:
    name = "Иван Петров".encode("koi8-r")
    body = form(part('form-data; name="name"', name, "Content-Type: text/plain; charset=koi8-r"))
    record, table = documents(sent(FORM), body)
    assert json.loads(record.content) == {"name": "Иван Петров"}
    assert table.content == b"name\n%b\n" % name
    wrong = form(part('form-data; name="name"', name, "Content-Type: text/plain; charset=no-such"))
    assert [one.name for one in documents(sent(FORM), wrong)] == ["form.txt"]


@pytest.mark.parametrize(
    "content", [gzip.compress(b"a,b", mtime=0), "Amina".encode("utf-16"), b"PK\x03\x04\x00"]
)
def test_a_field_that_is_no_text_is_a_document(content: bytes) -> None:
    """As `curl -F field='<list.zip'` sends a file."""
    assert [one.content for one in documents(sent(FORM), form(part('form-data; name="f"', content)))] == [
        content
    ]


@pytest.mark.parametrize("second", ["boundary=C", 'Boundary = "C"', "boundary*0=C", "boundary*=utf-8''C"])
def test_two_boundaries_are_refused(second: str) -> None:
    with pytest.raises(Undecodable):
        documents(sent(f"{FORM}; {second}"), form(part(FILE, b"a,b")))
