"""What the gate's state folder tells of a document: when it was cleared, when the guard saw and pulled it."""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from withhold.clearance.interface import ClearanceError, Statement
from withhold.clearance.record import read_clearance
from withhold.clearance.state import State
from withhold.domain.errors import UsageError
from withhold.incident.case.exposed import Reading
from withhold.incident.exposure.readings import readings_of_clearances, readings_of_guard

_LONGEST = 1 << 20


def readings_of_state(folder: Path, digests: Iterable[str]) -> Iterator[Reading]:
    """The readings of all documents. Signatures are not checked: these are evidence, they allow nothing.

    Raises UsageError where there is no such folder, or a record in it cannot be read.
    """
    state = State(folder)
    if not state.clearances.is_dir() and not state.quarantine.is_dir():
        raise UsageError(f"{folder} is no state folder of `withhold publish` or `guard`; check the path")
    for digest in digests:
        yield from readings_of_clearances(_statements(state, digest), digest)
        for path in sorted(state.quarantine.glob("*/evidence.json")):
            try:
                evidence = json.loads(_content(path))
                yield from readings_of_guard(evidence, digest)
            except (ValueError, KeyError, TypeError, AttributeError):
                raise UsageError(f"{path} is no record of the guard; move it away and run again") from None


def _statements(state: State, digest: str) -> Iterator[Statement]:
    for path in sorted((state.clearances / digest).glob("*.json")):
        try:
            yield read_clearance(_content(path), f"the clearance {path.name}").statement
        except ClearanceError as error:
            raise UsageError(f"{error}; move it away and run again") from None


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_LONGEST)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({os.strerror(error.errno or 0)})") from None
