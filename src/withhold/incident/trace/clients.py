"""Who asked: the address judged to be the client, from who connected and what proxies say."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Networks = tuple[IPv4Network | IPv6Network, ...]


def client_of(peer: str, forwarded: str | None, trusted: Networks) -> str:
    """The client of a request in one spelling: the peer, or what trusted proxies say that it was.

    X-Forwarded-For is walked from right to left as long as the address that vouches for it is a trusted
    proxy: what stands further left was written by anybody. An entry that is no address ends the walk.
    """
    if not trusted or not forwarded or not _within(peer, trusted):
        return canonical(peer)
    client = peer
    for entry in reversed(forwarded.split(",")):
        named = canonical(entry.strip())
        if _address(named) is None:
            break
        client = named
        if not _within(client, trusted):
            break
    return canonical(client)


def names_client(forwarded: str) -> bool:
    """Whether the last entry of a list is an address, as X-Forwarded-For ends where a proxy wrote it."""
    return _address(forwarded.rpartition(",")[2].strip()) is not None


def is_trusted(peer: str, trusted: Networks) -> bool:
    """Whether what this peer says about who asked is believed."""
    return bool(trusted) and _within(peer, trusted)


@lru_cache(maxsize=1 << 16)
def canonical(peer: str) -> str:
    """An address in its one spelling, without port, brackets and zone; a name in lower case."""
    address = _address(peer)
    return peer.lower() if address is None else str(address)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    for bare in _without_port(text):
        try:
            address = ip_address(bare.partition("%")[0])
        except ValueError:
            continue
        mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        return mapped or address
    return None


def _without_port(text: str) -> Sequence[str]:
    """What the address may be: as it stands, in brackets, or before a port."""
    if text.startswith("["):
        return (text[1:].partition("]")[0],)
    if text.count(":") == 1:
        return (text.partition(":")[0],)
    return (text,)


@lru_cache(maxsize=1 << 16)
def _within(peer: str, trusted: Networks) -> bool:
    address = _address(peer)
    return address is not None and any(address in network for network in trusted)
