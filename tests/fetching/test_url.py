"""A URL has one meaning, or it is refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.fetching.interface import Refusal, Unfetched
from withhold.fetching.url import parse, redirected


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("http://www.example.org", "http://www.example.org/"),
        ("HTTPS://WWW.Example.ORG./a?b#c", "https://www.example.org/a?b"),
        ("http://www.example.org:80/", "http://www.example.org/"),
        ("https://www.example.org:8443/x", "https://www.example.org:8443/x"),
        ("http://www.example.org?a=1", "http://www.example.org/?a=1"),
        ("http://www.example.org//a/../b%2e", "http://www.example.org//a/../b%2e"),
        (
            "http://www.example.org/список.xlsx",
            "http://www.example.org/%D1%81%D0%BF%D0%B8%D1%81%D0%BE%D0%BA.xlsx",
        ),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://ｗｗｗ.example。org/", "http://www.example.org/"),
        ("http://[2001:DB8:0::1]:8080/", "http://[2001:db8::1]:8080/"),
        ("http://192.0.2.7/", "http://192.0.2.7/"),
        ('http://www.example.org/a"<b>', "http://www.example.org/a%22%3Cb%3E"),
    ],
)
def test_each_spelling_is_read_into_one(text: str, read: str) -> None:
    assert str(parse(text)) == read


@pytest.mark.parametrize(
    "text",
    [
        "",
        "www.example.org",
        "//www.example.org/",
        "ftp://www.example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http:/www.example.org/",
        "http:www.example.org",
        "http:///a",
        "http://",
        "http://:80/",
        "http://user@www.example.org/",
        "http://user:word@www.example.org/",
        "http://www.example.org@127.0.0.1/",
        "http://www.example.org\\@127.0.0.1/",
        "http:\\\\www.example.org/",
        "http://www.example.org/a b",
        " http://www.example.org/",
        "http://www.example.org/\r\nX: y",
        "http://www.example.org/\x00",
        "http://www.example.org\u00a0/",
        "http://www%2eexample.org/",
        "http://127%2e0.0.1/",
        "http://www..example.org/",
        "http://.example.org/",
        "http://www.example.org../",
        "http://-www.example.org/",
        "http://www.example.org:/",
        "http://www.example.org:0/",
        "http://www.example.org:65536/",
        "http://www.example.org:８０/",
        "http://www.example.org:80:80/",
        "http://www.exa<mple.org/",
        f"http://{'a' * 64}.example.org/",
        f"http://{'a.' * 130}org/",
        f"http://www.example.org/{'a' * 9000}",
        "http://127.1/",
        "http://0177.0.0.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://127.0.0.0x1/",
        "http://127.0.0.1.5/",
        "http://1.2.3.256/",
        "http://www.example.1/",
        "http://0x/",
        "http://[::1%25eth0]/",
        "http://[::1%eth0]/",
        "http://[fe80::1%1]/",
        "http://[::1/",
        "http://::1/",
        "http://[127.0.0.1]/",
        "http://[v1.a]/",
        "http://straße.example/",
        "http://www.example.org/\ud800",
    ],
)
def test_what_two_readers_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(Unfetched) as refused:
        parse(text)
    assert refused.value.refusal is Refusal.BAD_URL


def test_a_refusal_says_what_is_wrong_and_does_not_repeat_it() -> None:
    with pytest.raises(Unfetched, match="user name or password") as refused:
        parse("http://me:hush@www.example.org/secret")
    assert "hush" not in str(refused.value)
    assert "secret" not in str(refused.value)


@given(st.text(max_size=80) | st.text(max_size=60).map("http://".__add__))
def test_any_text_is_read_or_refused_and_what_is_read_reads_the_same_again(text: str) -> None:
    with suppress(Unfetched):
        url = parse(text)
        assert str(url).isascii()
        assert parse(str(url)) == url


@pytest.mark.parametrize(
    ("location", "leads"),
    [
        ("/b", "https://www.example.org/b"),
        ("b?c", "https://www.example.org/a/b?c"),
        ("../x", "https://www.example.org/x"),
        ("?q", "https://www.example.org/a/list?q"),
        ("//cdn.example.org/x", "https://cdn.example.org/x"),
        ("http://other.example.org", "http://other.example.org/"),
        ("/\u00d1\u0081", "https://www.example.org/%D1%81"),
        ("/\u00e9", "https://www.example.org/%E9"),
    ],
)
def test_a_redirect_leads_where_browsers_would_go(location: str, leads: str) -> None:
    assert str(redirected(parse("https://www.example.org/a/list"), location)) == leads


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://x.example/",
        "gopher://127.0.0.1:70/",
        "data:text/plain,x",
        "/\\127.0.0.1/",
        "/a b",
    ],
)
def test_a_redirect_to_anything_else_is_refused(location: str) -> None:
    with pytest.raises(Unfetched) as refused:
        redirected(parse("http://www.example.org/"), location)
    assert refused.value.refusal is Refusal.BAD_URL
