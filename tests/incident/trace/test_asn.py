"""Whose network it is, from databases in the schemas of several makers, and from broken ones."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.incident.trace.made import QUESTION, request, scanned
from tests.incident.trace.mmdb import BUILT, write_mmdb
from withhold.incident.trace.asn import AsnDatabases, is_hosting
from withhold.incident.trace.interface import TraceError
from withhold.incident.trace.judge import Sources, judge
from withhold.incident.trace.result import Owner

SOURCE = "database of 2026-02-01"


@pytest.mark.parametrize(
    "record",
    [
        {"autonomous_system_number": 64500, "autonomous_system_organization": "Carrier Example"},
        {"asn": "AS64500", "name": "Carrier Example", "domain": "carrier.example"},
        {"asn": "64500", "as_name": "Carrier Example"},
        {"as_number": 64500, "as_organization": "Carrier Example"},
        {"autonomous_system_number": 64500, "isp": "Carrier Example", "organization": ""},
    ],
)
@pytest.mark.parametrize("version", [4, 6])
def test_the_schemas_of_several_makers(tmp_path: Path, record: dict[str, Any], version: int) -> None:
    path = write_mmdb(tmp_path / "asn.mmdb", {"203.0.113.0/24": record}, version)
    databases = AsnDatabases([path])
    assert databases.owner_of("203.0.113.7") == Owner(64500, "Carrier Example", SOURCE)
    assert databases.owner_of("198.51.100.7") == Owner()
    assert databases.databases[0].built == BUILT


def test_ipv6_and_what_is_no_address(tmp_path: Path) -> None:
    six = write_mmdb(tmp_path / "6.mmdb", {"2001:db8::/32": {"asn": 64501}})
    four = write_mmdb(tmp_path / "4.mmdb", {"203.0.113.0/24": {"asn": 64500}}, 4)
    databases = AsnDatabases([four, six])
    assert databases.owner_of("2001:db8::1").asn == 64501
    assert databases.owner_of("203.0.113.7").asn == 64500
    for strange in ("reader.example", "", "203.0.113.7:80", "\x00", "2001:db8::1%eth0", "-"):
        assert databases.owner_of(strange) in (Owner(), Owner(64501, None, SOURCE))


def test_of_several_databases_the_narrowest_network_counts(tmp_path: Path) -> None:
    wide = write_mmdb(tmp_path / "wide.mmdb", {"203.0.0.0/16": {"asn": 64500}}, 4)
    narrow = write_mmdb(
        tmp_path / "narrow.mmdb", {"203.0.113.0/24": {"asn": 64501}}, 4, datetime(2020, 1, 1, tzinfo=UTC)
    )
    for order in ([wide, narrow], [narrow, wide]):
        assert AsnDatabases(order).owner_of("203.0.113.7") == Owner(64501, None, "database of 2020-01-01")
        assert AsnDatabases(order).owner_of("203.0.1.7").asn == 64500


@pytest.mark.parametrize(
    "record",
    [
        {"country": "SE"},
        {"asn": "ASnumber", "name": 7},
        {"asn": "9" * 40},
        {"asn": "٣"},
        {"asn": True, "name": ""},
        {"autonomous_system_number": {"x": 1}},
        [64500],
        "AS64500",
        7,
    ],
)
def test_a_record_that_names_nobody_is_nobody(tmp_path: Path, record: Any) -> None:
    path = write_mmdb(tmp_path / "asn.mmdb", {"203.0.113.0/24": record}, 4)
    assert AsnDatabases([path]).owner_of("203.0.113.7") == Owner()


def test_a_name_that_is_hostile_stays_text(tmp_path: Path) -> None:
    name = "Evil\x1b[2J\u202e<script>" + "x" * 5000
    path = write_mmdb(tmp_path / "asn.mmdb", {"203.0.113.0/24": {"asn": 1, "name": name}}, 4)
    assert AsnDatabases([path]).owner_of("203.0.113.7").organisation == name


def test_a_damaged_record_is_told_not_taken_for_nobody(tmp_path: Path) -> None:
    path = write_mmdb(tmp_path / "asn.mmdb", {"203.0.113.0/24": {"asn": 64500, "name": b"\xff\xfe"}}, 4)
    sources = Sources(AsnDatabases([path]))
    traced = judge(scanned([request(peer="203.0.113.7")]), QUESTION, sources)
    assert traced.accessors[0].owner == Owner()
    assert any("asn.mmdb is damaged" in warning for warning in traced.warnings)
    assert AsnDatabases([path]).damage() == []


def test_a_database_damaged_anywhere_is_one_clear_line_or_told(tmp_path: Path) -> None:
    whole = write_mmdb(tmp_path / "asn.mmdb", {"203.0.113.0/24": {"asn": 64500, "name": "x" * 99}}, 4)
    content = whole.read_bytes()
    refused = told = 0
    for place in range(0, len(content)):
        whole.write_bytes(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :])
        try:
            databases = AsnDatabases([whole])
        except TraceError as error:
            refused += "\n" not in str(error)
            continue
        databases.owner_of("203.0.113.7")
        told += len(databases.damage())
    assert refused
    assert told


@pytest.mark.parametrize("content", [b"", b"no database", b"\xab\xcd\xefMaxMind.com"])
def test_what_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "asn.mmdb"
    path.write_bytes(content)
    with pytest.raises(TraceError, match="no database that can be read"):
        AsnDatabases([path])


def test_a_database_that_is_missing_or_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TraceError, match="there is no database"):
        AsnDatabases([tmp_path / "none.mmdb"])
    with pytest.raises(TraceError, match="no database that can be read"):
        AsnDatabases([tmp_path])


@pytest.mark.parametrize("name", ["Amazon.com, Inc.", "Hetzner Online GmbH", "OVH SAS", "Some Hosting Ltd"])
def test_who_rents_out_machines(name: str) -> None:
    assert is_hosting(name)


@pytest.mark.parametrize("name", [None, "", "Carrier Example", "Telia Company AB", "University of Somewhere"])
def test_who_does_not(name: str | None) -> None:
    assert not is_hosting(name)
