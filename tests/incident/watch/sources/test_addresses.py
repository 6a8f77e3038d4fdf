"""Asking other people's sites: within robots.txt, with pauses, and every refusal told."""

from datetime import UTC, datetime

from withhold.fetching.interface import Answer, Headers, Peer, Refusal, Request, Unfetched
from withhold.incident.watch.sources.addresses import Asker
from withhold.incident.watch.sources.interface import Page, Shard, Unread

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Web:
    """Answers by address; others are not found."""

    def __init__(self, answers: dict[str, tuple[int, bytes, Headers]]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def fetch(self, request: Request) -> Answer:
        self.asked.append(request.url)
        if request.url.startswith("https://away."):
            raise Unfetched(Refusal.UNREACHABLE, "away.example.org: nobody answers")
        status, body, headers = self.answers.get(request.url, (404, b"", ()))
        return Answer(request.url, status, headers, body, True, Peer("192.0.2.1", 443), NOW, NOW)


def asker(web: Web) -> tuple[Asker, list[float]]:
    waited: list[float] = []
    return Asker(web, waited.append, lambda: 0.0), waited


def test_an_address_is_a_page_with_what_it_was_declared() -> None:
    web = Web({"https://a.example.org/x": (200, b"hello", (("Content-Type", "text/html; charset=KOI8-R"),))})
    page = asker(web)[0].page("list", "https://a.example.org/x")
    assert page == Page("list", "https://a.example.org/x", b"hello", "text/html", "koi8-r")


def test_each_refusal_is_told() -> None:
    web = Web({"https://a.example.org/busy": (503, b"", ())})
    ask = asker(web)[0]
    for url in ("https://a.example.org/gone", "https://a.example.org/busy", "https://away.example.org/"):
        assert isinstance(ask.page("list", url), Unread)


def test_robots_txt_is_kept_and_said() -> None:
    web = Web(
        {
            "https://a.example.org/robots.txt": (
                200,
                b"User-agent: *\nDisallow: /private/\nCrawl-delay: 7\n",
                (),
            ),
            "https://a.example.org/private/x": (200, b"hello", ()),
            "https://a.example.org/open": (200, b"hello", ()),
        }
    )
    ask, waited = asker(web)
    shard = Shard("list", "urls", ("https://a.example.org/private/x", "https://a.example.org/open"))
    refused, page = ask.read(shard)
    assert isinstance(refused, Unread)
    assert "robots.txt" in refused.reason
    assert isinstance(page, Page)
    assert "https://a.example.org/private/x" not in web.asked
    assert waited == [1.0]
    ask.page("list", "https://a.example.org/open")
    assert waited[-1] == 7.0


def test_where_robots_txt_fails_nothing_is_asked() -> None:
    web = Web({"https://a.example.org/robots.txt": (500, b"", ()), "https://a.example.org/x": (200, b"", ())})
    assert isinstance(asker(web)[0].page("list", "https://a.example.org/x"), Unread)
    assert web.asked == ["https://a.example.org/robots.txt"]
