"""Whether a bot is whom it claims to be: by its operator's names and addresses, never by its words.

Off by default: asking for names tells whoever runs the name servers which addresses are looked into.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any, Protocol

from withhold.incident.trace.interface import TraceError

OPERATORS: Mapping[str, tuple[str, ...]] = {
    "googlebot": ("googlebot.com", "google.com"),
    "google-inspectiontool": ("googlebot.com", "google.com"),
    "googleother": ("googlebot.com", "google.com"),
    "bingbot": ("search.msn.com",),
    "bingpreview": ("search.msn.com",),
    "yandex": ("yandex.ru", "yandex.net", "yandex.com"),
    "baiduspider": ("baidu.com", "baidu.jp"),
    "applebot": ("applebot.apple.com",),
    "slurp": ("crawl.yahoo.net",),
    "petalbot": ("petalsearch.com", "aspiegel.com"),
    "seznambot": ("seznam.cz",),
}
"""Under which domains the operators say that their crawlers' addresses are named (their own help pages)."""


class Resolver(Protocol):
    """Names of an address and addresses of a name; empty where there are none. Raises OSError: not known."""

    def names(self, address: str) -> tuple[str, ...]: ...

    def addresses(self, name: str) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class PublishedRanges:
    """Networks that operators publish for their bots, by a word that the bot's agent holds."""

    networks: Mapping[str, tuple[IPv4Network | IPv6Network, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, given: list[str]) -> "PublishedRanges":
        """From arguments WORD=FILE; the files as operators publish them (JSON with prefixes, or lines)."""
        networks: dict[str, tuple[IPv4Network | IPv6Network, ...]] = {}
        for argument in given:
            word, equals, name = argument.partition("=")
            if not word or not equals or not name:
                raise TraceError("give --bot-ranges as WORD=FILE, WORD being what the bot's agent holds")
            networks[word.lower()] = networks.get(word.lower(), ()) + _networks(Path(name))
        return cls(networks)

    def name_for(self, address: str, agent: str) -> str | None:
        """The word under whose ranges the address is, if the agent holds it."""
        asked = ip_address(address)
        for word, networks in self.networks.items():
            if word in agent.lower() and any(
                asked.version == net.version and asked in net for net in networks
            ):
                return word
        return None


class SystemResolver:
    """Asks the machine's own name servers."""

    seconds = 3.0

    def names(self, address: str) -> tuple[str, ...]:
        from dns.reversename import from_address

        return tuple(name.rstrip(".") for name in self._ask(str(from_address(address)), "PTR"))

    def addresses(self, name: str) -> tuple[str, ...]:
        return self._ask(name, "A") + self._ask(name, "AAAA")

    def _ask(self, name: str, kind: str) -> tuple[str, ...]:
        import dns.exception
        import dns.resolver

        try:
            answer = dns.resolver.resolve(name, kind, lifetime=self.seconds)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return ()
        except dns.exception.DNSException as error:
            raise OSError(f"the name servers gave no answer ({type(error).__name__})") from None
        return tuple(record.to_text() for record in answer)


def verified_name(
    address: str, agent: str, resolver: Resolver | None, ranges: PublishedRanges | None
) -> str | None:
    """Under which name the bot is who it claims to be: its host name, or the operator's published ranges.

    None if that is not shown. The name of an address counts only if it leads back to it (the owner of an
    address may name it anything). Raises OSError if the name servers cannot be asked.
    """
    try:
        ip_address(address)
    except ValueError:
        return None
    if ranges is not None and (word := ranges.name_for(address, agent)):
        return f"published ranges of {word}"
    domains = [domain for word, found in OPERATORS.items() if word in agent.lower() for domain in found]
    if resolver is None or not domains:
        return None
    for name in resolver.names(address):
        host = name.lower().rstrip(".")
        if any(host.endswith("." + domain) for domain in domains) and _leads_back(resolver, host, address):
            return host
    return None


def _leads_back(resolver: Resolver, host: str, address: str) -> bool:
    asked = ip_address(address)
    for found in resolver.addresses(host):
        try:
            if ip_address(found) == asked:
                return True
        except ValueError:
            continue  # what is no address leads nowhere
    return False


def _networks(path: Path) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise TraceError(
            f"{path} cannot be read; give a file of ranges as the bot's operator publishes"
        ) from None
    try:
        found: list[Any] = _prefixes(json.loads(text))
    except (ValueError, RecursionError):
        found = [line.split("#")[0].strip() for line in text.splitlines()]
    try:
        # As text: the library takes a number for an address, too.
        networks = tuple(ip_network(str(one), strict=False) for one in found if one)
    except ValueError:
        raise TraceError(f"{path} holds something that is no range of addresses; get it anew") from None
    if not networks:
        raise TraceError(f"{path} holds no ranges; give a file as the bot's operator publishes")
    if any(network.prefixlen == 0 for network in networks):
        raise TraceError(f"{path} holds every address, which verifies nobody; get it anew")
    return networks


def _prefixes(told: Any) -> list[Any]:
    """Every range in the JSON of Google, Bing, Apple and others: `prefixes` with `ipv4Prefix`, or a list."""
    entries = told.get("prefixes", []) if isinstance(told, dict) else told
    if not isinstance(entries, list):
        return []
    found: list[Any] = []
    for entry in entries:
        if isinstance(entry, str):
            found.append(entry)
        elif isinstance(entry, dict):
            found += [value for key, value in entry.items() if key.lower().endswith("prefix")]
    return found
