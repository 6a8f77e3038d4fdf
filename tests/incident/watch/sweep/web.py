"""An own site in memory: documents with entity tags, answers that change, and what was asked."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from withhold.fetching.interface import Answer, Headers, Peer, Refusal, Request, Unfetched

BASE = "http://www.example.org"
LIST = b"full name,date of birth,alien number,claim\n" + b"".join(
    b"Ana Perez%d,198%d-01-0%d,A20000000%d,asylum\n" % (number, number, number + 1, number)
    for number in range(8)
)
PLAIN = b"Opening hours are from nine to five.\n"


@dataclass(slots=True)
class Site:
    """A Fetcher. `answers` of a path are given one after the other before what stands in `pages`."""

    pages: dict[str, bytes]
    answers: dict[str, list[tuple[int, Headers]]] = field(default_factory=dict)
    down: set[str] = field(default_factory=set)
    tags: bool = True
    asked: list[tuple[str, bool]] = field(default_factory=list)
    """Paths, and whether they were asked conditionally."""

    def fetch(self, request: Request) -> Answer:
        path = request.url.removeprefix(BASE)
        wanted = dict(request.headers).get("If-None-Match")
        self.asked.append((path, wanted is not None))
        if path in self.down:
            raise Unfetched(Refusal.TOO_SLOW, "www.example.org: no whole answer in the time allowed")
        if self.answers.get(path):
            status, headers = self.answers[path].pop(0)
            return self._answer(request, status, headers, b"")
        if path not in self.pages:
            return self._answer(request, 404, (), b"not here")
        tag = f'"{sha256(self.pages[path]).hexdigest()[:8]}"'
        headers = (("Content-Type", _type(path)), *((("ETag", tag),) if self.tags else ()))
        if wanted == tag:
            return self._answer(request, 304, headers, b"")
        return self._answer(request, 200, headers, self.pages[path])

    def judged_paths(self) -> set[str]:
        return {path for path, _ in self.asked}

    def _answer(self, request: Request, status: int, headers: Headers, body: bytes) -> Answer:
        now = datetime.now(UTC)
        whole = len(body) <= request.limit
        body = body[: request.limit]
        return Answer(request.url, status, headers, body, whole, Peer("192.0.2.1", 80), now, now)


def page(*links: str) -> bytes:
    """A page that leads there."""
    anchors = "".join(f'<a href="{link}">there</a>' for link in links)
    return f"<!doctype html><html><head><title>A page</title></head><body>{anchors}</body></html>".encode()


def _type(path: str) -> str:
    ending = path.rpartition(".")[2]
    types = {"csv": "text/csv", "txt": "text/plain", "xml": "text/xml", "json": "application/json"}
    return types.get(ending, "text/html")
