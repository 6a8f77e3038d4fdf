"""What others' robots.txt allows, as RFC 9309 has it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.incident.watch.sources.robots import rules

FILE = b"""
User-agent: other
Disallow: /

User-agent: *
User-agent: another
Disallow: /private   # not for programs
Allow: /private/press
Disallow: /*.csv$
Disallow: /find?
Crawl-delay: 5
Disallow:
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/private/a", False),
        ("/private/press/a", True),
        ("/a/list.csv", False),
        ("/a/list.csv?x", True),
        ("/find?q=1", False),
        ("/find", True),
        ("/robots.txt", True),
        ("/privat%65", True),
    ],
)
def test_the_longest_rule_decides(path: str, allowed: bool) -> None:
    assert rules(FILE).allow(f"https://example.org{path}") is allowed


def test_rules_for_this_program_come_before_those_for_all() -> None:
    own = rules(b"User-agent: *\nDisallow: /\nUser-agent: Withhold\nDisallow: /a\n")
    assert own.allow("https://example.org/b")
    assert not own.allow("https://example.org/a")


def test_delays_are_kept_within_reason() -> None:
    assert rules(FILE).delay == 5.0
    assert rules(b"User-agent: *\nCrawl-delay: 86400").delay == 30.0
    assert rules(b"User-agent: *\nCrawl-delay: soon").delay == 0.0


@given(st.binary(max_size=300), st.text(alphabet="/a*$?", max_size=12))
def test_any_file_can_be_asked(content: bytes, rule: str) -> None:
    assert rules(content).allow("https://example.org/robots.txt")
    found = rules(f"User-agent: *\nDisallow: /{rule}".encode())
    assert found.allow("https://example.org/aaa") in (True, False)
