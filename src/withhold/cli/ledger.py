"""`withhold ledger`: look at a ledger, hand it on, and prove or verify it without the rest."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from withhold.cli.casework import actor_of, add_actor, add_case, open_case
from withhold.cli.ledger_verify import verify
from withhold.cli.output import private_output, put, tell, writing
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from withhold.incident.case.store import CaseFolder
    from withhold.ledger.interface import Recorded
    from withhold.ledger.reading import LedgerFolder

Subparsers = argparse._SubParsersAction  # the only name argparse has for it


def add_parser(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """The group's commands and their options."""
    parser = subparsers.add_parser(
        "ledger",
        help="look at a case's ledger, hand it on, verify one",
        description="The record of a case that can only be appended to, and that others can verify.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_show(commands)
    _add_export(commands)
    _add_verify(commands)
    _add_prove(commands)
    _add_simple(commands)
    _add_erase(commands)


def _add_show(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("show", help="list the entries", description="Lists the entries.")
    _add_place(parser)
    parser.add_argument("--from", dest="start", metavar="N", type=_count, default=0, help="begin at entry N")
    parser.add_argument("--reveal", action="store_true", help="show the private values that are kept")
    parser.add_argument("--format", choices=("text", "jsonl"), default="text", help="default: text")
    parser.set_defaults(run=show)


def _add_export(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "export",
        help="write one file that others can verify",
        description="Writes one file that anybody who has the public key can verify.",
    )
    _add_place(parser)
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, help="write there, mode 0600")
    parser.add_argument(
        "--open", metavar="NAME", action="append", default=[], help="show the private values of this name"
    )
    parser.set_defaults(run=export)


def _add_verify(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "verify",
        help="verify an export or a proof",
        description="Verifies an export or a proof, and says what it proves. Needs nothing else.",
    )
    parser.add_argument("export", metavar="EXPORT", help="an export, or what `prove` wrote; - for stdin")
    parser.add_argument("--public-key", metavar="KEY", required=True, help="the ledger's, or a file with it")
    parser.add_argument(
        "--checkpoint", metavar="FILE", action="append", default=[], help="one that was kept elsewhere"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.set_defaults(run=verify)


def _add_prove(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "prove",
        help="prove that one entry is in it, or that it was only appended to",
        description="Writes a proof that `withhold ledger verify` reads, of one entry or of the beginning.",
    )
    _add_place(parser)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("index", metavar="N", type=_count, nargs="?", help="this entry is in the ledger")
    what.add_argument(
        "--since", metavar="N", type=_count, help="the ledger still begins with its first N entries"
    )
    parser.set_defaults(run=prove)


def _add_simple(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "checkpoint",
        help="print the newest checkpoint, to be kept elsewhere",
        description="Prints the newest checkpoint. Kept by somebody else, it shows if the past is changed.",
    )
    _add_place(parser)
    parser.set_defaults(run=checkpoint)
    parser = commands.add_parser(
        "key", help="print the ledger's public key", description="Prints the ledger's public key."
    )
    _add_place(parser)
    parser.set_defaults(run=key)


def _add_erase(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "erase",
        help="forget private values of an entry for good",
        description="Forgets private values of an entry for good. The entry stays, and stays verifiable.",
    )
    parser.add_argument("index", metavar="N", type=_count, help="the entry")
    parser.add_argument(
        "--name", metavar="NAME", action="append", help="only the value of this name (default: all of them)"
    )
    _add_place(parser)
    add_actor(parser)
    parser.set_defaults(run=erase)


def _add_place(parser: argparse.ArgumentParser) -> None:
    add_case(parser, required=False)
    parser.add_argument("--ledger", metavar="FOLDER", type=Path, help="a ledger's own folder, without a case")


def show(options: argparse.Namespace) -> int:
    """List the entries; private values only if asked for."""
    from withhold.ledger.entries import write_time
    from withhold.report.places import one_line

    shown = 0
    for entry in _ledger(options).entries(options.start):
        shown += 1
        if options.format == "jsonl":
            put(json.dumps(_as_json(entry, options.reveal)))  # ASCII: some terminals obey U+009B
            continue
        facts = " ".join(f"{name}={value}" for name, value in sorted(entry.facts.items()))
        put(one_line(f"{entry.index}  {write_time(entry.at)}  {entry.kind}  {facts}".rstrip()))
        for name in sorted(entry.commitments):
            put(one_line(f"    {name}: {_private(entry, name, options.reveal)}"))
    tell(f"entries: {shown:,}")
    return 0


def export(options: argparse.Namespace) -> int:
    """Write an export, whole or not at all."""
    from withhold.ledger.export import export_lines

    ledger = _ledger(options)
    with private_output(options.output) as target, writing(target):
        for line in export_lines(ledger, options.open):
            target.write(line.decode("utf-8"))
    tell(f"who verifies it needs the public key from you, not from the file: {ledger.key}")
    return 0


def prove(options: argparse.Namespace) -> int:
    """Print a proof."""
    from withhold.ledger.proofs import prove_consistency, prove_inclusion

    ledger = _ledger(options)
    if options.since is not None:
        put(prove_consistency(ledger, options.since).removesuffix("\n"))
    else:
        put(prove_inclusion(ledger, options.index).removesuffix("\n"))
    return 0


def checkpoint(options: argparse.Namespace) -> int:
    """Print the newest checkpoint."""
    newest = _ledger(options).checkpoint()
    if newest is None:
        raise UsageError("the ledger has no entry yet, and so no checkpoint")
    put(newest.note.removesuffix("\n"))
    return 0


def key(options: argparse.Namespace) -> int:
    """Print the public key that stands beside the ledger."""
    put(str(_ledger(options).key))
    return 0


def erase(options: argparse.Namespace) -> int:
    """Forget private values; in a case, who did it and why is recorded after."""
    if options.ledger is not None or options.case is None:
        _ledger(options).erase(options.index, options.name)
    else:
        from withhold.incident.case.interface import Event, EventKind
        from withhold.incident.case.rules import check

        actor, case = actor_of(options), open_case(options)
        noted = Event(EventKind.NOTED, case.clock.now(), actor, options.why)
        check(case.state(), noted, noted.at)  # what is forgotten cannot come back if its record is refused
        values = _kept_values(options)
        _ledger(options).erase(options.index, options.name)
        case.append([noted])
        _tell_remains(case, values)
    tell(f"forgot what entry {options.index} kept in private; copies and backups of the folder still have it")
    return 0


def _kept_values(options: argparse.Namespace) -> list[str]:
    """What is about to be erased, as far as it can still be read."""
    from withhold.ledger.interface import LedgerError

    try:
        entry = next(_ledger(options).entries(options.index), None)
    except LedgerError:  # a damaged value can be erased, too
        return []
    private = {} if entry is None else entry.private
    return [value for name, value in private.items() if options.name is None or name in options.name]


def _tell_remains(case: "CaseFolder", values: list[str]) -> None:
    """Say where else in the case the same stands: what is forgotten in one place only is not forgotten."""
    from withhold.incident.case.remains import remains_of
    from withhold.report.places import one_line

    try:
        left = remains_of(case.folder, case.ledger, values)
    except OSError:
        tell("whether the same stands elsewhere in the case could not be looked at")
        return
    if left.entries:
        tell(f"the same is kept with other entries, too: {', '.join(map(str, left.entries))}")
    for name in left.files:
        tell(f"the same stands, or may stand, in the case's {one_line(name)}: erase it there")


def _ledger(options: argparse.Namespace) -> "LedgerFolder":
    from withhold.ledger.reading import LedgerFolder

    if options.ledger is not None:
        return LedgerFolder.open(options.ledger)
    if options.case is None:
        raise UsageError("give the case with --case FOLDER, or a ledger with --ledger FOLDER")
    return LedgerFolder.open(options.case / "ledger")


def _as_json(entry: "Recorded", reveal: bool) -> dict[str, object]:
    from withhold.ledger.entries import write_time

    told: dict[str, object] = {
        "index": entry.index,
        "kind": entry.kind,
        "at": write_time(entry.at),
        "facts": dict(entry.facts),
        "commitments": dict(entry.commitments),
        "kept": sorted(entry.private),
    }
    return told | ({"private": dict(entry.private)} if reveal else {})


def _private(entry: "Recorded", name: str, reveal: bool) -> str:
    if name not in entry.private:
        return "(erased)"
    return entry.private[name] if reveal else "(kept; --reveal shows it)"


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 on")
    return int(text)
