"""robots.txt: where it leads, and how long it asks to wait."""

from hypothesis import given
from hypothesis import strategies as st

from withhold.crawling.robots import robots

URL = "http://www.example.org/robots.txt"


def test_sitemaps_and_paths_are_read_also_what_robots_should_not_visit() -> None:
    told = robots(
        b"User-agent: *\nDisallow: /drafts/ # not yet\nDisallow: /*.pdf$\nAllow: /drafts/a.html\n"
        b"Sitemap: http://www.example.org/maps/all.xml\nsitemap: /more.xml\nDisallow:\n",
        URL,
    )
    assert told.sitemaps == ("http://www.example.org/maps/all.xml", "http://www.example.org/more.xml")
    assert told.paths == ("http://www.example.org/drafts/", "http://www.example.org/drafts/a.html")


def test_the_delay_for_everybody_counts() -> None:
    assert robots(b"User-agent: Other\nCrawl-delay: 30\nUser-agent: *\nCrawl-delay: 2.5\n", URL).delay == 2.5
    assert robots(b"User-agent: *\nCrawl-delay: soon\n", URL).delay == 0.0
    assert robots(b"User-agent: *\nCrawl-delay: -1\n", URL).delay == 0.0


@given(st.binary(max_size=400))
def test_any_bytes_are_read(content: bytes) -> None:
    told = robots(content, URL)
    assert told.delay >= 0.0
    assert all(one.startswith(("http://", "https://")) for one in (*told.sitemaps, *told.paths))
