"""Pages at addresses: fetched politely, from servers of the test's own."""

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.fetching.servers import Raw, answer, raw
from tests.incident.watch.sources.made import HTML, http, pages, reasons, record
from withhold.fetching.http import HttpFetcher
from withhold.incident.watch.sources.addresses import Asker
from withhold.incident.watch.sources.interface import Page, Shard, Unread

NONE = answer(b"", status="404 Not Found")
Site = dict[str, bytes | Callable[[Raw], bytes]]


@contextmanager
def site(answers: Site) -> Iterator[Raw]:
    """A server that answers paths so, and everything else with 404."""

    def speak(request: bytes, send: Callable[[bytes], None]) -> None:
        found = answers.get(request.split()[1].decode(), NONE)
        send(found if isinstance(found, bytes) else found(server))

    with raw(speak) as server:
        yield server


def reading(
    server: Raw, *paths: str, kind: str = "urls", waits: list[float] | None = None
) -> list[Page | Unread]:
    """What reading these addresses gives; waiting is only written down."""
    web = Asker(HttpFetcher(server.reach()), (waits if waits is not None else []).append)
    shard = Shard("s", kind, tuple(server.url(path) for path in paths))
    return list(web.read_lists(shard) if kind == "lists" else web.read(shard))


def asked(server: Raw) -> list[str]:
    return [request.split()[1].decode() for request in server.requests]


def test_an_address_is_a_page() -> None:
    with site({"/a": answer(HTML, "Content-Type: text/html; charset=UTF-8")}) as server:
        (page,) = reading(server, "/a")
        assert page == Page("s", server.url("/a"), HTML, "text/html", "utf-8")
        assert asked(server) == ["/robots.txt", "/a"]


def test_packed_pages_are_unpacked() -> None:
    with site({"/a": answer(gzip.compress(HTML), "Content-Encoding: gzip")}) as server:
        assert [page.content for page in pages(reading(server, "/a"))] == [HTML]


def test_robots_txt_is_kept() -> None:
    with site({"/robots.txt": answer(b"User-agent: *\nDisallow: /no"), "/no": answer(HTML)}) as server:
        (reason,) = reasons(reading(server, "/no"))
        assert "robots.txt does not allow" in reason
        assert asked(server) == ["/robots.txt"]


def test_a_site_that_cannot_say_what_it_allows_is_not_asked() -> None:
    with site({"/robots.txt": answer(b"", status="500 Sorry"), "/a": answer(HTML)}) as server:
        assert "robots.txt cannot be had" in reasons(reading(server, "/a"))[0]
        assert asked(server) == ["/robots.txt"]


def test_there_is_a_pause_between_requests() -> None:
    with site({"/a": answer(HTML), "/b": answer(HTML)}) as server:
        waits: list[float] = []
        reading(server, "/a", "/b", waits=waits)
        assert all(0.5 < wait <= 1.0 for wait in waits)
        assert len(waits) == 2


def test_servers_that_ask_to_wait_are_waited_for() -> None:
    def busy_once(server: Raw) -> bytes:
        again = asked(server).count("/a") > 1
        return answer(HTML) if again else answer(b"", "Retry-After: 60", status="429 Slower")

    with site({"/a": busy_once}) as server:
        waits: list[float] = []
        assert len(pages(reading(server, "/a", waits=waits))) == 1
        assert 59.0 < max(waits) <= 60.0


def test_nobody_is_waited_for_without_end() -> None:
    with site(
        {"/a": answer(b"", "Retry-After: 9999", status="503 Later"), "/b": answer(b"", status="503 L")}
    ) as server:
        waits: list[float] = []
        found = reading(server, "/a", kind="urls", waits=waits)
        assert "asked to wait longer" in reasons(found)[0]
        assert asked(server).count("/a") == 1
        assert "3 times" in reasons(reading(server, "/b", waits=waits))[0]


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "403 Forbidden", "500 Sorry"])
def test_what_cannot_be_had_is_told(status: str) -> None:
    with site({"/a": answer(HTML, status=status)}) as server:
        (reason,) = reasons(reading(server, "/a"))
        assert status[:3] in reason
        assert ("nothing is there any more" in reason) is (status[:3] in ("404", "410"))


def test_redirects_are_followed_under_the_rules() -> None:
    rules = answer(b"User-agent: *\nDisallow: /no")
    moved = {path: answer(b"", f"Location: {to}", status="302 Found") for path, to in
             {"/a": "/b", "/c": "/no", "/d": "/d", "/e": "ftp://example.org/"}.items()}  # fmt: skip
    with site({"/robots.txt": rules, "/b": answer(HTML), "/no": answer(HTML), **moved}) as server:
        assert [page.url for page in pages(reading(server, "/a"))] == [server.url("/a")]
        assert "robots.txt" in reasons(reading(server, "/c"))[0]
        assert "redirects" in reasons(reading(server, "/d"))[0]
        assert "no http address" in reasons(reading(server, "/e"))[0]
        assert "/no" not in asked(server)


def test_a_feed_leads_to_its_pages_and_those_lead_nowhere() -> None:
    def feed(server: Raw) -> bytes:
        return answer(f"<rss><item><link>{server.url('/list')}</link></item></rss>".encode())

    def addresses(server: Raw) -> bytes:
        return answer(server.url("/never").encode())

    with site({"/feed": feed, "/list": addresses}) as server:
        found = pages(reading(server, "/feed", kind="lists"))
        assert [page.url for page in found] == [server.url("/feed"), server.url("/list")]


def test_an_index_of_sitemaps_leads_to_pages() -> None:
    def sitemaps(server: Raw) -> bytes:
        return answer(
            f"<sitemapindex><sitemap><loc>{server.url('/one.xml')}</loc></sitemap></sitemapindex>".encode()
        )

    def sitemap(server: Raw) -> bytes:
        return answer(f"<urlset><url><loc>{server.url('/a')}</loc></url></urlset>".encode())

    with site({"/map.xml": sitemaps, "/one.xml": sitemap, "/a": answer(HTML)}) as server:
        assert HTML in [page.content for page in pages(reading(server, "/map.xml", kind="lists"))]


def test_a_part_of_an_archive_is_read_as_records() -> None:
    member = gzip.compress(record("http://example.net/list", http(HTML)))
    with site({"/a.warc.gz": answer(member, status="206 Partial Content")}) as server:
        (page,) = reading(server, f"/a.warc.gz#bytes=100-{99 + len(member)}", kind="urls")
        assert isinstance(page, Page)
        assert (page.url, page.content) == ("http://example.net/list", HTML)
        assert f"Range: bytes=100-{99 + len(member)}".encode() in server.requests[-1]


def test_places_that_are_not_public_are_not_asked() -> None:
    with site({"/a": answer(HTML)}) as server:
        waits: list[float] = []
        found = list(Asker(HttpFetcher(), waits.append).read(Shard("s", "urls", (server.url("/a"),))))
        assert reasons(found)
        assert not server.requests
