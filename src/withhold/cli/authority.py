"""The options of commands that clear on their own: whose key signs, whose count, where it is kept."""

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from withhold.clearance.state import State
    from withhold.clearance.trust import May
    from withhold.gates.publish.authority import Authority
    from withhold.inspection.run import Run

DAYS = 365
"""A clearance lasts a year unless told otherwise; `rescan` renews those of the engine."""
MOST_DAYS = 3650


def add_authority_options(parser: argparse.ArgumentParser) -> None:
    """Key, trust file, state folder, name of the destination, lifetime."""
    parser.add_argument(
        "--signing-key",
        metavar="FILE",
        required=True,
        help="the key that signs what is released: a file of mode 0600, or /dev/fd/N",
    )
    parser.add_argument(
        "--trust", metavar="FILE", required=True, help="the trust file: whose signatures count"
    )
    parser.add_argument("--state", metavar="DIR", help="the state folder (default: beside the public folder)")
    parser.add_argument(
        "--destination", metavar="NAME", help="what clearances call the place (default: the public folder)"
    )
    parser.add_argument(
        "--valid-for", metavar="DAYS", type=_days, default=DAYS, help=f"of a clearance (default: {DAYS})"
    )


def authority_of(
    options: argparse.Namespace, state: "State", destination: str, run: "Run", *rights: "May"
) -> "Authority":
    """Who may clear at this destination. Raises ClearanceError and KeyUnusable before any work."""
    from withhold.clearance.shelf import FolderShelf
    from withhold.clearance.trust import Trust
    from withhold.gates.publish.authority import Authority
    from withhold.gates.publish.engine import signed_engine
    from withhold.signing.ed25519 import SigningKey

    trust = Trust.load(options.trust)
    authority = Authority(
        state,
        trust,
        FolderShelf(state, trust, destination),
        SigningKey.load(options.signing_key),
        signed_engine(run),
        timedelta(days=options.valid_for),
    )
    authority.must(*rights)
    return authority


def processes(text: str) -> int:
    """The argument of --jobs. Raises ArgumentTypeError."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes; give 1 or more")
    return int(text)


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_DAYS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of days from 1 to {MOST_DAYS}")
    return int(text)
