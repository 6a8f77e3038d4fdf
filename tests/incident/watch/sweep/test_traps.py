"""What is asked of a site: its own addresses, and not those that it makes without end."""

import pytest

from withhold.incident.watch.sweep.traps import Traps

HOST = "www.example.org"


@pytest.fixture
def traps() -> Traps:
    return Traps(frozenset({HOST, "files.example.org:8080"}), 2026)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        (f"http://{HOST}/a.csv#top", f"http://{HOST}/a.csv"),
        (f"https://{HOST}/a.csv", f"https://{HOST}/a.csv"),
        ("http://files.example.org:8080/x", "http://files.example.org:8080/x"),
        (f"http://{HOST}/a;jsessionid=0AB9?x=1", f"http://{HOST}/a?x=1"),
        (f"http://{HOST}/a?x=1&PHPSESSID=77ab", f"http://{HOST}/a?x=1"),
        (f"http://{HOST}/(S(lit3py55t21z5v55vlm25s55))/a.aspx", f"http://{HOST}/a.aspx"),
        (f"http://{HOST}/events/2026-11/", f"http://{HOST}/events/2026-11/"),
        (f"http://{HOST}/node/123456", f"http://{HOST}/node/123456"),
        (f"http://{HOST}/doc?id=1234-05", f"http://{HOST}/doc?id=1234-05"),
        (f"http://{HOST}/calendar/1890-01.pdf", f"http://{HOST}/calendar/1890-01.pdf"),
    ],
)
def test_own_addresses_are_asked_without_a_session(traps: Traps, url: str, asked: str) -> None:
    assert traps.cleaned(url) == asked


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere.example.net/a.csv",
        "http://files.example.org/x",
        f"http://{HOST}.example.net/",
        f"http://{HOST}/events/2190-01/",
        f"http://{HOST}/calendar?year=1789&month=7",
        f"http://{HOST}/a/b/a/b/a/b/a/b/",
        f"http://{HOST}/files/?C=M;O=D",
        f"http://{HOST}/a?utm_source=x",
        f"http://{HOST}/" + "a" * 3000,
        "javascript:alert(1)",
    ],
)
def test_others_and_endless_ones_are_not(traps: Traps, url: str) -> None:
    assert traps.cleaned(url) is None


def test_queries_without_end_are_bounded_and_that_is_told(traps: Traps) -> None:
    asked = sum(traps.cleaned(f"http://{HOST}/search?q={number}") is not None for number in range(6000))
    assert asked == 5000
    assert traps.full == {f"http://{HOST}/search"}
    assert traps.cleaned(f"http://{HOST}/search?q=1") is not None
    assert traps.cleaned(f"http://{HOST}/other?q=1") is not None
