"""Whose network an address is in, from databases that the user has: nothing is asked of anybody."""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

from withhold.incident.trace.interface import TraceError
from withhold.incident.trace.result import Owner

if TYPE_CHECKING:
    import maxminddb

_BROKEN = (ValueError, LookupError, TypeError, ArithmeticError, RuntimeError, struct.error)
"""What the library raises for bytes that are no database of its own; its InvalidDatabaseError is of these."""
_NUMBERS = ("autonomous_system_number", "asn", "as_number")
_NAMES = (
    "autonomous_system_organization",
    "as_organization",
    "as_name",
    "organization",
    "asn_org",
    "name",
    "isp",
)
"""The keys under which the known makers of such databases keep the two."""
_HOSTING = (
    "amazon",
    "aws",
    "google cloud",
    "google-cloud",
    "microsoft",
    "azure",
    "digitalocean",
    "ovh",
    "hetzner",
    "linode",
    "akamai",
    "vultr",
    "choopa",
    "constant company",
    "contabo",
    "leaseweb",
    "oracle",
    "alibaba",
    "tencent",
    "scaleway",
    "online s.a.s",
    "ionos",
    "hosting",
    "datacamp",
    "m247",
    "cloud",
    "server",
    "data center",
    "datacenter",
)
"""Words in the names of organisations that rent out machines: who operates one of these is unknown."""


@dataclass(frozen=True, slots=True)
class Database:
    """One opened database: `built` is when its maker made it."""

    path: Path
    built: datetime
    reader: "maxminddb.Reader"


class AsnDatabases:
    """MMDB files (GeoLite2-ASN, DB-IP, ip-location-db …); of several answers that of the longest prefix."""

    def __init__(self, paths: list[Path]) -> None:
        self.databases = tuple(_opened(path) for path in paths)
        self._damaged: dict[Path, None] = {}

    def owner_of(self, client: str) -> Owner:
        """Whose network the address is in; an owner without number and name if no database knows.

        A database that turns out to be damaged knows nothing, see `damage`.
        """
        try:
            address = ip_address(client.partition("%")[0])
        except ValueError:
            return Owner()
        found: list[tuple[int, Owner]] = []
        for database in self.databases:
            if address.version > database.reader.metadata().ip_version:
                continue
            try:
                record, length = database.reader.get_with_prefix_len(str(address))
            except _BROKEN:
                self._damaged[database.path] = None
                continue
            owner = _owner(record, database)
            if owner is not None:
                found.append((length, owner))
        return max(found, key=lambda pair: pair[0], default=(0, Owner()))[1]

    def damage(self) -> list[str]:
        """What could not be looked up so far, a line for each database."""
        return [
            f"the database {path.name} is damaged: that it names nobody means nothing; get it anew"
            for path in self._damaged
        ]


def is_hosting(organisation: str | None) -> bool:
    """Whether the organisation's name speaks of one that rents out machines."""
    name = (organisation or "").lower()
    return any(word in name for word in _HOSTING)


def _opened(path: Path) -> Database:
    import maxminddb

    try:
        reader = maxminddb.open_database(path, maxminddb.MODE_MEMORY)
        built = datetime.fromtimestamp(reader.metadata().build_epoch, UTC)
    except FileNotFoundError:
        raise TraceError(
            f"there is no database {path}; give an MMDB file of ASNs with --asn-database"
        ) from None
    except (OSError, *_BROKEN):
        raise TraceError(
            f"{path} is no database that can be read; give an MMDB file of ASNs (GeoLite2-ASN, DB-IP)"
        ) from None
    return Database(path, built, reader)


def _owner(record: Any, database: Database) -> Owner | None:
    if not isinstance(record, dict):
        return None
    number = next((_number(record[key]) for key in _NUMBERS if key in record), None)
    name = next((record[key] for key in _NAMES if isinstance(record.get(key), str) and record[key]), None)
    if number is None and name is None:
        return None
    return Owner(number, name, f"database of {database.built:%Y-%m-%d}")


def _number(value: object) -> int | None:
    digits = str(value).upper().removeprefix("AS")
    known = digits.isascii() and digits.isdigit() and len(digits) <= 10
    number = int(digits) if known and not isinstance(value, bool) else 0
    return number if 0 < number < 1 << 32 else None
