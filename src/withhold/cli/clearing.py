"""What the commands of `withhold clearance` do; their options are in `clearance`."""

import argparse
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from withhold.cli.judging import run_of
from withhold.cli.output import put, tell
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from withhold.clearance.interface import Clearance
    from withhold.clearance.request import Request
    from withhold.clearance.shelf import FolderShelf
    from withhold.clearance.state import State

VALID_DAYS = 365
"""A clearance lasts a year unless told otherwise: then somebody looks again."""
EMERGENCY_DAYS = 1
"""Enough for an emergency; three days are the most that the rules accept."""
_RIGHTS = {"person": ["review", "withhold", "emergency", "revoke"], "gate": ["release", "revoke"]}
"""What the entry that `key` prints suggests (a gate publishes and rescans); whoever pastes it decides."""


def make_key(options: argparse.Namespace) -> int:
    """Write a new signing key; print its entry for the trust file."""
    from withhold.signing.ed25519 import write_signing_key

    key = write_signing_key(str(options.output))
    put("[[key]]")
    put(f"owner = {json.dumps(options.owner, ensure_ascii=False)}")
    put(f'kind = "{options.kind}"')
    put(f"may = {json.dumps(_RIGHTS[options.kind])}")
    put(f'public_key = "{key.public_key}"')
    tell(f"wrote {options.output}: keep it secret. The printed lines are for the trust file")
    return 0


def request(options: argparse.Namespace) -> int:
    """Inspect, and write for each document what people would sign; exit code of the gravest decision."""
    from withhold.clearance.request import keep_request, request_for
    from withhold.domain.verdict import EXIT_CODES, worst
    from withhold.gates.engine import signed_engine

    destination, state, public = _place(options)
    state.make(public)
    run = run_of(options)
    engine, decisions = signed_engine(run), []
    for document in run.documents(options.files):
        decisions.append(document.decision)
        if not document.sha256:
            tell(f"{document.path} could not be read; nothing is asked for it")
            continue
        asked = request_for(document, engine, destination, options.uploader, Path(document.path).name)
        put(f"{document.decision}  {keep_request(state, asked)}")
    return EXIT_CODES[worst(decisions)]


def sign(options: argparse.Namespace) -> int:
    """Sign a request; once enough have signed, keep the clearance. Exit code 11 while others must sign."""
    from withhold.clearance.request import load_request, sign_request, write_request
    from withhold.clearance.rules import objection, validity, waits
    from withhold.clearance.trust import Trust
    from withhold.signing.ed25519 import SigningKey

    trust, key = Trust.load(options.trust), SigningKey.load(options.signing_key)
    state = _state_of_request(options)
    now = datetime.now(UTC)
    days = options.valid_for or (EMERGENCY_DAYS if options.emergency else VALID_DAYS)
    asked = load_request(options.request)
    if options.file is not None and _digest(options.file) != asked.sha256:
        raise UsageError(f"nothing is signed: {options.file} is not the file that {options.request} asks for")
    signed, clearance = sign_request(asked, key, options.reason, timedelta(days=days), options.emergency, now)
    standing = validity(clearance, trust, now)
    problem = objection(clearance, trust, now)
    if problem or not (standing.cleared or waits(clearance)):
        raise UsageError(f"nothing is signed: {problem or standing.why}")
    _tell_what_is_signed(asked)
    write_request(options.request, signed)
    if not standing.cleared:
        tell(f"signed; {standing.why}")
        return 11
    _keep(options, state, clearance)
    return 0


def _tell_what_is_signed(asked: "Request") -> None:
    """A signature is a person's word: they read what for, and revoke it if it is not what they meant."""
    rules = f" ({', '.join(asked.rules)})" if asked.rules else ""
    size = f"{asked.size:,} bytes, sha256 {asked.sha256}"
    tell(f"signing: {asked.name}, {size}: {asked.decision}{rules}; for {asked.destination}")


def verify(options: argparse.Namespace) -> int:
    """Whether a clearance holds for exactly this file now; exit code 10 if not."""
    from withhold.clearance.record import read_clearance
    from withhold.clearance.rules import validity
    from withhold.clearance.shapes import MAX_BYTES
    from withhold.clearance.state import destination_named
    from withhold.clearance.trust import Trust

    trust = Trust.load(options.trust)
    try:
        with options.clearance.open("rb") as stream:
            clearance = read_clearance(stream.read(MAX_BYTES + 1), f"the clearance {options.clearance}")
    except OSError:
        raise UsageError(f"the clearance {options.clearance} cannot be read; check the path") from None
    standing = validity(clearance, trust, datetime.now(UTC))
    if _digest(str(options.file)) != clearance.statement.sha256:
        return _told_uncleared("the clearance is for other bytes")
    if (
        options.destination is not None
        and destination_named(options.destination) != clearance.statement.destination
    ):
        return _told_uncleared(f"the clearance is for {clearance.statement.destination}")
    if not standing.cleared:
        return _told_uncleared(standing.why)
    put(f"cleared for {clearance.statement.destination} until {standing.not_after:%Y-%m-%d %H:%M} UTC")
    tell(f"{standing.why}; revocations are not looked for here, `withhold clearance list` does")
    return 0


def revoke(options: argparse.Namespace) -> int:
    """Take back the clearance of bytes at a destination, from now on."""
    from withhold.clearance.issue import revocation
    from withhold.clearance.record import revocation_id
    from withhold.clearance.shapes import is_sha256
    from withhold.signing.ed25519 import SigningKey

    shelf = _shelf(options)
    told = options.what
    digest = told if is_sha256(told) and not Path(told).exists() else _digest(told)
    if digest not in shelf.digests():
        tell("nothing of these bytes was ever cleared there; they are revoked all the same")
    key = SigningKey.load(options.signing_key)
    made = revocation(digest, shelf.destination, options.reason, key, shelf.time_to_revoke(digest))
    shelf.revoke(made)
    put(f"{digest}  revoked for {shelf.destination}  {revocation_id(made)}")
    return 0


def list_records(options: argparse.Namespace) -> int:
    """Print what is cleared, what is not any more, and what waits for signatures."""
    from withhold.clearance.request import load_request

    shelf = _shelf(options)
    _, state, _ = _place(options)
    now = datetime.now(UTC)
    for digest in shelf.digests():
        standing = shelf.standing(digest, now)
        until = f" until {standing.not_after:%Y-%m-%d %H:%M} UTC" if standing.not_after else ""
        put(f"{digest}  {'cleared' if standing.cleared else 'not cleared'}{until}: {standing.why}")
    for path in sorted(state.requests.glob("*.json")):
        asked = load_request(path)
        signatures = len(asked.signed.signatures) if asked.signed else 0
        put(f"{asked.sha256}  waits: {asked.decision}, {signatures} signed, {path}")
    return 0


def _state_of_request(options: argparse.Namespace) -> "State | None":
    """The state folder that the request lies in, or the one that is given; None if only -o is."""
    from withhold.clearance.state import State

    folder = options.request.resolve().parent
    root = options.state or (folder.parent if folder.name == "requests" else None)
    if root is None and options.output is None:
        raise UsageError("where is the clearance to be kept? give --state DIR or -o FILE")
    return None if root is None else _there(State(root))


def _keep(options: argparse.Namespace, state: "State | None", clearance: "Clearance") -> None:
    """Put the clearance where it was asked for: a file, the shelf, or both; the request has done its work."""
    from withhold.clearance.durable import write_durably
    from withhold.clearance.interface import ClearanceError
    from withhold.clearance.record import clearance_id, clearance_json
    from withhold.clearance.shelf import FolderShelf
    from withhold.clearance.trust import Trust

    statement = clearance.statement
    if state is not None:
        shelf = FolderShelf(state, Trust.load(options.trust), statement.destination)
        try:
            shelf.keep(clearance)
        except ClearanceError as error:
            # Signed but of no use, such as revoked meanwhile: kept, it would stand in the way of asking anew.
            options.request.unlink()
            raise UsageError(f"{error}; the request is removed, ask anew") from None
    if options.output is not None:
        write_durably(options.output, clearance_json(clearance))
    if state is not None:
        options.request.unlink()
    put(f"{statement.sha256}  cleared for {statement.destination}  {clearance_id(clearance)}")


def _told_uncleared(why: str) -> int:
    put(f"not cleared: {why}")
    return 10


def _digest(path: str) -> str:
    from withhold.inspection.opening import Unreadable, open_path

    try:
        with open_path(path) as opened:
            return opened.sha256()
    except Unreadable as error:
        raise UsageError(f"{path} cannot be read: {error}") from None


def _shelf(options: argparse.Namespace) -> "FolderShelf":
    from withhold.clearance.shelf import FolderShelf
    from withhold.clearance.trust import Trust

    destination, state, _ = _place(options)
    return FolderShelf(_there(state), Trust.load(options.trust), destination)


def _there(state: "State") -> "State":
    """A state folder that is in use: a mistyped one would take records that no gate reads."""
    if not state.clearances.is_dir():
        raise UsageError(f"{state.root} is not the state folder of a destination; check --state")
    return state


def _place(options: argparse.Namespace) -> "tuple[str, State, Path | None]":
    """The destination's name, its state folder, and the public folder if it is one here."""
    from withhold.clearance.state import State, destination_named

    folder = Path(options.destination)
    public = folder if folder.is_dir() else None
    if options.state is None and public is None:
        raise UsageError(f"there is no folder {options.destination}; give --state with the state folder")
    state = State.beside(folder) if options.state is None else State(options.state)
    return destination_named(options.destination), state, public
