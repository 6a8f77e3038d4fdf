"""Which addresses a request may go to: public ones, and what the organisation adds."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NOT_PUBLIC = tuple(
    ip_network(text)
    for text in (
        # The IANA registries of special-purpose addresses (RFC 6890 and its updates), and multicast.
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by carriers' translators
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local: also where clouds keep the credentials of a machine
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # relays from IPv4 into 6to4
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "2001::/23",  # protocols' own, Teredo (an IPv4 address inside) among them
        "2001:db8::/32",
        "2002::/16",  # 6to4: an IPv4 address inside
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All of IPv6 that is given out to the public internet (RFC 4291, IANA)."""
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""IPv4 hosts as networks that have IPv6 only see them (RFC 6052)."""


def plain(address: Address) -> Address:
    """The address as it is connected to: an IPv4 address wrapped in an IPv6 one is itself."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def allowed(address: Address, networks: Sequence[Network]) -> bool:
    """Whether a request may go there: public, or in one of `networks`. What is unknown is not public."""
    address = plain(address)
    if getattr(address, "scope_id", None) is not None:
        return False
    if any(address in network for network in networks if network.version == address.version):
        return True
    if isinstance(address, IPv6Address) and address in _TRANSLATED:
        return allowed(IPv4Address(int(address) & 0xFFFFFFFF), ())
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return False
    return not any(address in network for network in _NOT_PUBLIC if network.version == address.version)


def address_and_port(text: str) -> tuple[Address, int | None]:
    """`192.0.2.1`, `192.0.2.1:8080`, `2001:db8::1` or `[2001:db8::1]:8080`. Raises ValueError."""
    host, port = text, ""
    if text.startswith("["):
        host, bracket, rest = text[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            raise ValueError("no address")
        port = rest[1:] if rest else ""
    elif text.count(":") == 1:
        host, port = text.split(":")
    number = None
    if port or text.endswith(":"):
        if not (port.isascii() and port.isdecimal() and 0 < int(port) < 1 << 16):
            raise ValueError("no port")
        number = int(port)
    return ip_address(host), number
