"""The other spellings under which a server may still answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.fetching.interface import Unfetched
from withhold.fetching.url import parse
from withhold.incident.takedown.outside.spellings import nowhere, origin, other_query, spellings


def test_the_spellings_of_a_url() -> None:
    assert set(spellings("http://www.example.org/files/list.csv?v=1", ["cdn.example.org"])) == {
        "http://www.example.org/files/list.csv",
        "http://www.example.org/files/list.csv/?v=1",
        "http://www.example.org//files/list.csv?v=1",
        "http://www.example.org/files/list.cs%76?v=1",
        "https://www.example.org/files/list.csv?v=1",
        "http://example.org/files/list.csv?v=1",
        "http://cdn.example.org/files/list.csv?v=1",
    }


def test_an_address_with_a_port_has_no_other_scheme_and_no_www() -> None:
    assert set(spellings("http://192.0.2.1:8080/a/", [])) == {
        "http://192.0.2.1:8080/a",
        "http://192.0.2.1:8080//a/",
        "http://192.0.2.1:8080/%61/",
    }
    assert set(spellings("https://example.org/", [])) == {"http://example.org/", "https://www.example.org/"}


def test_an_escaped_letter_is_not_escaped_again() -> None:
    assert "http://a.example/%D0%6F%" not in spellings("http://a.example/%D0", [])
    assert "http://a.example/%61%D0" in spellings("http://a.example/a%D0", [])


def test_queries_and_places_that_nobody_asked_for_are_new_each_time() -> None:
    one, two = other_query("http://a.example/b"), other_query("http://a.example/b")
    assert one != two
    assert one.startswith("http://a.example/b?_=")
    assert other_query("http://a.example/b?c").startswith("http://a.example/b?c&_=")
    assert nowhere("http://a.example/b/c?d=/e").startswith("http://a.example/b/")
    assert origin("https://a.example:443/b") == "https://a.example"


@given(st.text(alphabet="/%aZ09.?=&~é;", max_size=30))
def test_every_spelling_of_a_url_is_a_url_of_its_own(target: str) -> None:
    url = f"https://www.example.org/{target}"
    found = spellings(url, ["other.example:8443"])
    assert len(set(found)) == len(found)
    assert str(parse(url)) not in found
    assert all(str(parse(one)) == one for one in found)


def test_what_is_no_url_is_refused() -> None:
    with pytest.raises(Unfetched):
        spellings("file:///etc/passwd", [])
