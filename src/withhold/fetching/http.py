"""The only requests that leave: resolved once, checked, bounded, without anything of the environment's."""

import ssl
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address

from withhold.fetching.address import Address, Network, address_and_port, allowed, plain
from withhold.fetching.config import anybodys, trusted
from withhold.fetching.connection import Connection, Deadline, connect
from withhold.fetching.interface import Answer, Hop, Reach, Refusal, Request, Unfetched
from withhold.fetching.kept import Kept, Server
from withhold.fetching.request import SAFE, check, following, headers
from withhold.fetching.resolve import Resolver, resolved, system
from withhold.fetching.url import Url, parse
from withhold.fetching.wire import Exchange

_MOST_HOPS = 10


def _now() -> datetime:
    return datetime.now(UTC)


class HttpFetcher:
    """Fetches over HTTP/1.1. Safe to use from several threads.

    A connection for each request; with `keep`, as many stay open for the next requests to their servers until
    `close`. No proxy, cookie, password file or key log of the environment is used.
    """

    def __init__(
        self,
        reach: Reach = Reach(),  # noqa: B008 - frozen
        resolver: Resolver = system,
        now: Callable[[], datetime] = _now,
        keep: int = 0,
    ) -> None:
        self._reach = reach
        self._resolver = resolver
        self._now = now
        self._contexts: dict[bool, ssl.SSLContext] = {}
        self._lock = threading.Lock()
        self._kept = Kept(keep)

    def close(self) -> None:
        """Close the connections that were kept."""
        self._kept.close()

    def fetch(self, request: Request) -> Answer:
        """The answer, whatever its status, after the redirects. Raises Unfetched when there is none."""
        url = parse(request.url)
        check(request)
        deadline = Deadline.within(request.seconds)
        hops: tuple[Hop, ...] = ()
        networks = self._reach.networks
        while True:
            answer = replace(self._exchange(url, request, deadline, networks), hops=hops)
            onward = following(url, request, answer) if request.follow else None
            if onward is None:
                return answer
            if len(hops) == _MOST_HOPS:
                raise Unfetched(Refusal.TOO_MANY_REDIRECTS, f"{url.host}: more than {_MOST_HOPS} redirects")
            hops += (Hop(str(url), answer.status, answer.peer.address),)
            if allowed(ip_address(answer.peer.address), ()):
                networks = ()  # a server of the internet's leads nobody into the organisation's own networks
            url, request = onward

    def _exchange(
        self, url: Url, request: Request, deadline: Deadline, networks: Sequence[Network]
    ) -> Answer:
        asked = self._now()
        exchange, sent = self._written(url, request)
        server = (*url.origin, request.unproven)
        # Not where a redirect of the internet's led: what was opened for our own requests is not for it.
        own = networks == self._reach.networks and request.method in SAFE
        kept = self._kept.take(server) if own else None
        if kept is not None:
            kept.go_on(deadline)
            try:
                return self._answered(kept, server, exchange, sent, url, request, asked)
            except Unfetched:
                if not exchange.silent:
                    raise
            exchange, sent = self._written(url, request)  # it was closed meanwhile: ask anew
        addresses = self._addresses(url, deadline, networks)
        tls = self._tls(request.unproven) if url.scheme == "https" else None
        connection = connect(url, addresses, deadline, tls)
        return self._answered(connection, server if own else None, exchange, sent, url, request, asked)

    def _written(self, url: Url, request: Request) -> tuple[Exchange, bytes]:
        exchange = Exchange(url.host)
        lines = headers(url, request, self._kept.most > 0)
        return exchange, exchange.written(request.method, url.target, lines, request.body)

    def _answered(
        self,
        connection: Connection,
        server: Server | None,
        exchange: Exchange,
        sent: bytes,
        url: Url,
        request: Request,
        asked: datetime,
    ) -> Answer:
        going_on = False
        try:
            connection.send(sent)
            message = exchange.answer(connection.receive, request.limit)
            going_on = server is not None and exchange.can_go_on
        finally:
            if not going_on:
                connection.close()
        peer = connection.peer
        if server is not None and going_on:
            self._kept.give(server, connection)
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
