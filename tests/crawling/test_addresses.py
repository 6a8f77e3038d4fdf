"""One spelling for each address; hostile ones are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.crawling.addresses import canonical, folders_of, pages_about, variants


@pytest.mark.parametrize(
    ("given_url", "spelt"),
    [
        ("HTTP://WWW.Example.org:80/a%7Eb/./c/../d.csv#top", "http://www.example.org/a~b/d.csv"),
        ("https://example.org", "https://example.org/"),
        ("http://example.org/a b.csv", "http://example.org/a%20b.csv"),
        ("http://example.org//a.csv?b=1&a=2", "http://example.org//a.csv?b=1&a=2"),
        ("http://example.org/a%2bb+c.csv", "http://example.org/a%2Bb+c.csv"),
        ("http://example.org/a%2Fb%3Bc.csv", "http://example.org/a%2Fb%3Bc.csv"),
        ("http://example.org/L%C3%BCtt.csv", "http://example.org/L%C3%BCtt.csv"),
    ],
)
def test_spellings_of_one_address(given_url: str, spelt: str) -> None:
    assert canonical(given_url) == spelt


@pytest.mark.parametrize(
    "hostile",
    ["javascript:alert(1)", "file:///etc/passwd", "http://user:pw@example.org/", "mailto:a@b.c"],
)
def test_what_is_no_web_address_is_none(hostile: str) -> None:
    assert canonical(hostile, "http://example.org/") is None


def test_relative_addresses_are_taken_from_the_page() -> None:
    assert canonical("../b.csv", "http://example.org/x/y/z.html") == "http://example.org/x/b.csv"


def test_a_folder_whose_name_is_no_utf8_is_asked_by_its_own_bytes() -> None:
    folders = list(folders_of("http://example.org/%E4/x%2Fy/list.csv"))
    assert folders == [
        "http://example.org/%E4/x%2Fy/",
        "http://example.org/%E4/",
        "http://example.org/",
    ]


@given(st.text(max_size=80))
def test_any_text_is_an_address_in_one_spelling_or_none(text: str) -> None:
    one = canonical(text, "http://example.org/a/b")
    assert one is None or canonical(one) == one


def test_every_variant_is_of_the_same_host() -> None:
    url = "http://example.org/data/list.pdf"
    made = [canonical(other) for other, _ in (*variants(url), *pages_about(url))]
    assert None not in made
    assert all(str(one).startswith("http://example.org/") for one in made)
    assert "http://example.org/data/list.pdf.gz" in made
    assert "http://example.org/data/list-pdf.jpg" in made
    assert "http://example.org/data/" in made
