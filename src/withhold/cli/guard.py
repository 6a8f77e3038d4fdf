"""`withhold guard`: keeps a public folder free of what was not cleared for it."""

import argparse
import os
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from withhold.cli.arguments import days, number
from withhold.cli.authority import DAYS, authority_of
from withhold.cli.judging import add_judging_options, run_of
from withhold.cli.output import put, tell
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from withhold.clearance.state import State
    from withhold.gates.guard.assembly import Clearer
    from withhold.gates.guard.telling import Voice

Subparsers = argparse._SubParsersAction  # the only name argparse has for it

_MODES = ("observe", "inspect-then-clear", "enforce")


def add_parser(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = subparsers.add_parser(
        "guard",
        help="pull what appears in a public folder without a clearance",
        description="Watches a public folder and takes away what was not cleared for it (docs/guard.md).",
    )
    parser.add_argument("verb", metavar="adopt", nargs="?", choices=("adopt",), help="the same as --adopt")
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="the public folder")
    parser.add_argument(
        "--trust", metavar="FILE", required=True, help="the trust file: whose signatures count"
    )
    parser.add_argument(
        "--state", metavar="DIR", type=Path, help="its state folder (default: beside the folder)"
    )
    parser.add_argument("--destination", metavar="NAME", help="what clearances call it (default: the folder)")
    parser.add_argument("--config", metavar="FILE", type=Path, help="modes per path, and the alert command")
    parser.add_argument("--mode", choices=_MODES, default="enforce", help="default: enforce")
    parser.add_argument("--adopt", action="store_true", help="inspect and clear what stands there, and end")
    parser.add_argument("--resume", action="store_true", help="go on pulling after a mass pull was stopped")
    parser.add_argument(
        "--most-pulls", metavar="N", type=number, default=20, help="before a stop (default: 20)"
    )
    parser.add_argument(
        "--rehash-every", metavar="MINUTES", type=_minutes, default=10.0, help="read all again (default: 10)"
    )
    parser.add_argument(
        "--ready-file", metavar="FILE", type=Path, help="exists while nothing uncleared stands"
    )
    parser.add_argument(
        "--access-log", metavar="FILE", type=Path, help="the web server's, to see who fetched"
    )
    parser.add_argument("--signing-key", metavar="FILE", help="signs what inspecting releases")
    parser.add_argument(
        "--valid-for", metavar="DAYS", type=days, default=DAYS, help=f"of such a clearance (default: {DAYS})"
    )
    parser.add_argument(
        "--jobs", metavar="N", type=number, help="processes that adopt (default: all processors)"
    )
    add_judging_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Guard until interrupted, or adopt what stands; returns the exit code."""
    from withhold.clearance.state import State, destination_named

    if not options.folder.is_dir():
        raise UsageError(f"there is no folder {options.folder}; check the path")
    state = State.beside(options.folder) if options.state is None else State(options.state.absolute())
    destination = destination_named(options.destination or os.path.abspath(options.folder))
    if options.adopt or options.verb:
        return _adopt(options, state, destination)
    _guard(options, state, destination)
    return 0


def _adopt(options: argparse.Namespace, state: "State", destination: str) -> int:
    """Adopt what is released; list what became of every file."""
    from dataclasses import replace

    from withhold.clearance.trust import May
    from withhold.cli.progress import shown
    from withhold.domain.verdict import EXIT_CODES, Decision, worst
    from withhold.gates.guard.adopt import adopt
    from withhold.gates.guard.assembly import mark_in
    from withhold.gates.guard.clearing import Signer
    from withhold.gates.guard.interface import utc_now
    from withhold.gates.guard.judging import Judge
    from withhold.gates.guard.revoked import revoked_by

    _needs_key(options, "--adopt")
    run = replace(run_of(options), jobs=options.jobs)
    authority = authority_of(options, state, destination, run, May.ADOPT)
    state.make(options.folder)
    signer = Signer(authority.shelf, authority.key, authority.engine, authority.lifetime, utc_now)
    judge = Judge(authority.shelf, mark_in(state))
    revoked = revoked_by(state, authority.trust, destination)
    counts: Counter[Decision] = Counter()
    for one in adopt(options.folder, judge, signer, run, revoked, shown):
        counts[one.decision] += 1
        put(f"{one.decision:<8}  {one.path}: {one.why}")
    told = ", ".join(f"{count:,} {decision}" for decision, count in sorted(counts.items(), reverse=True))
    tell(f"adopted what is released in {options.folder}: {told}")
    return EXIT_CODES[worst(list(counts))]


def _guard(options: argparse.Namespace, state: "State", destination: str) -> None:
    """Guard until interrupted."""
    from withhold.clearance.shelf import FolderShelf
    from withhold.clearance.trust import Trust
    from withhold.gates.guard.assembly import assembled
    from withhold.gates.guard.config import Config, load_config
    from withhold.gates.guard.interface import Mode, Settings, utc_now
    from withhold.gates.guard.revoked import revoked_by
    from withhold.gates.guard.telling import Voice

    config = Config() if options.config is None else load_config(options.config)
    mode = Mode(options.mode)
    trust = Trust.load(options.trust)
    state.make(options.folder)
    shelf = FolderShelf(state, trust, destination)
    if options.resume and _asked_to_resume(state):
        return
    voice = Voice(state.journal, tell, utc_now, config.alert, config.time_limit)
    settings = Settings(
        options.folder.absolute(),
        state,
        config.mode_of(mode),
        options.most_pulls,
        rehash_every=options.rehash_every * 60,
        ready_file=options.ready_file,
        access_log=options.access_log,
    )
    with ExitStack() as held:
        held.callback(voice.close)
        inspects = mode is Mode.INSPECT or any(one is Mode.INSPECT for _, one in config.modes)
        clearer = _clearer(options, state, destination, voice, held) if inspects else None
        revoked = revoked_by(state, trust, destination)
        held.enter_context(assembled(settings, shelf, revoked, voice, utc_now, clearer)).run()


def _clearer(
    options: argparse.Namespace, state: "State", destination: str, voice: "Voice", held: ExitStack
) -> "Clearer":
    """What inspects and clears in the mode inspect-then-clear; its sandbox is started here."""
    from withhold.clearance.trust import May
    from withhold.gates.guard.clearing import Clearing, Signer
    from withhold.gates.guard.interface import utc_now

    _needs_key(options, "the mode inspect-then-clear")
    run = run_of(options)
    authority = authority_of(options, state, destination, run, May.RELEASE)
    signer = Signer(authority.shelf, authority.key, authority.engine, authority.lifetime, utc_now)
    inspector = held.enter_context(run.inspector())
    return lambda place: Clearing(place, state, signer, inspector, voice)


def _asked_to_resume(state: "State") -> bool:
    """Ask for it; True if a guard is running that will do it."""
    from withhold.gates.guard.place import guard_folder, is_guarded
    from withhold.gates.guard.stop import Stop

    folder = guard_folder(state)
    Stop(folder).ask()
    running = is_guarded(folder)
    if running:
        tell("the running guard was asked to go on pulling; see what it tells")
    return running


def _needs_key(options: argparse.Namespace, what: str) -> None:
    if options.signing_key is None:
        raise UsageError(f"{what} clears what is released; give --signing-key")


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0.01 <= minutes <= 1440:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of minutes from 0.01 to 1440")
    return minutes
