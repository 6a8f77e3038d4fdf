"""Where pages lead, in every syntax; hostile ones lead nowhere and break nothing."""

import gzip
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.crawling.links import entries, links

BASE = "http://example.org/dir/page.html"


@pytest.mark.parametrize(
    ("content", "media_type", "target"),
    [
        (b'<a href="a.csv">x</a>', "text/html", "http://example.org/dir/a.csv"),
        (
            b'<link rel="alternate" hreflang="es" href="/es/a.csv">',
            "text/html",
            "http://example.org/es/a.csv",
        ),
        (b'<img srcset="/s.png 1x, /l.png 2x">', "text/html", "http://example.org/l.png"),
        (b'<meta http-equiv="refresh" content="0; url=/b.csv">', "text/html", "http://example.org/b.csv"),
        (b'<meta property="og:image" content="/c.png">', "text/html", "http://example.org/c.png"),
        (b'<div style="background:url(/d.png)">', "text/html", "http://example.org/d.png"),
        (b"<script>get('\\/api\\/e.json')</script>", "text/html", "http://example.org/api/e.json"),
        (
            b'{"guid": {"rendered": "http:\\/\\/example.org\\/f.xlsx"}}',
            "application/json",
            "http://example.org/f.xlsx",
        ),
        (
            b'{"rendered": "<p><a href=\\"/m.csv\\">x</a></p>"}',
            "application/json",
            "http://example.org/m.csv",
        ),
        (b"@import url('/g.css');", "text/css", "http://example.org/g.css"),
        (b"Sitemap: http://example.org/h.xml", "text/plain", "http://example.org/h.xml"),
        (
            b"<urlset><url><loc>http://example.org/i.csv</loc></url></urlset>",
            "text/xml",
            "http://example.org/i.csv",
        ),
        (
            b'<?xml version="1.0"?><feed><entry><link href="/j.csv"/></entry></feed>',
            "",
            "http://example.org/j.csv",
        ),
        (b'<a href="k.csv?v=1&amp;w=2">x</a>', "text/html", "http://example.org/dir/k.csv?v=1&w=2"),
    ],
)
def test_each_syntax(content: bytes, media_type: str, target: str) -> None:
    assert target in set(links(content, media_type, BASE))


@given(
    st.binary(max_size=400), st.sampled_from(("text/html", "text/xml", "application/json", "text/css", ""))
)
def test_no_bytes_break_it(content: bytes, media_type: str) -> None:
    assert all(one.startswith(("http://", "https://")) for one in links(content, media_type, BASE))


@pytest.mark.parametrize(
    "piece", [b'<a href="', b"<", b'"/', b"href=", b"url(", b'"a.', b"<!--", b"{[", b" = '"]
)
def test_hostile_repetition_is_no_trouble(piece: bytes) -> None:
    for media_type in ("text/html", "application/json", "text/xml", "text/css"):
        assert len(list(links(piece * (1 << 17), media_type, BASE))) <= 20_000


def test_entities_of_a_documents_own_are_not_expanded() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "http://example.org/a">]><urlset><loc>&a;</loc></urlset>'
    assert list(entries(bomb)) == []


def test_the_dates_of_sitemaps_and_feeds() -> None:
    sitemap = b"<urlset><url><loc>http://example.org/a.csv</loc><lastmod>2026-03-01</lastmod></url></urlset>"
    ((url, moment),) = entries(sitemap)
    assert (url, moment.isoformat()) == ("http://example.org/a.csv", "2026-03-01T00:00:00+00:00")
    feed = b"<rss><item><link>/a</link><pubDate>Sun, 01 Mar 2026 10:30:00 +0100</pubDate></item></rss>"
    ((_, moment),) = entries(feed)
    assert moment.isoformat() == "2026-03-01T09:30:00+00:00"


def test_long_values_are_looked_at_in_a_straight_line() -> None:
    text = "x" + ".a?" * 600 + "b" * 1_000_000 + " "
    began = time.monotonic()
    assert not list(links(json.dumps([text]).encode(), "application/json", "http://www.example.org/"))
    assert time.monotonic() - began < 2


def test_a_packed_sitemap_is_read_and_a_bomb_is_none() -> None:
    site = b'<?xml version="1.0"?><urlset><url><loc>http://www.example.org/a.csv</loc></url></urlset>'
    for packed in (gzip.compress(site), gzip.compress(site)[:-4]):
        found = list(links(packed, "application/gzip", "http://www.example.org/sitemap.xml.gz"))
        assert found == ["http://www.example.org/a.csv"]
    assert not list(links(gzip.compress(bytes(64 << 20)), "application/gzip", "http://www.example.org/"))


@pytest.mark.parametrize(
    ("content", "media_type", "target"),
    [
        (b'<a href="/x?a=1&section=2&copy=3">', "text/html", "http://example.org/x?a=1&section=2&copy=3"),
        (b'<a href="&#47;a&amp;b.csv">', "text/html", "http://example.org/a&b.csv"),
        ('<a href="/wide.csv">'.encode("utf-16"), "text/html", "http://example.org/wide.csv"),
        (b'<link imagesrcset="i.png 1x">', "text/html", "http://example.org/dir/i.png"),
        (b"<A HREF=/upper.csv>", "text/plain", "http://example.org/upper.csv"),
        (b"[ <b>news</b> ] <a href=/b.csv>", "text/html", "http://example.org/b.csv"),
        (b'<svg xmlns:l="x"><a l:href="/s.csv"/></svg>', "image/svg+xml", "http://example.org/s.csv"),
        (
            b"<?xml version='1.0'?><html><body><form action='/f'/></body></html>",
            "application/xml",
            "http://example.org/f",
        ),
        (
            b"<rss><item><description><![CDATA[<a href='/d.csv'>]]></description></item></rss>",
            "application/rss+xml",
            "http://example.org/d.csv",
        ),
    ],
)
def test_what_browsers_and_readers_of_feeds_follow(content: bytes, media_type: str, target: str) -> None:
    assert target in set(links(content, media_type, BASE))


def test_a_base_in_a_comment_leads_no_link_astray() -> None:
    page = b"<!-- <base href='https://other.example/'> --><a href=list.csv>"
    assert "http://example.org/dir/list.csv" in set(links(page, "text/html", BASE))


@pytest.mark.parametrize("text", [b"<!--" * 200_000, b"&" * 800_000, b"<a href=" + b"&#" * 400_000])
def test_long_hostile_text_is_passed_through(text: bytes) -> None:
    assert len(set(links(text, "text/html", BASE))) <= 1
