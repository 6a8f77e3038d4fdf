"""What `withhold trace` can ask registries, and the tables that it can leave for other programs."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from withhold.cli.output import tell
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from withhold.incident.trace.judge import Contacts
    from withhold.incident.trace.result import Trace


def add_contacts(parser: argparse.ArgumentParser) -> None:
    """The options for asking registries."""
    parser.add_argument(
        "--rdap",
        action="store_true",
        help="ask the registries whom to write to; it tells them which networks are of interest",
    )
    parser.add_argument(
        "--rdap-cache",
        metavar="FOLDER",
        type=Path,
        help="with --rdap: keep their answers there for a month (default: in the case, if one is given)",
    )


def add_tables(parser: argparse.ArgumentParser) -> None:
    """The options for tables."""
    parser.add_argument(
        "--parquet", metavar="FOLDER", type=Path, help="new folder for the tables as Parquet files"
    )
    parser.add_argument("--duckdb", metavar="FILE", type=Path, help="new DuckDB file for the tables")


def check_tables(options: argparse.Namespace) -> None:
    """Raises TraceError, before any work, if the tables cannot be written."""
    if options.parquet is not None:
        from withhold.incident.trace.tell import parquet

        parquet.check(options.parquet)
    if options.duckdb is not None:
        from withhold.incident.trace.tell import database

        database.check(options.duckdb)


def write_tables(trace: "Trace", options: argparse.Namespace) -> None:
    """Each whole or not at all. Raises TraceError."""
    if options.parquet is not None:
        from withhold.incident.trace.tell.parquet import write_parquet

        write_parquet(trace, options.parquet)
    if options.duckdb is not None:
        from withhold.incident.trace.tell.database import write_database

        write_database(trace, options.duckdb)


def contacts_of(
    options: argparse.Namespace, work: Path | None, told: Callable[[str], None]
) -> "Contacts | None":
    """Whom to ask for contacts, if that is wanted; `work` is the case's folder for such things."""
    if not options.rdap:
        if options.rdap_cache is not None:
            raise UsageError("--rdap-cache goes with --rdap; add it, or leave --rdap-cache out")
        return None
    from withhold.fetching.http import HttpFetcher
    from withhold.fetching.interface import Reach
    from withhold.incident.trace.rdap import RdapContacts
    from withhold.incident.trace.rdap_cache import AnswerCache

    now = datetime.now(UTC)
    folder = options.rdap_cache or (work / "rdap" if work else None)
    contacts = RdapContacts(HttpFetcher(Reach()), AnswerCache(folder, now), now, told)
    tell("asking registries (RDAP) whom to write to: they learn which networks are of interest")
    return contacts
