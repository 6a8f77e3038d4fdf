"""A list of invented people, servers that hold it in one way or another, and a clock that is told."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

from withhold.fetching.interface import Answer, Headers, Peer, Refusal, Request, Unfetched
from withhold.incident.case.exposed import ExposedDocument
from withhold.incident.takedown.outside.content import fingerprint
from withhold.incident.takedown.outside.interface import (
    Known,
    Round,
    Settings,
    VantagePoint,
    Verification,
    Watched,
)
from withhold.incident.takedown.outside.rounds import verify

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "http://www.example.org/files/list.csv"
Respond = Callable[[Request], Answer | Refusal]


def rows(count: int, first: int = 0) -> bytes:
    """A list as text; no row of one is in a list that begins elsewhere."""
    lines = (
        f"{n},Person{n * 7919} Family{n * 104729},{1940 + n % 70}-03-{n % 28 + 1:02}"
        for n in range(first, first + count)
    )
    return "\n".join(lines).encode()


def packed(content: bytes, level: int = 6, extra: bytes = b"") -> bytes:
    """A list in a zip, as an Office file is one."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        archive.writestr("[Content_Types].xml", b"<Types>" + rows(200, 900_000) + b"</Types>")
        archive.writestr("xl/sharedStrings.xml", content)
        if extra:
            archive.writestr("xl/comments1.xml", extra)
    return stream.getvalue()


def known(content: bytes, *lengths: int, at_hand: bool = True) -> Known:
    """A document to look for."""
    document = ExposedDocument(hashlib.sha256(content).hexdigest(), len(content), lengths)
    return Known(document, fingerprint(content) if at_hand else None)


def answered(status: int, body: bytes = b"", whole: bool = True, url: str = URL, **headers: str) -> Answer:
    """An answer; `_` in a header's name stands for `-`."""
    fields: Headers = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Answer(url, status, fields, body, whole, Peer("192.0.2.1", 80), NOW, NOW)


class Told:
    """A fetcher that answers as it is told, and keeps the requests."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        self.requests: list[Request] = []
        self._lock = Lock()

    def fetch(self, request: Request) -> Answer:
        with self._lock:
            self.requests.append(request)
        answer = self.respond(request)
        if isinstance(answer, Refusal):
            raise Unfetched(answer, f"{request.url.split('/')[2]}: \x1b[31mno answer")
        return answer


class Hands:
    """A clock that moves only when it is waited for."""

    def __init__(self) -> None:
        self.time = NOW
        self.waits: list[float] = []

    def now(self) -> datetime:
        return self.time

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += timedelta(seconds=seconds)


LIST = rows(500)
WATCHED = Watched(URL, ('"5e-1"',), ("Sun, 01 Mar 2026 10:00:00 GMT",))
FAST = Settings(round_seconds=4.0, deadline=100.0)


def gone(request: Request) -> Answer | Refusal:
    return answered(410, b"gone")


def there(request: Request) -> Answer | Refusal:
    return answered(200, b"" if request.method == "HEAD" else LIST, Content_Length=str(len(LIST)))


class Site:
    """A site that answers each round as the next of `states`, the last for ever."""

    def __init__(self, folder: Path, *states: Respond, settings: Settings = FAST) -> None:
        self.states = list(states)
        self.journal = folder / "rounds.jsonl"
        self.hands = Hands()
        self.told: list[Round] = []
        self.fetcher = Told(states[0])
        self.settings = settings

    def verify(
        self,
        urls: Sequence[str | Watched] = (WATCHED,),
        documents: Sequence[Known] | None = None,
        vantages: Sequence[VantagePoint] = (),
        tell: Callable[[Round], None] | None = None,
    ) -> Verification:
        def next_state(found: Round) -> None:
            self.told.append(found)
            self.states = self.states[1:] or self.states
            self.fetcher.respond = self.states[0]
            if tell is not None:
                tell(found)

        looked_for = [known(LIST)] if documents is None else documents
        return verify(
            urls, looked_for, vantages, lambda vantage: self.fetcher, self.settings, self.journal,
            self.hands, next_state, self.hands.wait,
        )  # fmt: skip
