"""`withhold sweep`: crawls your own site and judges what is public there."""

import argparse
import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from withhold.cli.arguments import number
from withhold.cli.check import write_verdicts
from withhold.cli.judging import add_judging_options, run_of
from withhold.cli.output import output, tell
from withhold.domain.errors import NothingToInspect, UsageError

if TYPE_CHECKING:
    from withhold.domain.verdict import Decision, DocumentVerdict
    from withhold.fetching.interface import Fetcher
    from withhold.incident.watch.sweep.interface import Order, Seen
    from withhold.inspection.run import Run

HOME = "WITHHOLD_HOME"
_TOLD = 50
"""Documents that are named one by one on standard error."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = subparsers.add_parser(
        "sweep",
        help="judge what is public on your own site",
        description="Crawls your own site, and judges each document that is new or changed since last time.",
    )
    parser.add_argument("urls", metavar="URL", nargs="+", help="where to begin: only these hosts are asked")
    parser.add_argument("--host", metavar="H", action="append", help="another host of the site, or host:port")
    parser.add_argument(
        "--state", metavar="FILE", type=Path, help="what sweeps remember (default: below ~/.withhold/sweep)"
    )
    parser.add_argument("--site", metavar="FILE", type=Path, help="description of the site, for its [reach]")
    add_judging_options(parser)
    formats = ("text", "json", "jsonl", "html", "sarif", "brief")
    parser.add_argument("--format", choices=formats, default="text", help="default: text")
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, help="write there, not to stdout")
    parser.add_argument(
        "--changes", action="store_true", help="tell only what is new or changed, not all that is public"
    )
    parser.add_argument(
        "--pause", metavar="SECONDS", type=float, default=0.0, help="between two requests (default: none)"
    )
    parser.add_argument(
        "--at-once", metavar="N", type=number, default=8, help="requests at once (default: 8)"
    )
    parser.add_argument(
        "--most", metavar="N", type=number, default=100_000, help="addresses (default: 100,000)"
    )
    parser.add_argument("--jobs", metavar="N", type=number, help="processes (default: one a processor)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Sweep, write verdicts, summarise; the exit code of the gravest decision on what is public."""
    from withhold.domain.verdict import EXIT_CODES, Decision, worst

    judging = replace(run_of(options), jobs=options.jobs)
    order = _order(options)
    swept = _Swept(options.changes)
    with output(options.output) as target:
        engine = judging.engine()
        write_verdicts(
            swept.documents(_seen(options, order, judging), judging), engine, options.format, target
        )
    swept.tell()
    if not swept.changes:
        raise NothingToInspect(f"nothing is public at {', '.join(options.urls)}; check the address")
    if swept.unfinished:
        swept.decisions[Decision.REVIEW] += 1
    return EXIT_CODES[worst(list(swept.decisions) or [Decision.RELEASE])]


def _order(options: argparse.Namespace) -> "Order":
    from withhold.crawling.addresses import canonical
    from withhold.incident.watch.sweep.interface import Limits, Order

    starts = []
    for url in options.urls:
        one = canonical(url)
        if one is None:
            raise UsageError(f"{url} is no address of the web; give it with https:// or http://")
        starts.append(one)
    if options.pause < 0:
        raise UsageError("--pause cannot be less than nothing")
    hosts = {urlsplit(one).netloc for one in starts} | set(options.host or ())
    limits = Limits(documents=options.most, pause=options.pause, at_once=options.at_once)
    return Order(tuple(starts), frozenset(hosts), limits)


def _seen(options: argparse.Namespace, order: "Order", judging: "Run") -> "Iterator[Seen]":
    from withhold.incident.watch.sweep.sweeping import sweep

    return sweep(order, _state(options, order), _fetcher(options, order), judging)


def _state(options: argparse.Namespace, order: "Order") -> Path:
    if options.state is not None:
        return Path(options.state)
    folder = Path(os.environ.get(HOME) or Path.home() / ".withhold") / "sweep"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    host = urlsplit(order.starts[0]).hostname or ""
    which = hashlib.sha256(" ".join(sorted(order.starts)).encode()).hexdigest()[:12]
    return folder / f"{host}-{which}.sqlite"


def _fetcher(options: argparse.Namespace, order: "Order") -> "Fetcher":
    """Asks the public internet, what the site's file allows, and the very servers that are named."""
    from withhold.fetching.http import HttpFetcher
    from withhold.fetching.interface import Reach
    from withhold.incident.running.sites import reach_at
    from withhold.incident.watch.sweep.reach import named

    reach = reach_at(options.site) if options.site is not None else Reach()
    return HttpFetcher(named(reach, order))


class _Swept:
    """Counts what a sweep sees while its verdicts are written."""

    def __init__(self, only_changes: bool) -> None:
        self._only_changes = only_changes
        self.changes: Counter[str] = Counter()
        self.decisions: Counter[Decision] = Counter()
        self.unfinished = ""
        self._withheld: list[Seen] = []

    def documents(self, seen: "Iterator[Seen]", judging: "Run") -> "Iterator[DocumentVerdict]":
        """The verdicts on what is public, as it is seen. A limit that ends the sweep is told at the end."""
        from withhold.incident.watch.sweep.sweeping import SweepUnfinished

        try:
            yield from self._verdicts(seen, judging)
        except SweepUnfinished as error:
            self.unfinished = str(error)

    def _verdicts(self, seen: "Iterator[Seen]", judging: "Run") -> "Iterator[DocumentVerdict]":
        from withhold.domain.verdict import Decision
        from withhold.incident.watch.sweep.interface import Change
        from withhold.inspection.inspector import Inspector

        for one in seen:
            self.changes[str(one.change)] += 1
            verdict = one.verdict
            if one.change is Change.UNREAD:
                verdict = Inspector(judging.policy).unread(one.url, one.reason)
            if verdict is None:
                continue
            self.decisions[verdict.decision] += 1
            if verdict.decision is Decision.WITHHOLD and one.change in (Change.NEW, Change.CHANGED):
                self._withheld.append(one)
            if not self._only_changes or one.change is not Change.SAME:
                yield verdict

    def tell(self) -> None:
        """What has come up since the last sweep, and how many there are of each kind."""
        for one in self._withheld[:_TOLD]:
            since = f"not there at {one.before:%Y-%m-%d %H:%M:%S %Z}" if one.before else "perhaps for long"
            tell(
                f"must not be public: {one.url} ({one.change}; seen at {one.first_seen:%H:%M:%S %Z}, {since})"
            )
        if len(self._withheld) > _TOLD:
            tell(f"and {len(self._withheld) - _TOLD:,} more that must not be public")
        if self.unfinished:
            tell(self.unfinished)
        parts = ", ".join(f"{count:,} {change}" for change, count in sorted(self.changes.items()))
        judged = ", ".join(f"{count:,} {decision}" for decision, count in sorted(self.decisions.items()))
        tell(f"swept: {parts or 'nothing'}; what is public: {judged or 'nothing'}")
