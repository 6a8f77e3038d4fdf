"""The options of commands that clear on their own: whose key signs, whose count, where it is kept."""

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING

from withhold.cli.arguments import days

if TYPE_CHECKING:
    from withhold.clearance.state import State
    from withhold.clearance.trust import May
    from withhold.gates.authority import Authority
    from withhold.inspection.run import Run

DAYS = 365
"""A clearance lasts a year unless told otherwise; `rescan` renews those of the engine."""


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
        "--valid-for", metavar="DAYS", type=days, default=DAYS, help=f"of a clearance (default: {DAYS})"
    )


def authority_of(
    options: argparse.Namespace, state: "State", destination: str, run: "Run", *rights: "May"
) -> "Authority":
    """Who may clear at this destination. Raises ClearanceError and KeyUnusable before any work."""
    from withhold.clearance.shelf import FolderShelf
    from withhold.clearance.trust import Trust
    from withhold.gates.authority import Authority
    from withhold.gates.engine import signed_engine
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
