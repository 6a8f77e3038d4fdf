"""Whose network an address is in, from databases that the user has: nothing is asked of anybody."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from withhold.incident.trace.interface import TraceError
from withhold.incident.trace.result import Owner

if TYPE_CHECKING:
    import maxminddb

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

    def owner_of(self, client: str) -> Owner:
        """Whose network the address is in; an owner without number and name if no database knows."""
        found: list[tuple[int, Owner]] = []
        for database in self.databases:
            try:
                record, length = database.reader.get_with_prefix_len(client)
            except ValueError:
                # A name, or an IPv6 address asked of a database of IPv4 ones.
                continue
            owner = _owner(record, database)
            if owner is not None:
                found.append((length, owner))
        return max(found, key=lambda pair: pair[0], default=(0, Owner()))[1]


def is_hosting(organisation: str | None) -> bool:
    """Whether the organisation's name speaks of one that rents out machines."""
    name = (organisation or "").lower()
    return any(word in name for word in _HOSTING)


def _opened(path: Path) -> Database:
    import maxminddb

    try:
        reader = maxminddb.open_database(path, maxminddb.MODE_MEMORY)
    except FileNotFoundError:
        raise TraceError(
            f"there is no database {path}; give an MMDB file of ASNs with --asn-database"
        ) from None
    except (OSError, ValueError, maxminddb.InvalidDatabaseError):
        raise TraceError(
            f"{path} is no database that can be read; give an MMDB file of ASNs (GeoLite2-ASN, DB-IP)"
        ) from None
    return Database(path, datetime.fromtimestamp(reader.metadata().build_epoch, UTC), reader)


def _owner(record: Any, database: Database) -> Owner | None:
    if not isinstance(record, dict):
        return None
    number = next((_number(record[key]) for key in _NUMBERS if key in record), None)
    name = next((record[key] for key in _NAMES if isinstance(record.get(key), str) and record[key]), None)
    if number is None and name is None:
        return None
    return Owner(number, name, f"database of {database.built:%Y-%m-%d}")


def _number(value: object) -> int | None:
    if isinstance(value, int):
        return value
    digits = str(value).upper().removeprefix("AS")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 10 else None
