"""Whom a sweep may ask: the servers that somebody named, also where they are not on the public internet."""

import socket
from contextlib import suppress
from dataclasses import replace
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from withhold.fetching.interface import Reach
from withhold.incident.watch.sweep.interface import Order


def named(reach: Reach, order: Order) -> Reach:
    """The reach with the ports of the starts, and the addresses that their hosts have now.

    Whoever names a host as their own site means the server behind it; other addresses that are not public
    stay out of reach, wherever a page may lead.
    """
    networks, ports = list(reach.networks), set(reach.ports)
    for start in order.starts:
        parts = urlsplit(start)
        if parts.port is not None:
            ports.add(parts.port)
        for address in _addresses(parts.hostname or ""):
            networks.append(ip_network(address))
    return replace(reach, networks=tuple(networks), ports=frozenset(ports))


def _addresses(host: str) -> set[str]:
    """The addresses of a host; none where it has none now, which asking it will tell."""
    with suppress(ValueError):
        return {str(ip_address(host.strip("[]")))}
    with suppress(OSError, UnicodeError):
        return {str(found[4][0]).partition("%")[0] for found in socket.getaddrinfo(host, None)}
    return set()
