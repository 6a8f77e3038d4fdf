"""Stand-ins for IANA and a registry of addresses, over TLS on loopback."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.fetching.servers import Raw, Send, answer, authority, raw
from withhold.fetching.http import HttpFetcher
from withhold.fetching.interface import Reach
from withhold.incident.trace.rdap import RdapContacts
from withhold.incident.trace.rdap_cache import AnswerCache

IANA = "data.iana.org"
REGISTRY = "rdap.registry.example"
OTHER = "rdap.other.example"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
Answers = Callable[[str], bytes]
"""What is sent for a target."""


def desk(email: str, *roles: str) -> dict[str, Any]:
    """An entity with an address."""
    card = ["vcard", [["version", {}, "text", "4.0"], ["email", {}, "text", email]]]
    return {"objectClassName": "entity", "roles": list(roles), "vcardArray": card}


def network(first: str, last: str, *entities: dict[str, Any]) -> dict[str, Any]:
    """What a registry says about one."""
    return {
        "objectClassName": "ip network",
        "startAddress": first,
        "endAddress": last,
        "entities": list(entities),
    }


def listed(*prefixes: str, base: str = f"https://{REGISTRY}/rdap/") -> dict[str, Any]:
    """IANA's list with one registry."""
    return {"services": [[list(prefixes), [base.replace("https:", "http:"), base]]]}


def sent(told: Any, *headers: str, status: str = "200 OK") -> bytes:
    """An answer in JSON."""
    return answer(json.dumps(told).encode(), *headers, status=status)


@dataclass
class Registries:
    """The servers that run, and what was told about the work."""

    servers: dict[str, Raw]
    fetcher: HttpFetcher
    told: list[str] = field(default_factory=list)

    def contacts(self, folder: Path | None = None, now: datetime = NOW) -> RdapContacts:
        """A new run that asks them."""
        return RdapContacts(self.fetcher, AnswerCache(folder, now), now, self.told.append, lambda _: None)

    def asked(self, host: str = REGISTRY) -> list[str]:
        """The targets that were asked for."""
        return [request.split(b" ")[1].decode() for request in self.servers[host].requests]


@contextmanager
def registries(folder: Path, **answers: Answers) -> Iterator[Registries]:
    """Runs those of `iana`, `registry` and `other` that have answers."""
    names = {"iana": IANA, "registry": REGISTRY, "other": OTHER}
    proof = authority(folder)
    with ExitStack() as stack:
        servers = {
            names[key]: stack.enter_context(raw(_speaking(given), proof.server(folder, names[key])))
            for key, given in answers.items()
        }
        addresses = {name: f"127.0.0.1:{server.port}" for name, server in servers.items()}
        yield Registries(servers, HttpFetcher(Reach(addresses=addresses, ca_file=proof.file)))


def _speaking(answers: Answers) -> Callable[[bytes, Send], None]:
    def speak(request: bytes, send: Send) -> None:
        send(answers(request.split(b" ")[1].decode()))

    return speak
