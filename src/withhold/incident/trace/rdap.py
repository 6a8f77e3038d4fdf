"""Whom to write to about a network, from the registries of the internet (RDAP). Off by default.

Asking tells the registry which networks are of interest, and when. Not tried against the live registries.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any
from urllib.parse import urljoin, urlsplit

from withhold.clearance.interface import ClearanceError
from withhold.fetching.encoding import Undecoded, decoded
from withhold.fetching.interface import Answer, Fetcher, Request, Unfetched
from withhold.incident.trace.networks import as_network, is_private
from withhold.incident.trace.rdap_answer import (
    Misleading,
    Network,
    abuse_emails,
    prefix_of,
    read,
    registries,
)
from withhold.incident.trace.rdap_cache import AnswerCache, name_of
from withhold.incident.trace.result import Contact

BOOTSTRAP = "https://data.iana.org/rdap/ipv{version}.json"
"""Which registry knows which networks (RFC 9224)."""
MOST_ASKED = 200
"""Questions in one run: beyond, it is a survey, and the registries stop answering."""
PAUSE = 0.5
"""Seconds between two questions."""
SECONDS = 15.0
LARGEST = 4 << 20
_MOST_HOPS = 5
_MOST_FAILURES = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TOO_MANY = frozenset({429, 503})
_SOME = "registries could not be asked about some networks: that these have no contact means nothing"


class _Unanswered(Exception):
    """Nobody could be asked; the message says why."""


class RdapContacts:
    """Asks the registry of a network for its abuse desk. What stands in the way is told in the contact.

    `told` takes a line about the work as a whole. A network inside one that was answered before is not asked
    about again; it may have a desk of its own, of which this one's can tell.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        cache: AnswerCache,
        now: datetime,
        told: Callable[[str], None],
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._fetcher = fetcher
        self._cache = cache
        self._now = now
        self._told = told
        self._pause = pause
        self._asked = 0
        self._failures: dict[str, int] = {}
        self._bases: dict[int, list[tuple[Network, str]]] = {}
        self._unlisted: dict[int, str] = {}

    def contact(self, network: str) -> Contact:
        """Whom to write to about a network or address."""
        asked = as_network(network)
        if asked is None:
            return Contact(problem="it is a name, and registries are asked about addresses")
        if is_private(str(asked.network_address)):
            return Contact(problem="a private network: no registry knows who uses it")
        kept = self._cache.get(asked)
        if kept is None:
            try:
                kept = self._ask(asked)
            except (_Unanswered, Misleading) as error:
                return Contact(problem=str(error))
        return _contact(kept)

    def _ask(self, asked: Network) -> dict[str, Any]:
        base = self._registry(asked)
        if self._asked >= MOST_ASKED:
            self._told(f"registries were asked about {MOST_ASKED} networks only; the rest has no contact")
            raise _Unanswered(f"not asked: {MOST_ASKED} questions are the most in one run")
        if self._asked:
            self._pause(PAUSE)
        self._asked += 1
        answer = self._fetched(f"{base}ip/{asked.network_address}/{asked.prefixlen}")
        source = f"{_host(answer.url)}, {self._now.astimezone(UTC):%Y-%m-%d}"
        told = read(_body(answer)) if answer.status == 200 else None
        # Not found is an answer: the registry publishes nothing about it.
        found = {"emails": list(abuse_emails(told)) if told else [], "source": source}
        self._keep(name_of(prefix_of(told, asked) if told else asked), found)
        return found

    def _registry(self, asked: Network) -> str:
        version = asked.version
        if version in self._unlisted:
            raise _Unanswered(self._unlisted[version])
        if version not in self._bases:
            try:
                self._bases[version] = self._bootstrap(version)
            except (_Unanswered, Misleading) as error:
                self._unlisted[version] = f"which registry to ask is not known: {error}"
                self._told(_SOME)
                raise _Unanswered(self._unlisted[version]) from None
        fitting = [
            (prefix.prefixlen, base)
            for prefix, base in self._bases[version]
            if asked.network_address in prefix
        ]
        if not fitting:
            raise _Unanswered("no registry is known for it")
        return max(fitting)[1]

    def _bootstrap(self, version: int) -> list[tuple[Network, str]]:
        name = f"registries-ipv{version}"
        kept = self._cache.named(name)
        if kept is None:
            answer = self._fetched(BOOTSTRAP.format(version=version))
            if answer.status != 200:
                raise _Unanswered(f"{_host(answer.url)} answered {answer.status}")
            kept = read(_body(answer))
            if not registries(kept):
                raise Misleading("the list of registries holds none")
            self._keep(name, kept)
        found = []
        for prefix, base in registries(kept):
            network = _network(prefix)
            if network is not None and network.version == version:
                found.append((network, base))
        return found

    def _fetched(self, url: str) -> Answer:
        """The answer after redirects, of which none leads off https; 200 or 404."""
        asked_host = _host(url)
        if self._failures.get(asked_host, 0) >= _MOST_FAILURES:
            raise _Unanswered(f"{asked_host} is not asked any more: it gave no answers")
        try:
            answer = self._followed(url)
        except Unfetched as error:
            self._failed(asked_host, 1)
            raise _Unanswered(f"no answer from {asked_host} ({error.refusal})") from None
        if answer.status not in (200, 404):
            self._failed(asked_host, _MOST_FAILURES if answer.status in _TOO_MANY else 1)
            raise _Unanswered(f"{_host(answer.url)} answered {answer.status}")
        return answer

    def _followed(self, url: str) -> Answer:
        for _ in range(_MOST_HOPS):
            answer = self._fetcher.fetch(
                Request(
                    url,
                    headers=(("Accept", "application/rdap+json, application/json"),),
                    limit=LARGEST,
                    seconds=SECONDS,
                    follow=False,
                )
            )
            location = answer.header("Location")
            if answer.status not in _REDIRECTS or location is None:
                return answer
            url = _led(url, location)
        raise _Unanswered(f"{_host(url)} leads on and on")

    def _failed(self, host: str, weight: int) -> None:
        self._failures[host] = self._failures.get(host, 0) + weight
        self._told(
            "registries could not be asked about some networks: that these have no contact means nothing"
        )

    def _keep(self, name: str, answer: dict[str, Any]) -> None:
        try:
            self._cache.keep(name, answer)
        except ClearanceError:
            self._told(
                "answers of registries cannot be kept in the cache folder; they are asked anew next time"
            )


def _contact(kept: dict[str, Any]) -> Contact:
    emails = kept.get("emails")
    known = tuple(str(email) for email in emails) if isinstance(emails, list) else ()
    return Contact(known, str(kept.get("source", "")))


def _body(answer: Answer) -> bytes:
    if not answer.whole:
        raise Misleading("its answer is cut off")
    try:
        return decoded(answer, LARGEST)
    except Undecoded:
        raise Misleading("its answer cannot be decoded") from None


def _led(url: str, location: str) -> str:
    try:
        target = urljoin(url, location)
        secure = urlsplit(target).scheme == "https"
    except ValueError:
        secure = False
    if not secure:
        raise _Unanswered(f"{_host(url)} leads off https, where others would learn what is asked")
    return target


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "the registry"
    except ValueError:
        return "the registry"


def _network(prefix: str) -> Network | None:
    try:
        return ip_network(prefix)
    except ValueError:
        return None
