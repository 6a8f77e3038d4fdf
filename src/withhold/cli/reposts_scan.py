"""`withhold reposts scan`: looks for rows of a list in archives of the web, folders and pages."""

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from withhold.cli.arguments import number
from withhold.cli.casework import add_case, open_case
from withhold.cli.output import private_output, tell, writing
from withhold.cli.trace_progress import progress
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from withhold.incident.case.store import CaseFolder
    from withhold.incident.watch.copies.interface import Copied, Looked
    from withhold.incident.watch.copies.scanning import Order
    from withhold.incident.watch.sources.interface import Shard

FOUND, UNREAD = 10, 11
"""Exit codes: a page holds rows of the list; something could not be looked at."""
_TOLD = 20
"""Parts that could not be looked at which are named one by one."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = subparsers.add_parser(
        "scan",
        help="look for rows of the list",
        description="Looks for rows of a list in archives of the web (WARC, WET), folders, files and pages.",
    )
    parser.add_argument("fingerprints", metavar="OUT", help="made by `withhold reposts fingerprint`")
    parser.add_argument(
        "sources", metavar="SOURCE", nargs="*", help="an archive, a folder, a file, an address, or -"
    )
    parser.add_argument(
        "--list",
        metavar="LIST",
        dest="lists",
        action="append",
        help="addresses to ask: a plain list, a feed, a sitemap, or a CDX answer of a web archive",
    )
    parser.add_argument(
        "--key-file", metavar="K", required=True, help="the key: a file of mode 0600, /dev/fd/N or env:NAME"
    )
    parser.add_argument("--format", choices=("text", "jsonl"), default="text", help="default: text")
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, help="write there, not to stdout")
    parser.add_argument("--parquet", metavar="FILE", type=Path, help="also write a new Parquet file")
    parser.add_argument("--resume", metavar="JOURNAL", help="keep what was done there, and go on from it")
    parser.add_argument("--jobs", metavar="N", type=number, help="processes (default: one a processor)")
    parser.add_argument("--engine", choices=("local", "dask"), default="local", help="default: local")
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="with --engine dask: the cluster (default: this machine)"
    )
    add_case(parser, required=False)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Scan and tell; 10 if a page holds rows, 11 if something could not be looked at, else 0."""
    from withhold.incident.watch.copies.scanning import Order
    from withhold.incident.watch.copies.tables import check_parquet, write_parquet
    from withhold.incident.watch.sources.reading import planned

    _check(options)
    case = open_case(options) if options.case is not None else None
    if options.parquet is not None:
        check_parquet(options.parquet)
    order = Order.of(options.fingerprints, options.key_file)
    shards, unread = planned(options.sources, options.lists or ())
    summary = _Summary()
    summary.unlooked += [(one.url, one.reason) for one in unread]
    copied: list[Copied] = []
    with private_output(options.output) as target, writing(target):
        for looked in _looked(options, order, shards):
            summary.add(looked)
            for one in looked.copied:
                _write(one, options.format, target)
            copied += looked.copied if options.parquet is not None or case is not None else ()
    if options.parquet is not None:
        write_parquet(copied, options.parquet)
    if case is not None:
        _record(case, order, summary, copied)
    summary.tell()
    return FOUND if summary.copies else UNREAD if summary.unlooked else 0


def _record(case: "CaseFolder", order: "Order", summary: "_Summary", copied: "list[Copied]") -> None:
    """What was looked at and found, in the case: each page that holds rows becomes a sighting."""
    from withhold.incident.watch.sightings import Scan, scanned

    looked = Scan(order.digest, summary.pages, summary.bytes, len(summary.unlooked))
    case.append(scanned(looked, copied, case.state(), case.clock.now()))
    tell("`withhold sightings list` says what is to be done")


def _check(options: argparse.Namespace) -> None:
    if not options.sources and not options.lists:
        raise UsageError("there is nothing to scan; give an archive, a folder, an address, or --list")
    if options.scheduler is not None and options.engine != "dask":
        raise UsageError("--scheduler goes with --engine dask; add it, or leave --scheduler out")
    if options.scheduler is not None and "-" in options.sources:
        raise UsageError("workers elsewhere cannot read standard input; save it in a file that they can open")


def _looked(options: argparse.Namespace, order: "Order", shards: "list[Shard]") -> "Iterator[Looked]":
    from withhold.incident.watch.copies.journal import Journal
    from withhold.incident.watch.copies.scanning import Where, scan

    where = Where(options.jobs or len(os.sched_getaffinity(0)), options.engine, options.scheduler)
    journal = Journal.open(options.resume, order.digest) if options.resume is not None else None
    total = sum(shard.size for shard in shards)
    done = 0
    try:
        with progress("scanning") as advance:
            for shard, looked in zip(shards, scan(order, shards, where, journal), strict=True):
                done += shard.size
                if advance is not None:
                    advance(done, total)
                yield looked
    finally:
        if journal is not None:
            journal.close()


def _write(one: "Copied", form: str, target: TextIO) -> None:
    if form == "jsonl":
        told = {"source": one.source, "url": one.url, "rows": one.rows, "share": one.share}
        target.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        from withhold.report.places import one_line

        rows = "1 row" if one.rows == 1 else f"{one.rows:,} rows"
        target.write(f"{rows:>12}  {one.share:7.2%}  {one_line(one.url)}  ({one_line(one.source)})\n")
    target.flush()


class _Summary:
    """What is told at the end, on standard error."""

    def __init__(self) -> None:
        self.copies = self.pages = self.bytes = self.without_text = 0
        self.unlooked: list[tuple[str, str]] = []

    def add(self, looked: "Looked") -> None:
        self.copies += len(looked.copied)
        self.pages += looked.pages
        self.bytes += looked.bytes
        self.without_text += looked.without_text
        self.unlooked += [(one.url, one.reason) for one in looked.unlooked]

    def tell(self) -> None:
        for url, reason in self.unlooked[:_TOLD]:
            tell(f"not looked at: {url}: {reason}")
        if len(self.unlooked) > _TOLD:
            tell(f"not looked at: {len(self.unlooked) - _TOLD:,} more")
        pages = "1 page" if self.pages == 1 else f"{self.pages:,} pages"
        pictures = f", {self.without_text:,} of them without text" if self.without_text else ""
        held = "1 page holds" if self.copies == 1 else f"{self.copies:,} pages hold"
        unread = f"; {len(self.unlooked):,} parts could not be looked at" if self.unlooked else ""
        tell(f"{pages} ({self.bytes / 1e6:,.1f} MB){pictures}: {held} rows of the list{unread}")
