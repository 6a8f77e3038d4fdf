"""What a log's address stands for: a network, never a person."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

IPV6_GROUP = 64
"""One line of a household or one machine usually gets a /64 and changes addresses inside it (RFC 8981)."""
WIDER = (56, 48)
"""What providers hand to one customer: several /64 of one of these may be one."""


@lru_cache(maxsize=1 << 16)
def network_of(client: str) -> str:
    """The network a client counts as: an IPv4 address with /32, the /64 of an IPv6 one, else its name."""
    try:
        address = ip_address(client.partition("%")[0])
    except ValueError:
        return client
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return f"{address.ipv4_mapped}/32"
        return str(ip_network((address, IPV6_GROUP), strict=False))
    return f"{address}/32"


def as_network(network: str) -> IPv4Network | IPv6Network | None:
    """The network of such a text, or None for a name."""
    try:
        return ip_network(network)
    except ValueError:
        return None


def is_private(client: str) -> bool:
    """Whether an address is of a private or loopback range: nobody outside can have it."""
    try:
        address = ip_address(client)
    except ValueError:
        return False
    return address.is_loopback or address.is_link_local or (address.is_private and not _documentation(client))


def wider_counts(networks: Iterable[str]) -> dict[int, int]:
    """How many /56 and /48 the IPv6 networks among these are in; empty if there are none."""
    version6 = [net for net in map(as_network, networks) if isinstance(net, IPv6Network)]
    if not version6:
        return {}
    return {length: len({net.supernet(new_prefix=length) for net in version6}) for length in WIDER}


_DOCUMENTATION = tuple(
    map(ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"))
)
"""RFC 5737 and RFC 3849. The library calls them private; as examples they stand for public ones."""


def _documentation(client: str) -> bool:
    address = ip_address(client)
    return any(address.version == net.version and address in net for net in _DOCUMENTATION)
