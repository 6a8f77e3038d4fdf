"""What the commands of a response share: which case, who acts in which role, and why."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from withhold.incident.case.interface import Actor
    from withhold.incident.case.store import CaseFolder

ROLES = (
    "privacy_officer",
    "counsel",
    "case_lead",
    "web_editor",
    "reviewer",
    "security_engineer",
    "records_clerk",
    "executive",
)
"""The roles that people act in; a test holds them to those of the case."""
_MOST = 1 << 20
"""Bytes of a text that are read from standard input; what the case can keep is far shorter."""


def add_case(parser: argparse.ArgumentParser, required: bool = True) -> None:
    """`--case FOLDER`, or the variable WITHHOLD_CASE."""
    given = os.environ.get("WITHHOLD_CASE")
    parser.add_argument(
        "--case",
        metavar="FOLDER",
        type=Path,
        required=required and not given,
        default=Path(given) if given else None,
        help="the case's folder (or WITHHOLD_CASE)",
    )


def add_actor(parser: argparse.ArgumentParser) -> None:
    """`--by NAME --role ROLE --why TEXT`; the first two also from WITHHOLD_BY and WITHHOLD_ROLE."""
    parser.add_argument(
        "--by", metavar="NAME", default=os.environ.get("WITHHOLD_BY"), help="who does this (or WITHHOLD_BY)"
    )
    parser.add_argument(
        "--role",
        metavar="ROLE",
        choices=ROLES,
        default=os.environ.get("WITHHOLD_ROLE"),
        help=f"in which role (or WITHHOLD_ROLE): {', '.join(ROLES)}",
    )
    parser.add_argument(
        "--why",
        metavar="TEXT",
        type=private_text,
        help="why: kept in the case, in the ledger only as a commitment; - reads standard input",
    )


def private_text(given: str) -> str:
    """The text, or what standard input holds for `-`: everybody on the machine sees a command's arguments."""
    if given != "-":
        return given
    if sys.stdin is None:
        raise argparse.ArgumentTypeError("standard input is closed")
    try:
        return sys.stdin.buffer.read(_MOST).decode("utf-8").strip()
    except UnicodeDecodeError:
        raise argparse.ArgumentTypeError("standard input is no text in UTF-8") from None


def add_at(parser: argparse.ArgumentParser) -> None:
    """`--at TIME`, for what happened before it is recorded."""
    parser.add_argument(
        "--at", metavar="TIME", help="when it happened, 2026-03-01T09:30:00-05:00 (default: now)"
    )


def open_case(options: argparse.Namespace) -> "CaseFolder":
    """The case of `--case`. Raises a WithholdError that says what to do."""
    from withhold.incident.case.store import CaseFolder

    return CaseFolder.open(options.case)


def at_of(options: argparse.Namespace) -> "datetime":
    """When it happened: `--at`, which needs a zone, or now."""
    from datetime import UTC, datetime

    from withhold.incident.case.moments import read

    return datetime.now(UTC) if options.at is None else read(options.at)


def actor_of(options: argparse.Namespace) -> "Actor":
    """Who acts. Raises UsageError if the name, the role or the reason is missing: every change needs them."""
    from withhold.incident.case.interface import Actor, Role

    for name in ("by", "role", "why"):
        if not (getattr(options, name) or "").strip():
            raise UsageError(f"a change to a case needs who and why; give --{name}")
    if options.role not in ROLES:
        raise UsageError(
            f"the role {options.role!r} is none of {', '.join(ROLES)}; set WITHHOLD_ROLE to one of them"
        )
    return Actor(options.by.strip(), Role(options.role))
