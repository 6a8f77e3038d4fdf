"""`withhold sightings`: copies elsewhere, what is to be done about each, and the end of the fingerprints."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from withhold.cli.casework import actor_of, add_actor, add_case, open_case
from withhold.cli.output import put, tell

if TYPE_CHECKING:
    from datetime import datetime

    from withhold.incident.watch.sightings import Task

Subparsers = argparse._SubParsersAction  # the only name argparse has for it
DUE = 11
"""Exit code while somebody has to do something."""


def add_parser(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """The group's commands and their options."""
    parser = subparsers.add_parser(
        "sightings",
        help="copies of the list elsewhere, and what is done about them",
        description="Tracks copies of a case's list elsewhere. `withhold removals` says whom to ask.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_list(commands)
    _add_settle(commands)
    _add_look(commands)
    _add_destroy(commands)


def _add_list(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "list",
        help="sightings and what is to be done; exit code 11 if anything is",
        description="Lists the sightings of a case. Exit code 11 while somebody has to do something.",
    )
    add_case(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.set_defaults(run=list_sightings)


def _add_settle(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "settle", help="record that you looked", description="Records what a person found at a sighting."
    )
    parser.add_argument("sighting", metavar="NAME", help="the sighting's, or how it begins")
    parser.add_argument(
        "--answer",
        choices=("copy", "no_copy", "still", "gone"),
        required=True,
        help="what it is (copy, no_copy), or of a copy, whether it is still there (still, gone)",
    )
    add_case(parser)
    add_actor(parser)
    parser.set_defaults(run=settle)


def _add_look(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "look",
        help="look again at the copies whose time has come",
        description="Looks again at the copies of a case that are due, and records what is there.",
    )
    parser.add_argument("fingerprints", metavar="OUT", help="made by `withhold reposts fingerprint`")
    parser.add_argument(
        "--key-file", metavar="K", required=True, help="the key: a file of mode 0600, /dev/fd/N"
    )
    add_case(parser)
    parser.set_defaults(run=look)


def _add_destroy(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "destroy",
        help="destroy the fingerprints and their keys",
        description="Overwrites and removes key files and fingerprints, and records it.",
    )
    parser.add_argument("files", metavar="FILE", type=Path, nargs="*", help="key files and fingerprints")
    parser.add_argument("--lost", action="store_true", help="fingerprints not given exist no more: say why")
    add_case(parser)
    add_actor(parser)
    parser.set_defaults(run=destroy)


def list_sightings(options: argparse.Namespace) -> int:
    """Show how every sighting stands; 11 while somebody has to do something."""
    from withhold.incident.watch.sightings import open_tasks, tasks

    case = open_case(options)
    now, state = case.clock.now(), case.state()
    found = tasks(state, now)
    if options.format == "json":
        told = {"schema": "withhold.sightings/1", "sightings": [_as_json(task) for task in found]}
        put(json.dumps({**told, "fingerprints": len(state.fingerprints)}, ensure_ascii=False))
    else:
        for task in found:
            _put(task, now)
    tell(f"sightings: {len(found)}, to do: {open_tasks(found)}")
    if state.fingerprints:
        tell("the fingerprints and their keys stand: `withhold sightings destroy`, before the case is closed")
    return DUE if open_tasks(found) else 0


def settle(options: argparse.Namespace) -> int:
    """Record what a person found."""
    from withhold.incident.case.events import Sighting
    from withhold.incident.watch.sightings import ANSWERS
    from withhold.incident.watch.sightings import settle as settled

    actor, case = actor_of(options), open_case(options)
    answer = ANSWERS[options.answer]
    event = settled(case.state(), options.sighting, answer, actor, options.why, case.clock.now())
    case.append([event])
    tell("recorded; `withhold removals list` says whom to ask" if answer is Sighting.COPY else "recorded")
    return 0


def look(options: argparse.Namespace) -> int:
    """Look again; 10 while a copy stands, 11 if a person has to look (changed, not looked at), else 0."""
    from withhold.fetching.http import HttpFetcher
    from withhold.incident.running.sightings import look_again
    from withhold.incident.watch.copies.digests import Use
    from withhold.incident.watch.copies.file import load
    from withhold.inspection.keys import key_at

    case = open_case(options)
    fingerprints = load(options.fingerprints, key_at(options.key_file), Use.SCAN)
    held = [str(event.facts["held"]) for event in look_again(case, fingerprints, HttpFetcher())]
    counts = ", ".join(f"{held.count(one)} {words}" for one, words in _HELD.items())
    tell(f"looked at {len(held)}: {counts}")
    return 10 if "still" in held else DUE if {"changed", "not_looked"} & set(held) else 0


_HELD = {
    "still": "still there",
    "gone": "gone",
    "changed": "changed: no row of the list in the answer, a person has to look",
    "not_looked": "could not be looked at",
}


def destroy(options: argparse.Namespace) -> int:
    """Destroy, then record it: a record of what did not happen would be worse than none."""
    from withhold.incident.running.sightings import check_destroyable, destroy_files
    from withhold.incident.watch.sightings import destroyed, standing

    actor, case = actor_of(options), open_case(options)
    digests = standing(case.state())
    check_destroyable(options.files, digests, lost=options.lost)
    destroy_files(options.files)
    case.append(destroyed(digests, actor, options.why, case.clock.now()))
    tell(
        f"destroyed {len(options.files)} files; a disk may keep what was written before, see docs/reposts.md"
    )
    return 0


def _put(task: "Task", now: "datetime") -> None:
    from withhold.report.places import one_line

    state = task.state
    is_copy = {None: "not settled", True: "a copy", False: "no copy"}[state.is_copy]
    held = f", {_HELD[state.held]}" if state.is_copy else ""
    until = "" if task.due is None else f", look again {task.due:%Y-%m-%d}"
    todo = {"settle": "LOOK AND SETTLE", "ask": "ASK FOR REMOVAL", "look": "LOOK AGAIN"}.get(task.do, "-")
    where = one_line(state.url or "(erased)")
    put(f"{task.sighting[:12]}  {todo:15}  {state.rows:,} rows  {is_copy}{held}{until}  {where}")


def _as_json(task: "Task") -> dict[str, object]:
    from withhold.incident.case.moments import written

    state = task.state
    return {
        "sighting": task.sighting,
        "url": state.url,
        "rows": state.rows,
        "is_copy": state.is_copy,
        "held": state.held,
        "seen": written(state.seen),
        "do": task.do,
        "due": None if task.due is None else written(task.due),
    }
