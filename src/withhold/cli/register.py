"""`withhold register`: makes, changes and asks the register of protected people."""

import argparse
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

from withhold.cli import register_match
from withhold.cli.arguments import number
from withhold.cli.judging import add_key_option, key_of
from withhold.cli.output import put, tell
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from withhold.register.build import Workers
    from withhold.register.people import Person
    from withhold.register.sources.people import PeopleList

Subparsers = argparse._SubParsersAction  # the only name argparse has for it
Task = TypeVar("Task")
Result = TypeVar("Result")

_PEOPLE = "a list: .csv, .tsv, .parquet, - for CSV on standard input, or postgresql://… with --query"


def add_parser(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """The group's commands and their options."""
    parser = subparsers.add_parser(
        "register",
        help="make, change and ask the register of protected people",
        description="The register: a keyed index of protected people that holds no clear value.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    key = commands.add_parser(
        "key", help="make a new key", description="Makes a new key, readable by you alone."
    )
    key.add_argument("file", metavar="FILE", nargs="?", help="the key file to write")
    key.add_argument("-o", "--output", metavar="FILE", help="the same as FILE")
    key.set_defaults(run=make_key)
    building = commands.add_parser(
        "build",
        help="make a register of a list of people",
        description="Makes a register of a list of people.",
    )
    _add_list(building, required=True)
    add_key_option(building)
    building.add_argument("-o", "--output", metavar="FILE", type=Path, required=True, help="the register")
    _add_jobs(building)
    building.set_defaults(run=build_register)
    adding = commands.add_parser(
        "add",
        help="register more people",
        description="Adds people; running gates match them within a minute.",
    )
    _add_list(adding, required=True)
    _add_register(adding)
    adding.set_defaults(run=add_people)
    removing = commands.add_parser(
        "remove",
        help="match people no longer",
        description="Removes people by person_id, or by the same record.",
    )
    _add_list(removing, required=False)
    removing.add_argument("--person-id", metavar="ID", nargs="+", default=[], help="whom to remove")
    _add_register(removing)
    removing.set_defaults(run=remove_people)
    info = commands.add_parser(
        "info",
        help="verify every byte and count",
        description="Verifies every byte of a register and counts.",
    )
    info.add_argument("register", metavar="REGISTER", help="the register")
    add_key_option(info)
    info.set_defaults(run=show_info)
    _add_match(commands)


def _add_match(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    matching = commands.add_parser(
        "match", help="match a list against the register", description="Counts registered people in a list."
    )
    _add_list(matching, required=True)
    _add_register(matching)
    _add_jobs(matching)
    matching.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    matching.add_argument(
        "--unsafe-rows", metavar="FILE", type=Path, help="write which records matched to a file of mode 0600"
    )
    matching.set_defaults(run=register_match.run)


def _add_list(parser: argparse.ArgumentParser, required: bool) -> None:
    parser.add_argument("people", metavar="PEOPLE", nargs=None if required else "?", help=_PEOPLE)
    parser.add_argument(
        "--map", metavar="COLUMN=FIELD", action="append", default=[], help="what a column is, repeatable"
    )
    parser.add_argument("--query", metavar="SQL", help="one SELECT for the database")


def _add_register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--register", metavar="FILE", required=True, help="the register")
    add_key_option(parser)


def _add_jobs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--jobs", metavar="N", type=number, help="processes (default: one a processor)")


def make_key(options: argparse.Namespace) -> int:
    """Write a new key."""
    from withhold.signing.keys import write_key

    if (options.file is None) == (options.output is None):
        raise UsageError("give one FILE for the new key")
    path: str = options.file or options.output
    write_key(path)
    tell(f"{path}: a new key; keep a copy apart from the register, in a safe place")
    return 0


def opened_list(options: argparse.Namespace) -> "PeopleList":
    """The list that the options name; columns that are not used are told."""
    from withhold.register.sources.people import open_people

    people = open_people(options.people, options.map, options.query)
    if people.columns.unused:
        tell(f"columns not used: {', '.join(people.columns.unused)}")
    return people


def workers_of(options: argparse.Namespace) -> "Workers":
    """This process, or as many as the options say."""
    from withhold.fleet.local import Fleet
    from withhold.register.build import here

    def fleet(
        make: Callable[[], AbstractContextManager[Callable[[Task], Result]]], tasks: Iterable[Task]
    ) -> Iterator[Result]:
        return Fleet(make, _lost, jobs).run(tasks)

    jobs = options.jobs or len(os.sched_getaffinity(0))
    return here if jobs == 1 else fleet


def _lost(_task: object) -> NoReturn:
    from withhold.register.interface import RegisterError

    raise RegisterError("a process ended before its work was done, perhaps for want of memory")


def build_register(options: argparse.Namespace) -> int:
    """Build a register and say what came of the records."""
    from withhold.register.build import build
    from withhold.signing.keys import load_key

    source = load_key(key_of(options))
    with closing(opened_list(options)) as people:
        header, taken = build(
            options.output, source, people.batches, people.people_of, workers_of(options), _progress()
        )
    _remark(taken.remarks, taken.unusable)
    tell(f"{options.output}: {header.stats.people:,} people, {header.stats.keys:,} keys")
    return 0


def add_people(options: argparse.Namespace) -> int:
    """Add people to a register."""
    from withhold.register.change import add
    from withhold.signing.keys import load_key

    source = load_key(key_of(options))
    people, remarks = _all_people(options)
    changed = add(options.register, source, people)
    _remark(remarks, changed.unusable)
    tell(
        f"{options.register}: {changed.people:,} people added, {changed.unchanged:,} were there; "
        f"{changed.header.stats.people:,} now"
    )
    return 0


def remove_people(options: argparse.Namespace) -> int:
    """Remove people from a register."""
    from withhold.register.change import remove
    from withhold.register.interface import Row
    from withhold.register.people import Person
    from withhold.signing.keys import load_key

    if (options.people is None) == (not options.person_id):
        raise UsageError("say whom to remove: a list of PEOPLE, or --person-id ID")
    source = load_key(key_of(options))
    if options.people is None:
        people: list[Person] = [Person(Row(), person_id) for person_id in options.person_id]
    else:
        people, _ = _all_people(options)
    changed = remove(options.register, source, people)
    if changed.unchanged:
        tell(f"{changed.unchanged:,} of them are not in the register")
    tell(f"{options.register}: {changed.people:,} people removed; {changed.header.stats.people:,} now")
    return 0


def show_info(options: argparse.Namespace) -> int:
    """Verify a register and print its counts."""
    from withhold.register.file import RegisterInFile
    from withhold.register.info import lines_of
    from withhold.signing.keys import load_key

    with closing(RegisterInFile(options.register, load_key(key_of(options)))) as register:
        for line in lines_of(register):
            put(line)
    return 0


def _all_people(options: argparse.Namespace) -> "tuple[list[Person], Counter[str]]":
    people: list[Person] = []
    remarks: Counter[str] = Counter()
    with closing(opened_list(options)) as listed:
        for batch in listed.batches:
            more, told = listed.people_of(batch)
            people += more
            remarks += told
    return people, remarks


def _remark(remarks: "Counter[str]", unusable: int) -> None:
    for remark, count in sorted(remarks.items()):
        tell(f"{count:,} {remark}")
    if unusable:
        tell(f"{unusable:,} records have nothing that a person can be matched by; they are not registered")


def _progress() -> Callable[[object], None]:
    import time

    last = time.monotonic()

    def told(taken: object) -> None:
        nonlocal last
        if time.monotonic() - last >= 10:
            last = time.monotonic()
            tell(f"{getattr(taken, 'records', 0):,} records")

    return told
