"""The only requests that leave: resolved once, checked, bounded, without anything of the environment's."""

import re
import ssl
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address

from withhold.fetching.address import Address, Network, address_and_port, allowed, plain
from withhold.fetching.config import anybodys, trusted
from withhold.fetching.connection import Deadline, connect
from withhold.fetching.interface import Answer, Headers, Hop, Reach, Refusal, Request, Unfetched
from withhold.fetching.resolve import Resolver, resolved, system
from withhold.fetching.url import Url, parse, redirected
from withhold.fetching.wire import Exchange

_MOST_HOPS = 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SAFE = frozenset({"GET", "HEAD"})
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_STANDARD = (("User-Agent", "withhold"), ("Accept", "*/*"), ("Accept-Encoding", "identity"))
"""Sent where the caller does not say otherwise."""
_OURS = frozenset({"connection", "content-length", "expect", "te", "trailer", "transfer-encoding", "upgrade"})
"""Headers that frame the message: a caller's own would break what a server reads from what is sent."""


def _now() -> datetime:
    return datetime.now(UTC)


class HttpFetcher:
    """Fetches over HTTP/1.1, a connection for each request. Safe to use from several threads.

    No proxy, cookie, password file or key log of the environment is used.
    """

    def __init__(
        self,
        reach: Reach = Reach(),  # noqa: B008 - frozen
        resolver: Resolver = system,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._reach = reach
        self._resolver = resolver
        self._now = now
        self._contexts: dict[bool, ssl.SSLContext] = {}
        self._lock = threading.Lock()

    def fetch(self, request: Request) -> Answer:
        """The answer, whatever its status, after the redirects. Raises Unfetched when there is none."""
        url = parse(request.url)
        _check(request)
        deadline = Deadline.within(request.seconds)
        hops: tuple[Hop, ...] = ()
        networks = self._reach.networks
        while True:
            answer = replace(self._exchange(url, request, deadline, networks), hops=hops)
            following = _following(url, request, answer) if request.follow else None
            if following is None:
                return answer
            if len(hops) == _MOST_HOPS:
                raise Unfetched(Refusal.TOO_MANY_REDIRECTS, f"{url.host}: more than {_MOST_HOPS} redirects")
            hops += (Hop(str(url), answer.status, answer.peer.address),)
            if allowed(ip_address(answer.peer.address), ()):
                networks = ()  # a server of the internet's leads nobody into the organisation's own networks
            url, request = following

    def _exchange(
        self, url: Url, request: Request, deadline: Deadline, networks: Sequence[Network]
    ) -> Answer:
        asked = self._now()
        exchange = Exchange(url.host)
        sent = exchange.written(request.method, url.target, _headers(url, request), request.body)
        addresses = self._addresses(url, deadline, networks)
        tls = self._tls(request.unproven) if url.scheme == "https" else None
        with connect(url, addresses, deadline, tls) as connection:
            connection.send(sent)
            message = exchange.answer(connection.receive, request.limit)
            peer = connection.peer
        return Answer(
            str(url), message.status, message.headers, message.body, message.whole, peer, asked, self._now()
        )

    def _addresses(
        self, url: Url, deadline: Deadline, networks: Sequence[Network]
    ) -> list[tuple[Address, int]]:
        """Where to connect to. One forbidden address among several forbids all: a name that has both may be
        one that tries to be let in."""
        if url.port not in self._reach.ports:
            raise Unfetched(
                Refusal.FORBIDDEN_PORT, f"{url.host}: port {url.port} is not one that may be asked"
            )
        mapped = self._reach.addresses
        chosen = mapped.get(f"{url.name}:{url.port}") or mapped.get(url.name)
        if chosen is not None:
            address, port = address_and_port(chosen)
            return [(address, port or url.port)]
        if url.address is not None:
            found = [url.address]
        else:
            texts = resolved(self._resolver, url.host, url.port, deadline.left(url.host))
            found = [address_and_port(text)[0] for text in texts]
        if not all(allowed(address, networks) for address in found):
            raise Unfetched(Refusal.FORBIDDEN_ADDRESS, f"{url.host}: its address is not a public one")
        return [(plain(address), url.port) for address in found]

    def _tls(self, unproven: bool) -> ssl.SSLContext:
        with self._lock:
            if unproven not in self._contexts:
                self._contexts[unproven] = anybodys() if unproven else trusted(self._reach.ca_file)
            return self._contexts[unproven]


def _check(request: Request) -> None:
    """Raises Unfetched (BAD_REQUEST) for what would not arrive as it was meant; values are not repeated."""
    if not _TOKEN.fullmatch(request.method) or request.method == "CONNECT":
        raise Unfetched(Refusal.BAD_REQUEST, "the request's method is none that can be sent")
    for name, value in request.headers:
        if not _TOKEN.fullmatch(name) or name.lower() in _OURS:
            raise Unfetched(Refusal.BAD_REQUEST, "the request has a header that may not be set")
        if not _VALUE.fullmatch(value):
            raise Unfetched(Refusal.BAD_REQUEST, f"the request's header {name} holds what cannot be sent")
    if request.unproven and (request.headers or request.body):
        raise Unfetched(Refusal.BAD_REQUEST, "the request would tell something to whoever answers")
    if request.limit < 0 or request.seconds <= 0:
        raise Unfetched(Refusal.BAD_REQUEST, "the request allows neither time nor bytes")


def _headers(url: Url, request: Request) -> Headers:
    """All that are sent: the caller's, and ours."""
    given = {name.lower() for name, _ in request.headers}
    ours = [("Host", url.authority), *_STANDARD]
    framing = [("Connection", "close")]
    if request.body or request.method in _WITH_BODY:
        framing.append(("Content-Length", str(len(request.body))))
    return (*(one for one in ours if one[0].lower() not in given), *request.headers, *framing)


def _following(url: Url, request: Request, answer: Answer) -> tuple[Url, Request] | None:
    """The next request, if this answer leads on. Methods change as in RFC 9110, section 15.4."""
    location = answer.header("Location")
    if answer.status not in _REDIRECTS or location is None:
        return None
    target = redirected(url, location)
    if (answer.status == 303 and request.method not in _SAFE) or (
        answer.status in (301, 302) and request.method == "POST"
    ):
        request = replace(request, method="GET", body=b"", headers=_bodyless(request.headers))
    if target.origin != url.origin:
        if request.method not in _SAFE:
            return None
        request = replace(request, headers=(), body=b"")
    return target, request


def _bodyless(headers: Headers) -> Headers:
    return tuple((name, value) for name, value in headers if not name.lower().startswith("content-"))
