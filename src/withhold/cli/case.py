"""`withhold case`: opens a case of a mistaken publication, records decisions, tells how it stands."""

import argparse
from pathlib import Path

from withhold.cli import case_assess, casing, reconcile
from withhold.cli.arguments import number
from withhold.cli.casework import add_actor, add_at, add_case, private_text

Subparsers = argparse._SubParsersAction  # the only name argparse has for it

_SOURCES = ("tip", "gate", "sweep", "staff", "affected", "authority")
_FORMATS = ("text", "json")


def add_parser(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """The group's commands and their options."""
    parser = subparsers.add_parser(
        "case",
        help="open a case of a mistaken publication, and follow it",
        description="Opens and follows the case of a mistaken publication (docs/cases.md).",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_open(commands)
    _add_report(commands)
    _add_decision(commands, "confirm", "a person confirms it: the takedown may start", casing.confirm)
    _add_decision(commands, "dismiss", "it is no incident (a confirmed case: two people)", casing.dismiss)
    _add_decision(commands, "note", "something to remember, said with --why", casing.note)
    _add_decision(commands, "close", "close it: two people, one after the other", casing.close)
    _add_decision(commands, "reopen", "go on with a case that was closed or dismissed", casing.reopen)
    _add_show(commands)
    _add_timeline(commands)
    _add_assess(commands)
    _add_clocks(commands)
    _add_settling(commands)
    reconcile.add_reconcile(commands)


def _add_open(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "open", help="make a case, with its first report", description="Makes a case with its first report."
    )
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="the case's new folder")
    parser.add_argument("--title", metavar="TEXT", required=True, help="one line, without names of people")
    parser.add_argument("--time-zone", metavar="ZONE", required=True, help="such as America/New_York")
    parser.add_argument(
        "--recipient",
        metavar="KEY",
        action="append",
        required=True,
        help="age public key that evidence is sealed to; again for more",
    )
    parser.add_argument(
        "--jurisdiction",
        metavar="NAME",
        action="append",
        default=[],
        help="whose deadlines apply, such as us-federal, us-fl, eu-de; again for more",
    )
    parser.add_argument("--sector", metavar="NAME", action="append", default=[], help="such as health")
    parser.add_argument(
        "--deadlines",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="deadlines of the organisation's own (spec/deadlines.md); again for more",
    )
    parser.add_argument("--site", metavar="FILE", type=Path, help="the organisation's places (spec/site.md)")
    parser.add_argument(
        "--ledger-key", metavar="FILE", type=Path, help="signs the ledger (default: a new key in the folder)"
    )
    _add_said(parser)
    parser.set_defaults(run=casing.open_new)


def _add_report(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "report", help="somebody reported it, again", description="Records a further report."
    )
    add_case(parser)
    _add_said(parser)
    parser.set_defaults(run=casing.report)


def _add_said(parser: argparse.ArgumentParser) -> None:
    """Who said what, and when."""
    parser.add_argument("--source", choices=_SOURCES, required=True, help="who or what found it")
    parser.add_argument("--url", metavar="URL", help="where it is said to be")
    parser.add_argument(
        "--told-by",
        metavar="NAME",
        type=private_text,
        help="the finder: kept in the case only; - reads standard input",
    )
    add_at(parser)
    add_actor(parser)


def _add_decision(
    commands: "Subparsers[argparse.ArgumentParser]", name: str, what: str, run: casing.Run
) -> None:
    parser = commands.add_parser(name, help=what, description=f"{name}: {what}.")
    add_case(parser)
    add_at(parser)
    add_actor(parser)
    parser.set_defaults(run=run)


def _add_show(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "show", help="how it stands, and what is to do", description="Tells how the case stands."
    )
    add_case(parser)
    parser.add_argument("--format", choices=_FORMATS, default="text", help="default: text")
    parser.set_defaults(run=casing.show)


def _add_timeline(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "timeline", help="what happened when", description="Tells what happened when."
    )
    add_case(parser)
    parser.add_argument("--format", choices=(*_FORMATS, "html"), default="text", help="default: text")
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, help="default: standard output")
    parser.set_defaults(run=casing.timeline)


def _add_assess(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "assess",
        help="whether people and authorities have to be told",
        description="Proposes whether to tell, with its rule; records a person's --decision.",
    )
    add_case(parser)
    parser.add_argument("--jurisdiction", metavar="NAME", required=True, help="one of the case's")
    parser.add_argument(
        "--field", metavar="NAME", action="append", default=[], help="what was exposed (docs/fields.md)"
    )
    parser.add_argument(
        "--protection", metavar="NAME", action="append", default=[], help="why they are protected: asylum …"
    )
    parser.add_argument("--people-at-least", metavar="N", type=number, help="default: not known")
    parser.add_argument("--people-at-most", metavar="N", type=number, help="default: not known")
    parser.add_argument(
        "--networks-at-most", metavar="N", type=_count, help="that may hold it, from the trace"
    )
    parser.add_argument(
        "--encrypted", choices=("yes", "no", "unknown"), default="unknown", help="default: unknown"
    )
    parser.add_argument(
        "--decision", choices=("notify", "not_notifiable", "undetermined"), help="a person's decision"
    )
    add_at(parser)
    add_actor(parser)
    parser.set_defaults(run=case_assess.assess)


def _add_clocks(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("clocks", help="the deadlines", description="Tells which deadlines run.")
    add_case(parser, required=False)
    parser.add_argument("--list", action="store_true", help="the deadlines that are known, of every place")
    parser.add_argument("--format", choices=_FORMATS, default="text", help="default: text")
    parser.set_defaults(run=casing.clocks)


def _add_settling(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    met = commands.add_parser(
        "met", help="a deadline's recipient was told", description="Settles a deadline."
    )
    met.set_defaults(run=casing.met)
    waive = commands.add_parser(
        "waive", help="a deadline does not apply", description="Records that a deadline does not apply."
    )
    waive.set_defaults(run=casing.waive)
    for parser in (met, waive):
        parser.add_argument("clock", metavar="CLOCK", help="such as us-fl-people; see `withhold case clocks`")
        add_case(parser)
        add_at(parser)
        add_actor(parser)


def _count(text: str) -> int:
    """A number of things, of which there may be none."""
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of things; give 0 or more")
    return int(text)
