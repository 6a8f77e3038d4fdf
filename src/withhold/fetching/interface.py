"""What a request may ask and what came back: the port through which other rooms fetch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Protocol

Headers = tuple[tuple[str, str], ...]


class Refusal(StrEnum):
    """Why there is no answer. "Could not look" is a result of its own, never taken for "gone"."""

    BAD_URL = "bad_url"
    BAD_REQUEST = "bad_request"
    FORBIDDEN_ADDRESS = "forbidden_address"
    FORBIDDEN_PORT = "forbidden_port"
    UNRESOLVED = "unresolved"
    UNREACHABLE = "unreachable"
    NO_TLS = "no_tls"
    """Something listens there, but no TLS connection can be had."""
    TLS = "tls"
    """The certificate is not good for this host: another name, expired, of an unknown authority."""
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

    `networks` are its own that are not public (an origin behind its proxy); `ports` are all those allowed.
    `addresses` maps a host, or host:port, to the address to connect to instead of resolving it, with a port
    (`127.0.0.1:6081`) or without (asking one of several servers of one name): what stands there is allowed.
    `ca_file` holds certificates (PEM) of its own authorities, beside those the system trusts.
    """

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    ports: frozenset[int] = frozenset({80, 443})
    addresses: Mapping[str, str] = field(default_factory=dict)
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `limit` is the most bytes of a body that are kept, `seconds` the whole exchange's time.

    Headers of the caller's (a token for a service of the organisation's own) are never sent to another host:
    with `follow` false a redirect is an answer like any other. A redirect to another scheme, host or port is
    followed without them, and not followed at all where it would carry a method other than GET and HEAD
    there: then the redirect is the answer.

    `unproven` takes an answer from whoever gives one, whatever their certificate: only to see whether
    something is served there. It cannot be combined with headers or a body of the caller's.
    """

    url: str
    method: str = "GET"
    headers: Headers = ()
    body: bytes = b""
    limit: int = 64 * 1024 * 1024
    seconds: float = 30.0
    follow: bool = True
    unproven: bool = False


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
    """What came back: `body` is as sent, still encoded; `whole` is false where the cap or the server cut it.

    `url` is the one that answered, after the redirects in `hops`; a fall from https to http is seen there.
    Values of headers are of the bytes sent, as Latin-1.
    """

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
