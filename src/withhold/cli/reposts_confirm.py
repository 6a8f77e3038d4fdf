"""`withhold reposts confirm`: looks again at what a scan found, under the second key, and shows the place."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from withhold.cli.arguments import number
from withhold.cli.output import put, tell
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from withhold.incident.watch.copies.confirming import Confirmed

FOUND, UNREAD = 10, 11
AN_HOUR = 200
"""Pages an hour that are looked at: plenty for people, too few to try out who is on the list."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = subparsers.add_parser(
        "confirm",
        help="look again at what a scan found",
        description="Looks again at pages that a scan found, under a key that its workers do not have.",
    )
    parser.add_argument("fingerprints", metavar="F", help="made with `fingerprint --confirm-out`")
    parser.add_argument("found", metavar="FOUND", help="what `scan --format jsonl` wrote, or -")
    parser.add_argument(
        "--key-file", metavar="C", required=True, help="the key: a file of mode 0600, /dev/fd/N or env:NAME"
    )
    parser.add_argument(
        "--an-hour",
        metavar="N",
        type=number,
        default=AN_HOUR,
        help=f"pages an hour (at most {AN_HOUR})",
    )
    parser.add_argument("--format", choices=("text", "jsonl"), default="text", help="default: text")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Look and tell; 10 if a page is confirmed, 11 if one could not be looked at, else 0."""
    from withhold.incident.watch.copies.confirming import Allowance, Confirmed, candidates, confirm
    from withhold.incident.watch.copies.digests import Use
    from withhold.incident.watch.copies.file import load
    from withhold.inspection.keys import key_at

    wanted = candidates(_lines(options.found))
    fingerprints = load(options.fingerprints, key_at(options.key_file), Use.CONFIRM)
    counted = Path(f"{options.fingerprints}.asked")
    Allowance(counted, min(options.an_hour, AN_HOUR)).take(len(wanted))
    confirmed = unread = 0
    for one in confirm(fingerprints, wanted):
        if isinstance(one, Confirmed):
            confirmed += one.copied is not None
            _write(one, options.format)
        else:
            unread += 1
            tell(f"not looked at: {one.url}: {one.reason}")
    tell(f"{confirmed:,} of {len(wanted):,} confirmed; {unread:,} could not be looked at")
    return FOUND if confirmed else UNREAD if unread else 0


def _lines(path: str) -> list[str]:
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read ({type(error).__name__}); give a scan's output") from None
    return text.splitlines()


def _write(one: "Confirmed", form: str) -> None:
    copied = one.copied
    rows = copied.rows if copied is not None else 0
    places = copied.stretches if copied is not None else ()
    if form == "jsonl":
        told = {
            "source": one.candidate.source,
            "url": one.candidate.url,
            "confirmed": copied is not None,
            "rows": rows,
            "share": copied.share if copied is not None else 0.0,
            "places": [
                {"first_line": part.first, "last_line": part.last, "rows": part.rows} for part in places
            ],
        }
        put(json.dumps(told, ensure_ascii=False))
        return
    from withhold.report.places import one_line

    put(f"{'confirmed' if copied is not None else 'NOT confirmed'}  {one_line(one.candidate.url)}")
    for part in places:
        put(f"  lines {part.first:,} to {part.last:,} of its text: {part.rows:,} rows")
