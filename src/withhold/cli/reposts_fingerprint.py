"""`withhold reposts fingerprint`: makes the keyed fingerprints of a list from the preserved bytes."""

import argparse
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from withhold.cli.casework import actor_of, add_actor, add_case, open_case
from withhold.cli.output import tell
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from withhold.incident.watch.copies.building import Wanted

UNREAD = 11
"""Exit code where not all of the document could be read: there may be more rows."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = subparsers.add_parser(
        "fingerprint",
        help="make the fingerprints of a list",
        description="Makes keyed fingerprints of a list's rows, which tell nothing without the key.",
    )
    parser.add_argument("leak", metavar="LEAK", help="the document as it was published")
    parser.add_argument(
        "--key-file",
        metavar="K",
        required=True,
        help="a key: a file of mode 0600, /dev/fd/N or env:NAME",
    )
    parser.add_argument("-o", "--output", metavar="OUT", type=Path, required=True, help="the file to make")
    parser.add_argument(
        "--confirm-key-file",
        metavar="C",
        help="another, independent key: also makes the file for `confirm`",
    )
    parser.add_argument("--confirm-out", metavar="F", type=Path, help="with --confirm-key-file: that file")
    add_case(parser, required=False)
    add_actor(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make the files; 0, or 11 where part of the document could not be read."""
    from withhold.incident.watch.copies.building import build
    from withhold.incident.watch.sightings import fingerprinted

    case, actor = (open_case(options), actor_of(options)) if options.case is not None else (None, None)
    wanted = _wanted(options)
    built = build(options.leak, wanted)
    if case is not None and actor is not None:
        digests = [hashlib.sha256(one.path.read_bytes()).hexdigest() for one in wanted]
        confirming = digests[1] if len(digests) > 1 else None
        told = (digests[0], confirming, built.rows, built.findable)
        case.append([fingerprinted(*told, actor, options.why, case.clock.now())])
    rows = "1 row" if built.rows == 1 else f"{built.rows:,} rows"
    tell(f"{rows} in the list, {built.findable:,} with a name and a second field to find copies by")
    if built.findable < built.rows:
        tell("the other rows cannot be told from chance elsewhere: copies of them alone will not be found")
    if not built.whole:
        tell("part of the document could not be read: there may be more rows than these")
        return UNREAD
    return 0


def _wanted(options: argparse.Namespace) -> "list[Wanted]":
    from withhold.incident.watch.copies.building import Wanted
    from withhold.incident.watch.copies.digests import Use
    from withhold.inspection.keys import key_at
    from withhold.signing.keys import Purpose

    if (options.confirm_key_file is None) != (options.confirm_out is None):
        raise UsageError("--confirm-key-file and --confirm-out go together; give both, or neither")
    scan = Wanted(options.output, key_at(options.key_file), Use.SCAN)
    if options.confirm_key_file is None:
        return [scan]
    confirm = Wanted(options.confirm_out, key_at(options.confirm_key_file), Use.CONFIRM)
    if confirm.key.subkey(Purpose.REPOSTS) == scan.key.subkey(Purpose.REPOSTS):
        raise UsageError("both keys are the same; the confirming key has to be one that workers do not have")
    if confirm.path.resolve() == scan.path.resolve():
        raise UsageError("--confirm-out names the same file as -o; give another")
    return [scan, confirm]
