"""What a request may ask and what came back: the port through which other rooms fetch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from typing import Protocol

Headers = tuple[tuple[str, str], ...]


class Refusal(StrEnum):
    """Why there is no answer. "Could not look" is a result of its own, never taken for "gone"."""

    BAD_URL = "bad_url"
    FORBIDDEN_ADDRESS = "forbidden_address"
    FORBIDDEN_PORT = "forbidden_port"
    UNRESOLVED = "unresolved"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    TOO_SLOW = "too_slow"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    BROKEN_ANSWER = "broken_answer"


class Unfetched(Exception):
    """No answer could be had. The message names the reason and the host, never a query or a credential."""

    def __init__(self, refusal: Refusal, message: str) -> None:
        super().__init__(message)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Reach:
    """Where requests may go: public addresses on the usual ports, and what an organisation adds by itself.

    `networks` are its own that are not public (an origin behind its proxy); `ports` beside 80 and 443;
    `addresses` maps a host to the address to connect to instead of resolving it (asking one of several
    servers of one name).
    """

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    ports: frozenset[int] = frozenset({80, 443})
    addresses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `limit` is the most bytes of a body that are kept, `seconds` the whole exchange's time.

    Headers of the caller's (a token for a service of the organisation's own) are never sent to another host:
    with `follow` false a redirect is an answer like any other.
    """

    url: str
    method: str = "GET"
    headers: Headers = ()
    body: bytes = b""
    limit: int = 64 * 1024 * 1024
    seconds: float = 30.0
    follow: bool = True


@dataclass(frozen=True, slots=True)
class Peer:
    """Who answered: the address, and for https the certificate (SHA-256 of its DER form, and the form)."""

    address: str
    port: int
    tls_version: str | None = None
    certificate_sha256: str | None = None
    certificate: bytes = b""


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect that was followed."""

    url: str
    status: int
    address: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `body` is as sent, still encoded; `whole` is false where the cap cut it."""

    url: str
    status: int
    headers: Headers
    body: bytes
    whole: bool
    peer: Peer
    asked: datetime
    answered: datetime
    hops: tuple[Hop, ...] = ()

    def header(self, name: str) -> str | None:
        """The first header of this name, in any case of letters."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class Fetcher(Protocol):
    """Sends requests. The only implementation that leaves the machine is `fetching.http.HttpFetcher`."""

    def fetch(self, request: Request) -> Answer:
        """The answer, whatever its status. Raises Unfetched when there is none."""
        ...
