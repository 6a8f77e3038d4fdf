"""A web in memory: what answers at which address."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from withhold.fetching.interface import Answer, Headers, Peer, Refusal, Request, Unfetched

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
Page = bytes | tuple[int, Headers, bytes] | Callable[[Request], Answer]


@dataclass(slots=True)
class FakeWeb:
    """A Fetcher. An address that is not known is 404; `down` are those from which no answer comes."""

    pages: dict[str, Page]
    down: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def fetch(self, request: Request) -> Answer:
        self.asked.append(request.url)
        if request.url in self.down:
            raise Unfetched(Refusal.TOO_SLOW, "www.example.org: no answer")
        page = self.pages.get(request.url, (404, (), b"not here"))
        if callable(page):
            return page(request)
        status, headers, body = (200, (), page) if isinstance(page, bytes) else page
        return answer(request.url, status, headers, body)


def answer(url: str, status: int, headers: Headers, body: bytes, whole: bool = True) -> Answer:
    return Answer(url, status, headers, body, whole, Peer("192.0.2.1", 80), NOW, NOW)
