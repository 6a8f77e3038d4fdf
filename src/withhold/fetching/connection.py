"""One connection to an address that was checked, with an end to its patience."""

import hashlib
import socket
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass

from withhold.fetching.address import Address
from withhold.fetching.interface import Peer, Refusal, Unfetched
from withhold.fetching.url import Url

_CONNECT_SECONDS = 10.0
"""A server that does not take a connection in this time is not there (Linux would try for two minutes)."""
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Deadline:
    """When the exchange has to be over, on the monotonic clock."""

    at: float

    @classmethod
    def within(cls, seconds: float) -> "Deadline":
        return cls(time.monotonic() + seconds)

    def left(self, host: str) -> float:
        """Seconds that remain, above zero. Raises Unfetched (TOO_SLOW) if none do."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise too_slow(host)
        return left


def too_slow(host: str) -> Unfetched:
    """The error for an exchange that took too long."""
    return Unfetched(Refusal.TOO_SLOW, f"{host}: no whole answer in the time allowed")


class Connection:
    """A connected socket. Every wait is bounded by the deadline, however slowly the other side drips."""

    def __init__(self, host: str, stream: socket.socket, peer: Peer, deadline: Deadline) -> None:
        self.peer = peer
        self._host = host
        self._stream = stream
        self._deadline = deadline

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing more is sent or received."""
        self._stream.close()

    def fileno(self) -> int:
        """The socket's number, to ask whether something has come."""
        return self._stream.fileno()

    def go_on(self, deadline: Deadline) -> None:
        """It is used for one more request, which has to be over by then."""
        self._deadline = deadline

    def send(self, data: bytes) -> None:
        """Send all. A server may answer and close before it has read everything: that is no error yet."""
        view = memoryview(data)
        while view:
            self._stream.settimeout(self._deadline.left(self._host))
            try:
                view = view[self._stream.send(view[:_CHUNK]) :]
            except TimeoutError:
                raise too_slow(self._host) from None
            except OSError:
                return

    def receive(self) -> bytes:
        """Some bytes; none at the end, also where the other side broke off."""
        self._stream.settimeout(self._deadline.left(self._host))
        try:
            return self._stream.recv(_CHUNK)
        except TimeoutError:
            raise too_slow(self._host) from None
        except OSError:
            return b""


def connect(
    url: Url, addresses: Sequence[tuple[Address, int]], deadline: Deadline, tls: ssl.SSLContext | None
) -> Connection:
    """A connection to the first of these addresses that takes one; with `tls`, the host's name is proven.

    Raises Unfetched: UNREACHABLE, NO_TLS, TLS, TOO_SLOW.
    """
    stream, address, port = _first(url.host, addresses, deadline)
    try:
        if tls is None:
            return Connection(url.host, stream, Peer(str(address), port), deadline)
        secure = _secured(url.host, stream, deadline, tls)
        certificate = secure.getpeercert(binary_form=True) or b""
        digest = hashlib.sha256(certificate).hexdigest()
        peer = Peer(str(address), port, secure.version(), digest, certificate)
        return Connection(url.host, secure, peer, deadline)
    except BaseException:
        stream.close()
        raise


def _first(
    host: str, addresses: Sequence[tuple[Address, int]], deadline: Deadline
) -> tuple[socket.socket, Address, int]:
    for tried, (address, port) in enumerate(addresses):
        share = deadline.left(host) / (len(addresses) - tried)
        try:
            return socket.create_connection((str(address), port), min(share, _CONNECT_SECONDS)), address, port
        except OSError:
            continue
    raise Unfetched(Refusal.UNREACHABLE, f"{host}: takes no connection")


def _secured(host: str, stream: socket.socket, deadline: Deadline, tls: ssl.SSLContext) -> ssl.SSLSocket:
    stream.settimeout(deadline.left(host))
    try:
        return tls.wrap_socket(stream, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        message = f"{host}: its certificate is not good ({error.verify_message})"
        raise Unfetched(Refusal.TLS, message) from None
    except TimeoutError:
        raise too_slow(host) from None
    except OSError:
        raise Unfetched(Refusal.NO_TLS, f"{host}: no TLS connection can be had") from None
