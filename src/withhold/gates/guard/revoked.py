"""Whether somebody took a clearance back: a signed revocation is a decision, not a mishap of the shelf."""

from collections.abc import Callable

from withhold.clearance.interface import ClearanceError
from withhold.clearance.issue import ANYWHERE
from withhold.clearance.record import read_revocation
from withhold.clearance.rules import untrusted_revocation
from withhold.clearance.shapes import MAX_BYTES
from withhold.clearance.state import State
from withhold.clearance.trust import Trust


def revoked_by(state: State, trust: Trust, destination: str) -> Callable[[str], bool]:
    """A function from a SHA-256 to whether a trusted key ever revoked these bytes here.

    What cannot be read or trusted is no such decision.
    """

    def revoked(sha256: str) -> bool:
        for path in (state.revocations / sha256).glob("[!.]*.json"):
            try:
                with path.open("rb") as stream:
                    found = read_revocation(stream.read(MAX_BYTES + 1), f"the revocation {path.name}")
            except (OSError, ClearanceError):
                continue
            here = found.sha256 == sha256 and found.destination in (ANYWHERE, destination)
            if here and not untrusted_revocation(found, trust):
                return True
        return False

    return revoked
