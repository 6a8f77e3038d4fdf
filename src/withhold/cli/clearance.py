"""`withhold clearance`: keys, requests, signatures and revocations of people, and what is cleared."""

import argparse
from pathlib import Path

from withhold.cli import clearing
from withhold.cli.arguments import days
from withhold.cli.judging import add_judging_options

Subparsers = argparse._SubParsersAction  # the only name argparse has for it


def add_parser(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """The group's commands and their options."""
    parser = subparsers.add_parser(
        "clearance",
        help="sign, verify and revoke clearances",
        description="Signs, verifies and revokes clearances: that exactly these bytes may be public there.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_key(commands)
    _add_request(commands)
    _add_sign(commands)
    _add_verify(commands)
    _add_revoke(commands)
    _add_list(commands)


def _add_key(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "key", help="make a signing key", description="Makes a signing key and prints its trust entry."
    )
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, required=True, help="the new key's file")
    parser.add_argument("--owner", metavar="NAME", default="NAME", help="whose key it is, in the trust file")
    parser.add_argument("--kind", choices=("person", "gate"), default="person", help="default: person")
    parser.set_defaults(run=clearing.make_key)


def _add_request(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "request",
        help="inspect, and ask for signatures",
        description="Inspects files and asks for signatures.",
    )
    parser.add_argument("files", metavar="FILE", nargs="+", help="what is to be public")
    _add_place(parser)
    parser.add_argument("--uploader", metavar="NAME", default="", help="who brings it; may not clear it")
    add_judging_options(parser)
    parser.set_defaults(run=clearing.request)


def _add_sign(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "sign", help="sign a request", description="Signs a request; when enough have signed, it is cleared."
    )
    parser.add_argument("request", metavar="REQUEST", type=Path, help="the file that asks for signatures")
    _add_signing(parser)
    parser.add_argument(
        "--file", metavar="FILE", help="what you looked at: refused if it is not what is asked"
    )
    parser.add_argument("--reason", metavar="TEXT", default="", help="why it may be public")
    parser.add_argument(
        "--valid-for", metavar="DAYS", type=days, help=f"default: {clearing.VALID_DAYS}; at most 3650"
    )
    parser.add_argument("--emergency", action="store_true", help="one person, at most 3 days (default: 1)")
    parser.add_argument("--state", metavar="DIR", type=Path, help="the destination's state folder")
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, help="write the clearance there as well")
    parser.set_defaults(run=clearing.sign)


def _add_verify(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "verify", help="check a clearance", description="Checks a file against a clearance."
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="the file")
    parser.add_argument("clearance", metavar="CLEARANCE", type=Path, help="its clearance")
    parser.add_argument(
        "--trust", metavar="FILE", required=True, help="the trust file: whose signatures count"
    )
    parser.add_argument("--destination", metavar="PLACE", help="where it has to be cleared for")
    parser.set_defaults(run=clearing.verify)


def _add_revoke(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "revoke", help="take a clearance back", description="Takes back what was cleared, from now on."
    )
    parser.add_argument("what", metavar="SHA|FILE", help="a SHA-256, or a file with these bytes")
    _add_place(parser)
    _add_signing(parser)
    parser.add_argument("--reason", metavar="TEXT", required=True, help="why it may not be public any more")
    parser.set_defaults(run=clearing.revoke)


def _add_list(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "list", help="what is cleared and what waits", description="Lists clearances and requests."
    )
    _add_place(parser)
    parser.add_argument(
        "--trust", metavar="FILE", required=True, help="the trust file: whose signatures count"
    )
    parser.set_defaults(run=clearing.list_records)


def _add_place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--destination",
        metavar="PLACE",
        required=True,
        help="the public folder, or another destination's name",
    )
    parser.add_argument(
        "--state", metavar="DIR", type=Path, help="its state folder (default: beside the folder)"
    )


def _add_signing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--signing-key",
        metavar="FILE",
        required=True,
        help="your signing key: a file of mode 0600, or /dev/fd/N",
    )
    parser.add_argument(
        "--trust", metavar="FILE", required=True, help="the trust file: whose signatures count"
    )
