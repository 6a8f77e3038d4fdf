"""Connections that stay open between requests to one server (RFC 9112, section 9.3)."""

import select
import threading
import time
from collections import deque

from withhold.fetching.connection import Connection

Server = tuple[str, str, int, bool]
"""Scheme, host, port, and whether any certificate was taken: what a connection may be used for again."""
_SECONDS = 4.0
"""Unused for longer it is closed: common servers close theirs after five."""


class Kept:
    """At most `most` idle connections in all, none with 0; each to the address that was checked for it."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._idle: deque[tuple[float, Server, Connection]] = deque()

    def take(self, server: Server) -> Connection | None:
        """The connection to this server that was used last, if it is still open."""
        while (found := self._newest(server)) is not None:
            since, connection = found
            if time.monotonic() - since < _SECONDS and _silent(connection):
                return connection
            connection.close()
        return None

    def give(self, server: Server, connection: Connection) -> None:
        """Keep it for the next request; the one that waited longest is closed where there are too many."""
        with self._lock:
            self._idle.append((time.monotonic(), server, connection))
            over = self._idle.popleft()[2] if len(self._idle) > self.most else None
        if over is not None:
            over.close()

    def close(self) -> None:
        """Close all."""
        with self._lock:
            idle, self._idle = self._idle, deque()
        for _, _, connection in idle:
            connection.close()

    def _newest(self, server: Server) -> tuple[float, Connection] | None:
        with self._lock:
            for at in range(len(self._idle) - 1, -1, -1):
                since, whose, connection = self._idle[at]
                if whose == server:
                    del self._idle[at]
                    return since, connection
        return None


def _silent(connection: Connection) -> bool:
    """Whether nothing came meanwhile: neither its end nor bytes that nobody asked for."""
    return not select.select([connection], [], [], 0)[0]
