"""`withhold sweep`: crawls your own site, and judges what is public."""

import argparse
import gc
import os
import sys
import time
from collections.abc import Generator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from withhold.cli.arguments import number
from withhold.cli.check import GC_THRESHOLDS
from withhold.cli.judging import add_judging_options, run_of
from withhold.cli.output import output
from withhold.cli.sweep_told import Told, write_all
from withhold.cli.verdicts import FORMATS, summarise
from withhold.domain.errors import NothingToInspect, UsageError

if TYPE_CHECKING:
    from withhold.fetching.interface import Reach
    from withhold.incident.watch.sweep.interface import Order, Seen
    from withhold.inspection.run import Run

Subparsers = argparse._SubParsersAction  # the only name argparse has for it

_AT_ONCE = 8
_DOCUMENTS = 100_000
_MINUTES = 360


def add_parser(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = subparsers.add_parser(
        "sweep",
        help="crawl your own site, and judge what is public",
        description="Crawls your own site and judges every document that is public there; a second run asks "
        "only what changed (docs/sweep.md). Exit codes as those of `check`, of everything that is public.",
    )
    parser.add_argument("starts", metavar="URL", nargs="+", help="where to begin: a site, a folder, a bucket")
    parser.add_argument(
        "--host", metavar="HOST", action="append", default=[], help="another host of your own, as name or "
        "name:port (the hosts of the URLs are anyway)"
    )  # fmt: skip
    parser.add_argument(
        "--site", metavar="SITE.toml", type=Path, help="how your places are reached: its [reach]"
    )
    parser.add_argument(
        "--state", metavar="FILE", type=Path, help="what sweeps of this site remember, to tell what changed "
        "(default: a file of the host's name below WITHHOLD_HOME/sweeps)"
    )  # fmt: skip
    add_judging_options(parser)
    parser.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, help="write there, not to stdout")
    parser.add_argument(
        "--events", metavar="FILE", type=Path, help="also write what is new, changed, the same, gone or "
        "unread, one line of JSON each (spec/sweep.md)"
    )  # fmt: skip
    parser.add_argument(
        "--baseline-report", metavar="FILE", type=Path, help="also write what is public and should not be, "
        "the worst first: a page (.html) or JSON (.json)"
    )  # fmt: skip
    parser.add_argument("--jobs", metavar="N", type=number, help="processes (default: one a processor)")
    _add_limits(parser)
    parser.add_argument("--browser", action="store_true", help="also render pages with scripts, in Chromium")
    parser.set_defaults(run=run)


def _add_limits(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--at-once", metavar="N", type=number, default=_AT_ONCE, help=f"requests (default: {_AT_ONCE})"
    )
    parser.add_argument(
        "--pause", metavar="SECONDS", type=_seconds, default=0.0, help="between two requests to one host "
        "(default: what its robots.txt asks for, at most 10)"
    )  # fmt: skip
    parser.add_argument(
        "--most-documents", metavar="N", type=number, default=_DOCUMENTS, help=f"default: {_DOCUMENTS}"
    )
    parser.add_argument(
        "--most-minutes", metavar="N", type=number, default=_MINUTES, help=f"default: {_MINUTES}"
    )


def run(options: argparse.Namespace) -> int:
    """Sweep, write what is public with its verdicts; returns the exit code of the gravest."""
    from withhold.domain.verdict import EXIT_CODES, worst

    started = time.perf_counter()
    gc.set_threshold(*GC_THRESHOLDS)
    _check_report(options.baseline_report)
    judging = replace(run_of(options), jobs=options.jobs)
    order = _order(options)
    reach = _reach(options.site, order)
    state = _state(options, order)
    # Asked before the documents: a register that changes meanwhile is not the one they were matched with.
    engine = judging.engine()
    with output(options.output) as target:
        seen = _sweep(order, state, reach, judging)
        counts = write_all(options, seen, Told(order, state, judging, engine), target)
    if not counts:
        raise NothingToInspect(f"nothing is public at {order.starts[0]}; nothing was judged")
    summarise(counts, time.perf_counter() - started)
    return EXIT_CODES[worst(list(counts))]


def _sweep(order: "Order", state: Path, reach: "Reach", judging: "Run") -> "Generator[Seen]":
    from withhold.fetching.http import HttpFetcher
    from withhold.incident.watch.sweep.browser import Chromium
    from withhold.incident.watch.sweep.sweeping import sweep

    browser = Chromium(order.hosts, dict(reach.addresses)) if order.browser else None
    with closing(HttpFetcher(reach, keep=order.limits.at_once)) as fetcher:
        yield from _progress(sweep(order, state, fetcher, judging, browser))


def _progress(seen: "Generator[Seen]") -> "Generator[Seen]":
    """At a terminal, with a line that tells how far it is."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield from seen
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("sweeping"),
        BarColumn(),
        TextColumn("{task.completed:,} seen"),
        TimeElapsedColumn(),
    )
    with ExitStack() as stack:
        stack.enter_context(closing(seen))
        bar = stack.enter_context(Progress(*columns, console=Console(stderr=True), transient=True))
        # How many there are is not known before: the bar pulses.
        task = bar.add_task("sweeping", total=None)
        for one in seen:
            bar.advance(task)
            yield one


def _order(options: argparse.Namespace) -> "Order":
    """What is swept. Raises UsageError for what is no address or host."""
    from urllib.parse import urlsplit

    from withhold.crawling.addresses import canonical
    from withhold.incident.watch.sweep.interface import Limits, Order

    starts = [canonical(start) for start in options.starts]
    hosts = [canonical(f"http://{host}") for host in options.host]
    if None in starts:
        raise UsageError("one URL is no plain http or https address; write it as https://www.example.org/")
    if None in hosts or any(urlsplit(str(host)).path != "/" for host in hosts):
        raise UsageError("one --host is none; write it as www.example.org or www.example.org:8080")
    own = {urlsplit(str(one)).netloc for one in (*starts, *hosts)}
    limits = Limits(
        documents=options.most_documents,
        seconds=options.most_minutes * 60.0,
        pause=options.pause,
        at_once=options.at_once,
    )
    return Order(tuple(map(str, starts)), frozenset(own), limits, options.browser)


def _reach(site: Path | None, order: "Order") -> "Reach":
    """Whom it may ask: the public internet, what the site's file allows, the very servers that are named."""
    from withhold.fetching.config import reach_in
    from withhold.fetching.interface import Reach
    from withhold.incident.watch.sweep.reach import named

    return named(Reach() if site is None else reach_in(site), order)


def _state(options: argparse.Namespace, order: "Order") -> Path:
    """Where this site's sweeps remember: as given, or by the first start's host. Raises UsageError."""
    from urllib.parse import urlsplit

    if options.state is not None:
        given: Path = options.state
        return given
    home = os.environ.get("WITHHOLD_HOME")
    folder = (Path(home) if home else Path.home() / ".withhold") / "sweeps"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise UsageError(f"{folder} cannot be made ({reason}); give --state FILE") from None
    return folder / f"{urlsplit(order.starts[0]).netloc.replace(':', '_')}.sqlite"


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0.0 <= seconds <= 3600.0:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds from 0 to 3600")
    return seconds


def _check_report(path: Path | None) -> None:
    if path is not None and path.suffix not in (".html", ".json"):
        raise UsageError("--baseline-report writes .html or .json; give it such a name")
