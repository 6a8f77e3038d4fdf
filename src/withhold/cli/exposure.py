"""`withhold exposure`: what was public, where, from when to when."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from withhold.cli.arguments import number
from withhold.cli.casework import actor_of, add_actor, add_case, open_case
from withhold.cli.output import put, tell
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from withhold.fetching.interface import Fetcher
    from withhold.incident.case.store import CaseFolder
    from withhold.incident.exposure.roots import Root
    from withhold.incident.exposure.survey import Asked, Surveyed
    from withhold.incident.takedown.site import Site

Subparsers = argparse._SubParsersAction  # the only name argparse has for it

_PAGES = 1000
_MINUTES = 10


def add_parser(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = subparsers.add_parser(
        "exposure",
        help="find what of a case is public, where, and since when",
        description="Looks for a case's documents on the organisation's own site and bounds from when to "
        "when they were public (docs/exposure.md). Exit codes: 0 found and all looked at, 11 something "
        "could not be looked at, 3 nothing found public.",
    )
    add_case(parser)
    parser.add_argument("--url", metavar="URL", action="append", default=[], help="where it is, or was")
    parser.add_argument(
        "--file", metavar="FILE", action="append", default=[], type=Path, help="a copy of the document"
    )
    parser.add_argument(
        "--site", metavar="SITE.toml", type=Path, help="the organisation's places (default: the case's)"
    )
    parser.add_argument(
        "--root", metavar="FOLDER", action="append", default=[], help="a public folder of a web server, "
        "also as FOLDER=URL (the site file's web roots are looked through anyway)"
    )  # fmt: skip
    parser.add_argument(
        "--state", metavar="DIR", action="append", default=[], type=Path, help="a gate's state folder"
    )
    parser.add_argument(
        "--log-readings", metavar="FILE", action="append", default=[], type=Path,
        help="the JSON of `withhold trace`: the first and last fetch"
    )  # fmt: skip
    parser.add_argument(
        "--stated", metavar="SAYS=TIME", action="append", default=[],
        help="what a person says: public=, not_public= or not_before= and a time",
    )  # fmt: skip
    parser.add_argument(
        "--ask-archives", action="store_true", help="ask web archives; this tells them the addresses"
    )
    parser.add_argument("--archive", metavar="URL", action="append", default=[], help="another CDX server")
    parser.add_argument(
        "--timemap",
        metavar="URL",
        action="append",
        default=[],
        help="a Memento archive: what comes before the URL",
    )
    parser.add_argument("--no-crawl", action="store_true", help="ask only the addresses made from the given")
    parser.add_argument(
        "--most-pages", metavar="N", type=number, default=_PAGES, help=f"addresses asked (default: {_PAGES})"
    )
    parser.add_argument(
        "--most-minutes", metavar="N", type=number, default=_MINUTES, help=f"default: {_MINUTES}"
    )
    parser.add_argument(
        "--unsafe-no-sandbox", action="store_true", help="read hostile files without isolation"
    )
    parser.add_argument("--dry-run", action="store_true", help="look and tell; record nothing in the case")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    add_actor(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Look, record, tell; returns the exit code."""
    from withhold.incident.running.exposure import record, require_open
    from withhold.incident.running.sites import fetcher_of, site_of

    case = open_case(options)
    actor = None if options.dry_run else actor_of(options)
    if actor is not None:
        require_open(case)
    site = site_of(options.site, case.settings)
    fetcher = fetcher_of(site)
    asked = _asked(options, case, site, fetcher)
    surveyed = _surveyed(asked, fetcher, case, safe=not options.unsafe_no_sandbox)
    if actor is not None:
        record(case, surveyed, actor, options.why)
    _show(surveyed, options.format)
    return _code(surveyed)


def _asked(
    options: argparse.Namespace, case: "CaseFolder", site: "Site | None", fetcher: "Fetcher"
) -> "Asked":
    """What to look for. Raises UsageError for options that do not go together or cannot be read."""
    from withhold.incident.case.exposure_file import load
    from withhold.incident.exposure.archives import WAYBACK, Cdx, Memento
    from withhold.incident.exposure.crawl import Limits
    from withhold.incident.exposure.readings import readings_of_trace, stated
    from withhold.incident.exposure.survey import Asked
    from withhold.incident.running.exposure import address, owner, roots_of

    known = load(case.work)
    if not options.url and not options.file and known is None:
        raise UsageError("give --url (where it is, or was) or --file (a copy of the document)")
    if (options.archive or options.timemap) and not options.ask_archives:
        raise UsageError("asking an archive tells it the address: give --ask-archives if that is meant")
    archives = [Cdx(fetcher, base.rstrip("/")) for base in options.archive or [WAYBACK]]
    readings = [one for path in options.log_readings for one in readings_of_trace(path)]
    urls = tuple(address(url) for url in options.url)
    given = tuple(_root(text) for text in options.root)
    return Asked(
        urls=urls,
        files=tuple(options.file),
        roots=(*roots_of(site), *given),
        owns=owner(site, (*urls, *(root.url for root in given if root.url is not None))),
        archives=(*archives, *(Memento(fetcher, one) for one in options.timemap))
        if options.ask_archives
        else (),
        states=tuple(options.state),
        readings=(*readings, *(stated(text) for text in options.stated)),
        known=known,
        limits=Limits(pages=options.most_pages, seconds=options.most_minutes * 60.0),
        crawl=not options.no_crawl,
    )


def _surveyed(asked: "Asked", fetcher: "Fetcher", case: "CaseFolder", safe: bool) -> "Surveyed":
    from withhold.incident.running.exposure import survey

    if asked.archives:
        tell("asking web archives: they learn the addresses of the case")
    return survey(case, asked, fetcher, _progress(), safe)


def _progress() -> "Callable[[int, int], None]":
    """At a terminal, how far the walk is, on one line that is written over."""
    if sys.stderr is None or not sys.stderr.isatty():
        return lambda asked, waiting: None

    def show(asked: int, waiting: int) -> None:
        sys.stderr.write(f"\rlooked at {asked:,} addresses, {waiting:,} wait \x1b[K")
        sys.stderr.flush()

    return show


def _root(text: str) -> "Root":
    from withhold.crawling.addresses import canonical
    from withhold.incident.exposure.roots import Root

    folder, _, url = text.partition("=")
    if not Path(folder).is_dir():
        raise UsageError(f"there is no folder {folder}; check --root")
    address = canonical(url) if url else None
    if url and (address is None or "?" in address):
        raise UsageError(f"the address of --root {folder} is no plain http or https address without a query")
    return Root(Path(folder), address.rstrip("/") + "/" if address else None)


def _code(surveyed: "Surveyed") -> int:
    from withhold.incident.case.exposed import Held
    from withhold.incident.exposure.placing import HOLDING

    places = surveyed.exposure.places
    if surveyed.unfinished or any(one.held is Held.NOT_LOOKED for one in places):
        return 11
    return 0 if any(one.held in HOLDING for one in places) else 3


def _show(surveyed: "Surveyed", form: str) -> None:
    from withhold.incident.exposure.tell import as_json, as_text

    if sys.stderr is not None and sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
    if form == "json":
        put(as_json(surveyed))
        return
    for line in as_text(surveyed):
        put(line)
    tell(
        f"asked {surveyed.asked:,} addresses; {len(surveyed.exposure.window.contradictions):,} contradictions"
    )
