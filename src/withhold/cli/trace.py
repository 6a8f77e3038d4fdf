"""`withhold trace`: who fetched a file, how much of it, and what the logs cannot tell."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from withhold.cli.arguments import number
from withhold.cli.casework import actor_of, add_actor, add_case, open_case
from withhold.cli.output import output, tell, wants_colour, writing
from withhold.cli.trace_beside import add_contacts, add_tables, check_tables, contacts_of, write_tables
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

    from withhold.incident.running.tracing import CaseOfTrace
    from withhold.incident.trace.interface import Question
    from withhold.incident.trace.judge import Sources
    from withhold.incident.trace.result import Trace

# Reading, judging and their libraries are imported when they are used: `--help` is instant.

UNREAD = 11
"""Exit code where something could not be read: it may hold requests."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = subparsers.add_parser(
        "trace",
        help="read server logs: who fetched the file",
        description="Reads server logs: which networks fetched a file, how surely, and what is not known.",
    )
    parser.add_argument("logs", metavar="LOG", nargs="+", help="a log, packed or not, a folder of them, or -")
    _add_question(parser)
    _add_sources(parser)
    add_contacts(parser)
    parser.add_argument("--all", action="store_true", help="also tell networks that got nothing of it")
    parser.add_argument("--format", choices=("text", "json", "html"), default="text", help="default: text")
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, help="write there, not to stdout")
    add_tables(parser)
    parser.add_argument("--jobs", metavar="N", type=number, help="processes (default: one a processor)")
    parser.add_argument("--engine", choices=("local", "dask"), default="local", help="default: local")
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="with --engine dask: the cluster (default: this machine)"
    )
    add_case(parser, required=False)
    add_actor(parser)
    parser.set_defaults(run=run)


def _add_question(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--url-path", metavar="PATH", action="append", help="path it was published under: /data/list.xlsx"
    )
    parser.add_argument(
        "--from", metavar="TIME", dest="start", type=_time, help="from then on (UTC if no zone)"
    )
    parser.add_argument("--until", metavar="TIME", dest="end", type=_time, help="until before then")
    parser.add_argument(
        "--size",
        metavar="N",
        type=number,
        action="append",
        help="bytes of the whole file; once for each encoding it was served in",
    )
    parser.add_argument("--host", metavar="H", action="append", help="only requests for this host, if logged")
    parser.add_argument("--fold-case", action="store_true", help="the server ignores case in paths (IIS)")
    parser.add_argument(
        "--trusted-proxy",
        metavar="CIDR",
        type=_network,
        action="append",
        help="a proxy of your own, whose X-Forwarded-For is believed",
    )
    parser.add_argument(
        "--log-format", metavar="STRING", help="format string of the server that wrote the logs"
    )


def _add_sources(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--asn-database", metavar="FILE", type=Path, action="append", help="MMDB file: whose network it is"
    )
    parser.add_argument(
        "--verify-bots", action="store_true", help="ask name servers whether bots are who they claim to be"
    )
    parser.add_argument(
        "--bot-ranges",
        metavar="WORD=FILE",
        action="append",
        help="published ranges of the bot whose agent holds WORD",
    )


def run(options: argparse.Namespace) -> int:
    """Read, judge, tell; returns 0, or 11 when something could not be read."""
    from withhold.cli.trace_progress import progress
    from withhold.incident.trace.judge import judge
    from withhold.incident.trace.scan import scan

    if options.scheduler is not None and options.engine != "dask":
        raise UsageError("--scheduler goes with --engine dask; add it, or leave --scheduler out")
    case = _case(options)
    question = _question(options, case)
    sources = _sources(options)
    sources.contacts = contacts_of(options, case.work if case else None, sources.told.append)
    check_tables(options)
    with output(options.output) as target:
        with progress() as advance:
            found = scan(
                options.logs,
                question,
                jobs=options.jobs or _processors(),
                engine=options.engine,
                scheduler=options.scheduler,
                progress=advance,
            )
        trace = judge(found, question, sources)
        write_tables(trace, options)
        with writing(target):
            _write(trace, options, target)
        if case is not None:
            case.record(trace)
    _summarise(trace)
    return UNREAD if trace.unread else 0


def _case(options: argparse.Namespace) -> "CaseOfTrace | None":
    """The case to work in, if one is given, with who acts: asked before the work, not after."""
    if options.case is None:
        return None
    from withhold.incident.running.tracing import CaseOfTrace

    actor = actor_of(options)
    return CaseOfTrace.of(open_case(options), actor, options.why)


def _question(options: argparse.Namespace, case: "CaseOfTrace | None") -> "Question":
    from withhold.incident.trace.interface import Question

    paths = tuple(options.url_path or ()) or (case.paths if case else ())
    start = options.start or (case.start if case else None)
    end = options.end or (case.end if case else None)
    if not paths:
        raise UsageError("no path is asked for; give --url-path, or a --case whose exposure knows places")
    if start is None or end is None:
        missing = "--from" if start is None else "--until"
        raise UsageError(f"the time asked about has no {missing}; give it (2026-01-31T12:00:00Z)")
    if start >= end:
        raise UsageError("--from is not before --until; give the earlier time as --from")
    for path in paths:
        if not path.startswith("/") and "://" not in path:
            raise UsageError("a --url-path does not begin with /; give it as in the URL, after the host")
    return Question(
        paths=paths,
        start=start,
        end=end,
        sizes=tuple(sorted(set(options.size or (case.sizes if case else ())))),
        hosts=tuple(options.host or ()),
        fold_case=options.fold_case,
        trusted_proxies=tuple(options.trusted_proxy or ()),
        format_string=options.log_format,
    )


def _sources(options: argparse.Namespace) -> "Sources":
    from withhold.incident.trace.asn import AsnDatabases
    from withhold.incident.trace.judge import Sources
    from withhold.incident.trace.verification import PublishedRanges, SystemResolver

    sources = Sources()
    if options.asn_database:
        sources.databases = AsnDatabases(options.asn_database)
    if options.bot_ranges:
        sources.ranges = PublishedRanges.read(options.bot_ranges)
    if options.verify_bots:
        sources.resolver = SystemResolver()
    return sources


def _write(trace: "Trace", options: argparse.Namespace, target: TextIO) -> None:
    if options.format == "json":
        from withhold.incident.trace.tell.json_ import trace_json

        target.write(trace_json(trace, options.all))
    elif options.format == "html":
        from withhold.incident.trace.tell.html import render_html

        target.write(render_html(trace, datetime.now(UTC), options.all))
    else:
        from withhold.incident.trace.tell.text import write_text

        write_text(trace, target, everything=options.all, colour=wants_colour(target))


def _summarise(trace: "Trace") -> None:
    """One line for people, on standard error: also which logs were read when nobody is found in them."""
    low, high = trace.bounds
    logs = f"{len(trace.spans):,} {'log' if len(trace.spans) == 1 else 'logs'}, {trace.lines:,} lines"
    asked = sum(trace.requests.values())
    unread = "; something could not be read: see the warnings" if trace.unread else ""
    tell(f"{logs}: {asked:,} requests, {low:,} to {high:,} networks with the whole file{unread}")


def _processors() -> int:
    import os

    return len(os.sched_getaffinity(0))


def _time(text: str) -> datetime:
    """A moment of RFC 3339 or a day; UTC where no zone is given."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time; give it like 2026-01-31T12:00:00Z, or a day"
        ) from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _network(text: str) -> "IPv4Network | IPv6Network":
    from ipaddress import ip_network

    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no address or network; give it like 10.0.0.0/8"
        ) from None
