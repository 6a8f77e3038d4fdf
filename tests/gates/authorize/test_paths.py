"""From URIs to names: as a web server maps them, and never out of the folder."""

from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.gates.authorize.paths import names_of, uri_of_folder

_names = st.lists(
    st.binary(min_size=1, max_size=20).filter(
        lambda name: name not in (b".", b"..") and not any(byte < 32 or byte in (47, 127) for byte in name)
    ),
    min_size=1,
    max_size=5,
)


@pytest.mark.parametrize(
    ("uri", "names"),
    [
        (b"/a.txt", (b"a.txt",)),
        (b"/a/b.txt?x=/../y#z", (b"a", b"b.txt")),
        (b"/a%2Fb.txt", (b"a", b"b.txt")),
        (b"//a///b.txt", (b"a", b"b.txt")),
        (b"/./a/./b.txt", (b"a", b"b.txt")),
        (b"/", (b"index.html",)),
        (b"/a/", (b"a", b"index.html")),
        (b"/a/.", (b"a", b"index.html")),
        (b"/%E6%96%87", "文".encode()),
        (b"/a%2520b", (b"a%20b",)),
        (b"/a+b", (b"a+b",)),
        (b"/...", (b"...",)),
        (b"/%ff", (b"\xff",)),
    ],
)
def test_where_uris_lead(uri: bytes, names: tuple[bytes, ...] | bytes) -> None:
    assert names_of(uri) == (names if isinstance(names, tuple) else (names,))


@pytest.mark.parametrize(
    "uri",
    [
        b"",
        b"a.txt",
        b"http://host/a.txt",
        b"/../a",
        b"/a/..",
        b"/a/%2e%2e/b",
        b"/%2e%2E%2fb",
        b"/a%00.txt",
        b"/a%0d%0ab",
        b"/a\x7f",
        b"/a%",
        b"/a%2",
        b"/a%zz",
        b"/" + b"a" * 256,
        b"/a" * 129,
        b"/" + b"a/" * 5000,
    ],
)
def test_what_leads_nowhere(uri: bytes) -> None:
    assert names_of(uri) is None


@given(_names)
def test_any_name_is_found_however_it_is_escaped(names: list[bytes]) -> None:
    plain = b"/" + b"/".join(quote_from_bytes(name).encode() for name in names)
    every = b"/" + b"/".join("".join(f"%{byte:02x}" for byte in name).encode() for name in names)
    assert names_of(plain) == names_of(every) == tuple(names)


@given(st.binary(max_size=100))
def test_no_uri_leads_out_of_the_folder(uri: bytes) -> None:
    for name in names_of(b"/" + uri) or ():
        assert name not in (b"", b".", b"..")
        assert b"/" not in name
        assert b"\x00" not in name


@given(_names)
def test_a_folders_uri_is_safe_in_a_header_and_leads_to_its_index(names: list[bytes]) -> None:
    uri = uri_of_folder(tuple(names))
    assert uri.isascii()
    assert uri.isprintable()
    assert not uri.startswith("//")
    assert names_of(uri.encode()) == (*names, b"index.html")
