"""The `[reach]` of a site's file, and the authorities that certificates are held against."""

import ssl
import tomllib
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from withhold.domain.errors import WithholdError
from withhold.fetching.address import Network, address_and_port
from withhold.fetching.interface import Reach, Unfetched
from withhold.fetching.url import parse

_KEYS = ("networks", "ports", "addresses", "ca_file")
_USUAL_PORTS = frozenset({80, 443})


class ReachUnusable(WithholdError):
    """The description of where requests may go is wrong; names the key."""


def reach_of(
    table: Mapping[str, object], folder: Path = Path(), addresses: Mapping[str, str] | None = None
) -> Reach:
    """Where requests may go, from a TOML table: `networks` and `ports` beside the public ones, `addresses`
    and `ca_file`. A relative `ca_file` is taken from `folder`; `addresses` are added to the table's own.

    Raises ReachUnusable.
    """
    for key in table:
        if key not in _KEYS:
            raise ReachUnusable(f"in [reach] the key {key!r} is not known; allowed: {', '.join(_KEYS)}")
    own = table.get("addresses", {})
    if not isinstance(own, Mapping):
        raise ReachUnusable("in [reach], addresses has to be a table: host = address")
    return Reach(
        tuple(_network(one) for one in _list(table, "networks")),
        _USUAL_PORTS | {_port(one) for one in _list(table, "ports")},
        dict(_address(host, to) for host, to in {**own, **(addresses or {})}.items()),
        _ca_file(table, folder),
    )


def reach_in(path: Path) -> Reach:
    """Where requests may go, from the `[reach]` of a site's file (spec/site.md); whatever else stands there
    is others' to read. Raises ReachUnusable.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("reach", {})
    except tomllib.TOMLDecodeError as error:
        raise ReachUnusable(f"the site file {path} is not valid TOML: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        kind = type(error).__name__
        raise ReachUnusable(f"the site file {path} cannot be read ({kind}); check the path") from None
    if not isinstance(table, dict):
        raise ReachUnusable(f"in the site file {path}, reach has to be a table: [reach]")
    return reach_of(table, path.parent)


def trusted(ca_file: Path | None) -> ssl.SSLContext:
    """Proves a server's name against the system's authorities, and those in `ca_file`.

    Not `ssl.create_default_context`: that one writes session keys to a file if the environment says so.
    Raises ReachUnusable.
    """
    context = _context()
    context.load_default_certs()
    if ca_file is not None:
        try:
            context.load_verify_locations(ca_file)
        except (OSError, ssl.SSLError):
            raise ReachUnusable(f"the ca_file {ca_file} holds no certificates in PEM form") from None
    return context


def anybodys() -> ssl.SSLContext:
    """Takes any certificate: it proves nothing."""
    context = _context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    return context


def _list(table: Mapping[str, object], key: str) -> list[Any]:
    value = table.get(key, [])
    if not isinstance(value, list):
        raise ReachUnusable(f"in [reach], {key} has to be a list")
    return value


def _network(text: object) -> Network:
    try:
        return ip_network(str(text))
    except ValueError:
        raise ReachUnusable("in [reach], networks holds networks, as 10.1.0.0/16 or fd00:1::/48") from None


def _port(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 1 << 16:
        raise ReachUnusable("in [reach], ports holds numbers from 1 to 65535")
    return value


def _address(host: str, to: object) -> tuple[str, str]:
    """A host, or host:port, in the spelling that URLs are read into, and where it is asked."""
    try:
        url = parse(f"http://{host}")
        if url.target != "/" or not isinstance(to, str):
            raise ValueError
        address_and_port(to)
    except (ValueError, Unfetched):
        message = (
            "in [reach], addresses maps a host or host:port to an address, as 192.0.2.1 or 192.0.2.1:8080"
        )
        raise ReachUnusable(message) from None
    return (f"{url.name}:{url.port}" if _has_port(host) else url.name), to


def _has_port(host: str) -> bool:
    return host.rpartition("]")[2].count(":") == 1


def _ca_file(table: Mapping[str, object], folder: Path) -> Path | None:
    value = table.get("ca_file")
    if value is None:
        return None
    if not isinstance(value, str) or not value:
        raise ReachUnusable("in [reach], ca_file has to be a path")
    trusted(folder / value)
    return folder / value
