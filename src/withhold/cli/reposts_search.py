"""`withhold reposts search`: asks a search service for pages, without telling it anything of anybody."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from withhold.cli.output import private_output, tell, writing
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from withhold.incident.watch.search.interface import Query

UNREAD = 11
KEY = "WITHHOLD_SEARCH_KEY"
"""The variable that holds the service's key where no --service-key is given."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = subparsers.add_parser(
        "search",
        help="ask a search service for pages to scan",
        description="Asks a search service for pages to scan; a query that may name anybody is refused.",
    )
    parser.add_argument("fingerprints", metavar="OUT", help="the list's: no query may hold anything of it")
    parser.add_argument("queries", metavar="FILE", type=Path, help="one query a line")
    parser.add_argument("--key-file", metavar="K", required=True, help="the fingerprints' key")
    parser.add_argument("--service", choices=("brave",), default="brave", help="default: brave")
    parser.add_argument(
        "--service-key",
        metavar="FILE",
        help=f"the service's key, a file of mode 0600 (default: env:{KEY})",
    )
    parser.add_argument(
        "--journal", metavar="FILE", type=Path, required=True, help="where every query is kept"
    )
    parser.add_argument("--by", metavar="NAME", required=True, help="who asks")
    parser.add_argument("--why", metavar="TEXT", required=True, help="why")
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, help="write the addresses there")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check all queries, then ask them; addresses for `scan --list`. 11 where one could not be asked."""
    from withhold.fetching.http import HttpFetcher
    from withhold.incident.watch.copies.digests import Use
    from withhold.incident.watch.copies.file import load
    from withhold.incident.watch.search.asking import Journal, ask, check
    from withhold.incident.watch.search.brave import Brave
    from withhold.incident.watch.search.guard import guarded
    from withhold.incident.watch.search.interface import SearchFailed
    from withhold.inspection.keys import key_at

    queries = _queries(options)
    may_hold = guarded(load(options.fingerprints, key_at(options.key_file), Use.SCAN))
    for query in queries:
        check(query, may_hold)
    service = Brave(HttpFetcher(), _service_key(options))
    tell(f"asking {service.name}: it learns the words of {len(queries)} queries; {service.terms}")
    found: dict[str, None] = {}
    failed = 0
    for query in queries:
        try:
            hits = ask(service, query, Journal(options.journal), may_hold)
            found.update(dict.fromkeys(hit.url for hit in hits))
        except SearchFailed as error:
            failed += 1
            tell(f"a query was not answered: {error}")
    with private_output(options.output) as target, writing(target):
        target.writelines(f"{url}\n" for url in found)
    tell(f"{len(found):,} addresses; `withhold reposts scan --list` looks at them")
    return UNREAD if failed else 0


def _queries(options: argparse.Namespace) -> "list[Query]":
    from withhold.incident.watch.search.interface import Query

    try:
        lines = options.queries.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{options.queries} cannot be read ({type(error).__name__})") from None
    found = [Query(line.strip(), options.by, options.why) for line in lines if line.strip()]
    if not found:
        raise UsageError(f"{options.queries} has no query; write one a line")
    return found


def _service_key(options: argparse.Namespace) -> str:
    from withhold.signing.keys import read_secret_file

    if options.service_key is not None:
        return read_secret_file(options.service_key, 4096).decode("ascii", "replace").strip()
    key = os.environ.get(KEY, "").strip()
    if not key:
        raise UsageError(f"the service's key is missing; give --service-key, or set {KEY}")
    return key
