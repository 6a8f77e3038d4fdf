"""Names to addresses, within a time."""

import queue
import socket
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from withhold.fetching.interface import Refusal, Unfetched

Resolver = Callable[[str, int], Sequence[str]]
"""The addresses, as text, of a host and port, best first. Raises OSError if there are none."""


def system(host: str, port: int) -> Sequence[str]:
    """What the system's resolver says. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


class Once:
    """A resolver that asks another once for each host and remembers what it said, "nothing" too.

    Nobody waits for a host longer than `seconds` after it was first asked for: a name server that does not
    answer would otherwise hold up each request to it anew.
    """

    def __init__(self, resolver: Resolver = system, seconds: float = 4.0) -> None:
        self._resolver = resolver
        self._seconds = seconds
        self._lock = threading.Lock()
        self._asked: dict[tuple[str, int], tuple[float, Future[Sequence[str]]]] = {}

    def __call__(self, host: str, port: int) -> Sequence[str]:
        """The addresses. Raises OSError, or what the resolver raised."""
        with self._lock:
            known = self._asked.get((host, port))
            if known is None:
                known = self._asked[host, port] = (time.monotonic() + self._seconds, Future())
                threading.Thread(target=self._ask, args=(host, port, known[1]), daemon=True).start()
        end, answer = known
        return answer.result(max(0.0, end - time.monotonic()))

    def _ask(self, host: str, port: int, answer: "Future[Sequence[str]]") -> None:
        try:
            answer.set_result(self._resolver(host, port))
        except Exception as error:  # noqa: BLE001 - it is raised again where it is waited for
            answer.set_exception(error)


def resolved(resolver: Resolver, host: str, port: int, seconds: float) -> Sequence[str]:
    """The addresses of a host. Raises Unfetched (UNRESOLVED) if there are none within `seconds`.

    The system's resolver cannot be interrupted: it is asked in a thread that is left behind if it dallies.
    """
    answers: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolver(host, port))
        except Exception as error:  # noqa: BLE001 - it is raised again where it is waited for
            answers.put(error)

    threading.Thread(target=ask, daemon=True, name="resolver").start()
    try:
        answer = answers.get(timeout=max(seconds, 0.001))
    except queue.Empty:
        raise Unfetched(Refusal.UNRESOLVED, f"{host}: no answer about its address in time") from None
    # A name whose labels are too long for the protocol is a UnicodeError of the system's codec.
    if isinstance(answer, OSError | UnicodeError) or not answer:
        raise Unfetched(Refusal.UNRESOLVED, f"{host}: the name does not resolve") from None
    if isinstance(answer, Exception):
        raise answer
    return answer
