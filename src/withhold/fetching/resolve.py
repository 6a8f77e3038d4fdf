"""Names to addresses, within a time."""

import queue
import socket
import threading
from collections.abc import Callable, Sequence

from withhold.fetching.interface import Refusal, Unfetched

Resolver = Callable[[str, int], Sequence[str]]
"""The addresses, as text, of a host and port, best first. Raises OSError if there are none."""


def system(host: str, port: int) -> Sequence[str]:
    """What the system's resolver says. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


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
