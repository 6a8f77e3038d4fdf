"""Lists of addresses: plain, feeds, sitemaps; and what is no list."""

import gzip

import pytest

from withhold.incident.watch.sources.lists import grouped, listed

RSS = b"""<?xml version="1.0"?><!-- a feed --><rss version="2.0"><channel><title>News</title>
<item><title>One</title><link>https://example.org/one</link></item>
<item><link>/two</link><enclosure url="https://example.org/list.csv"/></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="https://example.org/one"/></entry></feed>"""
SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc> https://example.org/one </loc></url>
<url><loc>https://example.org/two</loc></url><url><loc>mailto:a@example.org</loc></url></urlset>"""


def test_addresses_one_a_line() -> None:
    found = listed(b"\xef\xbb\xbf# found by hand\nhttps://example.org/one\r\n\nhttps://example.org/one#a\n")
    assert found is not None
    assert found.addresses == ("https://example.org/one",)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"# only a remark\n",
        b"https://example.org/ is where it was\n",
        b"https://example.org/one\nnot an address\n",
        b"http://[bad\n",
        b"<!DOCTYPE html><html><a href='https://example.org/'>x</a></html>",
        b"%PDF-1.7",
        b"\x1f\x8b\x08broken",
    ],
)
def test_what_is_no_list(content: bytes) -> None:
    assert listed(content) is None


def test_feeds() -> None:
    rss, atom = listed(RSS, "https://example.org/feed"), listed(ATOM)
    assert rss is not None
    assert atom is not None
    assert {"https://example.org/one", "https://example.org/two", "https://example.org/list.csv"} <= {
        *rss.addresses
    }
    assert atom.addresses == ("https://example.org/one",)


def test_relative_links_of_a_feed_in_a_file_lead_nowhere() -> None:
    found = listed(RSS)
    assert found is not None
    assert all(address.startswith("https://example.org/") for address in found.addresses)


@pytest.mark.parametrize("content", [SITEMAP, gzip.compress(SITEMAP, mtime=0)])
def test_sitemaps(content: bytes) -> None:
    found = listed(content)
    assert found is not None
    assert found.addresses == ("https://example.org/one", "https://example.org/two")
    assert found.problems == ("1 addresses of the sitemap are none that can be asked for",)


def test_an_index_of_sitemaps_leads_to_lists() -> None:
    found = listed(b"<sitemapindex><sitemap><loc>https://example.org/a.xml</loc></sitemap></sitemapindex>")
    assert found is not None
    assert found.lists


@pytest.mark.parametrize(
    "content",
    [
        SITEMAP[:-20],
        b'<!DOCTYPE a [<!ENTITY b "c">]><urlset><url><loc>https://example.org/&b;</loc></url></urlset>',
    ],
)
def test_a_broken_sitemap_is_told(content: bytes) -> None:
    found = listed(content)
    assert found is not None
    assert (found.addresses, len(found.problems)) == ((), 1)


def test_addresses_of_one_host_stay_together() -> None:
    addresses = tuple(f"https://{host}.example.org/{one}" for one in range(10) for host in "abc")
    parts = list(grouped(addresses, 12))
    assert sorted(url for part in parts for url in part) == sorted(addresses)
    assert [len({url.split("/")[2] for url in part}) for part in parts] == [1, 1, 1]
