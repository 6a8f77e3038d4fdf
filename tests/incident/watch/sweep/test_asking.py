"""Asking politely: pauses, busy servers, large documents one at a time."""

import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from queue import SimpleQueue

import pytest

from withhold.fetching.interface import Answer, Headers, Peer, Refusal, Request, Unfetched
from withhold.incident.watch.sweep import asking
from withhold.incident.watch.sweep.asking import Asking, Fetched
from withhold.incident.watch.sweep.interface import Limits
from withhold.incident.watch.sweep.memory import Waiting

URL = "http://www.example.org/a"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def answer(request: Request, status: int = 200, headers: Headers = (), body: bytes = b"x") -> Answer:
    whole = len(body) <= request.limit
    return Answer(request.url, status, headers, body[: request.limit], whole, Peer("192.0.2.1", 80), NOW, NOW)


class Web:
    """Answers with a function; counts how many requests are under way at once."""

    def __init__(self, reply: Callable[[Request], Answer]) -> None:
        self.reply = reply
        self.requests: list[Request] = []
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()

    def fetch(self, request: Request) -> Answer:
        with self._lock:
            self.requests.append(request)
            self._now += 1
            self.most = max(self.most, self._now)
        try:
            return self.reply(request)
        finally:
            with self._lock:
                self._now -= 1


def asked(web: Web, limits: Limits, urls: list[str]) -> list[Fetched]:
    came: SimpleQueue[Fetched] = SimpleQueue()
    work = Asking(web, limits, came.put)
    for place, url in enumerate(urls):
        work.ask(Waiting(place, url, 1), None, conditionally=False)
    found = [came.get(timeout=30) for _ in urls]
    work.close()
    for one in found:
        one.drop()
    return found


def test_no_more_than_so_many_at_once() -> None:
    web = Web(lambda request: answer(request))
    found = asked(web, Limits(at_once=3), [f"{URL}/{number}" for number in range(60)])
    assert len(found) == 60
    assert web.most <= 3


def test_redirects_are_answers_and_credentials_none_of_ours() -> None:
    web = Web(lambda request: answer(request, 302, (("Location", "/b"),)))
    (one,) = asked(web, Limits(), [URL])
    assert (one.status, one.location, one.content) == (302, "/b", None)
    assert web.requests[0].follow is False


def test_large_documents_are_fetched_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_SMALL", 10)
    alone = Web(lambda request: answer(request, body=b"y" * 100))
    found = asked(alone, Limits(document_bytes=100), [f"{URL}/{number}" for number in range(8)])
    assert [one.size for one in found] == [100] * 8
    assert {request.limit for request in alone.requests} == {10, 100}


def test_an_answer_at_second_hand_is_what_visitors_see() -> None:
    (one,) = asked(Web(lambda request: answer(request, 203)), Limits(), [URL])
    assert (one.status, one.size, one.trouble) == (200, 1, "")


def test_a_part_that_was_not_asked_for_is_told_as_unread() -> None:
    (one,) = asked(Web(lambda request: answer(request, 206)), Limits(), [URL])
    assert (one.content, "a part" in one.trouble) == (None, True)


def test_what_breaks_off_is_asked_again_and_then_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_LONGEST_WAIT", 0.0)

    def cut(request: Request) -> Answer:
        return Answer(request.url, 200, (), b"half", False, Peer("192.0.2.1", 80), NOW, NOW)

    web = Web(cut)
    (one,) = asked(web, Limits(), [URL])
    assert (one.trouble, one.content, len(web.requests)) == ("the answer breaks off", None, 4)


def test_what_may_not_be_asked_is_not_asked_again() -> None:
    def forbidden(request: Request) -> Answer:
        raise Unfetched(Refusal.FORBIDDEN_ADDRESS, "www.example.org: its address is not a public one")

    web = Web(forbidden)
    (one,) = asked(web, Limits(), [URL])
    assert ("not a public one" in one.trouble, len(web.requests)) == (True, 1)


def test_a_busy_host_is_left_alone_as_long_as_it_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[float] = []

    def hold(_self: Asking, _host: str, *seconds: float) -> None:
        held.append(max(seconds))

    monkeypatch.setattr(Asking, "_hold", hold)
    moment = "Mon, 02 Mar 2026 12:00:40 GMT"
    waits = iter([(("Retry-After", "90"),), (("Retry-After", moment),), ()])
    web = Web(lambda request: answer(request, 503, next(waits)) if len(web.requests) < 4 else answer(request))
    (one,) = asked(web, Limits(), [URL])
    assert (one.status, held) == (200, [90.0, 40.0, 2.0])


def test_contents_have_no_name_on_any_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_IN_MEMORY", 10)
    came: SimpleQueue[Fetched] = SimpleQueue()
    work = Asking(Web(lambda request: answer(request, body=b"z" * 50)), Limits(), came.put)
    work.ask(Waiting(0, URL, 1), None, conditionally=False)
    one = came.get(timeout=30)
    work.close()
    assert one.content is not None
    assert os.fstat(one.content).st_nlink == 0
    assert os.pread(one.content, 100, 0) == b"z" * 50
    one.drop()
