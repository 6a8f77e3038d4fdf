"""URLs: hosts, prefixes, and patterns that match every spelling of a path and no other path."""

import re
import string
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.incident.takedown.connectors.urls import (
    address,
    addresses,
    below,
    every_spelling,
    public,
    step_id,
)
from withhold.incident.takedown.interface import TakedownError

PATHS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40).map(
    "/".__add__
)


@given(PATHS)
def test_an_address_holds_nothing_that_could_end_a_line_or_a_word(path: str) -> None:
    one = address(f"https://www.example.org{path}")
    assert one.url.isascii()
    assert one.url.isprintable()
    assert not set(one.url) & set(' "\\<>')
    assert one.host == "www.example.org"


@given(PATHS, st.data())
def test_every_spelling_of_a_path_is_matched(path: str, data: st.DataObject) -> None:
    spelled = "".join(data.draw(st.sampled_from(_spellings(byte))) for byte in path.encode())
    pattern = every_spelling(quote(path))
    assert re.fullmatch(pattern, spelled)
    assert pattern.isascii()
    assert not set(pattern) & set(' "\t\r\n')


def _spellings(byte: int) -> list[str]:
    coded = [f"%{byte:02x}", f"%{byte:02X}"]
    if byte == 0x2F:
        return [*coded, "/", "//"]
    plain = chr(byte)
    return [*coded, plain] if 0x21 <= byte <= 0x7E and plain not in '"%#?' else coded


@given(PATHS, PATHS)
def test_another_path_is_not_matched(path: str, other: str) -> None:
    same = re.sub("/+", "/", path) == re.sub("/+", "/", other)
    assert bool(re.fullmatch(every_spelling(quote(path)), quote(other))) is same


def test_a_path_too_long_for_a_header_is_matched_as_it_stands() -> None:
    path = "/" + "a" * 2000
    assert len(every_spelling(path)) < 6000
    assert re.fullmatch(every_spelling(path), path)


def test_only_the_urls_of_the_named_hosts_are_taken_each_once() -> None:
    urls = [
        "https://www.example.org/a",
        "https://WWW.example.org/a#part",
        "http://www.example.org:8080/b?x=1",
        "https://other.example.org/a",
    ]
    assert [one.url for one in addresses(urls, ["www.example.org"])] == [
        "http://www.example.org:8080/b?x=1",
        "https://www.example.org/a",
    ]
    assert [one.url for one in addresses(urls, ["WWW.example.org:8080"])] == [
        "http://www.example.org:8080/b?x=1"
    ]
    assert len(addresses(urls, [])) == 3


@pytest.mark.parametrize(
    "url", ["ftp://www.example.org/a", "/a", "https:///a", "http://[::1/a", "http://h:x/"]
)
def test_what_is_no_web_address_is_an_error_that_does_not_repeat_it(url: str) -> None:
    with pytest.raises(TakedownError) as caught:
        address(url)
    assert url not in str(caught.value)


def test_paths_below_a_prefix_are_decoded_and_stay_below() -> None:
    prefixes = ["https://www.example.org/files/"]
    urls = [
        "https://www.example.org/files/a%20b/%C3%BC.csv?x",
        "http://www.example.org:8080//files//c.csv",
        "https://www.example.org/files/../etc/passwd",
        "https://www.example.org/files/%2e%2e/etc/passwd",
        "https://www.example.org/filesystem",
        "https://other.example.org/files/d",
        "https://www.example.org/files/%00",
    ]
    assert below(prefixes, urls) == ["a b/ü.csv", "c.csv"]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0/."), min_size=1))
def test_a_path_below_a_prefix_has_a_url_that_leads_back(path: str) -> None:
    prefix = "https://www.example.org/files/"
    assert below([prefix], public([prefix], path)) == [path]


@given(
    st.lists(
        st.text(string.printable, min_size=1).filter(lambda one: "\0" not in one), min_size=1, max_size=3
    )
)
def test_the_same_work_has_the_same_id(what: list[str]) -> None:
    assert step_id("a", "b", *what) == step_id("a", "b", *what)
    assert step_id("a", "b", *what) != step_id("a", "c", *what)
    assert re.fullmatch("[0-9a-f]{32}", step_id("a", "b", *what))
