"""One HTTP exchange within a time, whatever the other side does. Only from the standard library."""

import http.client
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from threading import BoundedSemaphore, Event, Thread
from typing import Protocol
from urllib.parse import urlsplit

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_AT_ONCE = BoundedSemaphore(64)
"""Exchanges that are under way, with those that were given up and whose name look-up has not ended yet."""


class NoAnswer(Exception):
    """There is no answer. One line that says why, for whoever runs the machine; no value of a person."""


class Transport(Protocol):
    """Posts and gives the status and body of the answer, or raises NoAnswer: within `timeout` seconds, not
    following redirects, with at most `most` bytes."""

    def __call__(
        self, url: str, body: bytes, headers: Mapping[str, str], timeout: float, most: int
    ) -> tuple[int, bytes]: ...


@dataclass(slots=True)
class _Exchange:
    connection: http.client.HTTPConnection
    done: Event = field(default_factory=Event)
    status: int = 0
    answer: bytes | None = None
    problem: str = "no answer in time"


def post(url: str, body: bytes, headers: Mapping[str, str], timeout: float, most: int) -> tuple[int, bytes]:
    """The transport of the standard library: TLS with the machine's roots, plain only on the loopback.

    A thread of its own does the exchange, because no timeout of a socket bounds the look-up of a name or an
    answer that comes byte by byte.
    """
    connection, path = _connection(url, timeout)
    if not _AT_ONCE.acquire(blocking=False):
        raise NoAnswer("too many questions are under way")
    exchange = _Exchange(connection)
    Thread(target=_run, args=(exchange, path, body, dict(headers), most), daemon=True).start()
    exchange.done.wait(timeout)
    answer = exchange.answer
    if answer is None:
        with suppress(OSError):
            _end(connection)
        raise NoAnswer(exchange.problem)
    return exchange.status, answer


def _connection(url: str, timeout: float) -> tuple[http.client.HTTPConnection, str]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise NoAnswer("the address of the service is none") from None
    if not host or parts.username is not None:
        raise NoAnswer("the address of the service is none")
    if parts.scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=timeout, context=_roots()), parts.path
    if parts.scheme == "http" and host in _LOOPBACK:
        return http.client.HTTPConnection(host, port, timeout=timeout), parts.path
    raise NoAnswer("the address of the service is not https")


def _run(exchange: _Exchange, path: str, body: bytes, headers: dict[str, str], most: int) -> None:
    connection = exchange.connection
    try:
        connection.request("POST", path, body, {**headers, "Connection": "close"})
        response = connection.getresponse()
        answer = response.read(most + 1)
        if len(answer) > most:
            exchange.problem = "the answer is too long"
        elif response.length:
            exchange.problem = "the answer is cut"
        elif response.getheader("Content-Encoding", "identity") != "identity":
            exchange.problem = "the answer is compressed"
        else:
            exchange.status = response.status
            exchange.answer = answer
    except (OSError, http.client.HTTPException, ValueError) as error:
        exchange.problem = f"no connection or a broken answer ({type(error).__name__})"
    finally:
        connection.close()
        _AT_ONCE.release()
        exchange.done.set()


def _end(connection: http.client.HTTPConnection) -> None:
    """Wakes the thread that reads from it."""
    sock = connection.sock
    if sock is not None:
        sock.shutdown(socket.SHUT_RDWR)


@cache
def _roots() -> ssl.SSLContext:
    """Read once: it takes longer than an answer. SSL_CERT_FILE names other roots."""
    return ssl.create_default_context()
