"""The journal: what the gates did, one JSON object a line, on the disk before the next step."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from withhold.clearance.shapes import write_time
from withhold.fleet.walk import shown
from withhold.gates.interface import PutFailed


class Action(StrEnum):
    """What publishing and judging again write down; the values are part of the journal."""

    CLEARED = "cleared"
    """A new clearance stands on the shelf."""
    PUBLISHED = "published"
    REFUSED = "refused"
    REVOKED = "revoked"
    CONFIRMED = "confirmed"
    """Judged again, and what people cleared still is no worse than what they saw."""


@dataclass(frozen=True, slots=True)
class Journal:
    """The file of lines. Paths are those of documents; no other text of theirs is ever written."""

    path: Path

    def write(self, action: Action, sha256: str, path: str, **facts: str | None) -> None:
        """Add one line durably. Raises PutFailed if it cannot be written."""
        told = {"time": write_time(datetime.now(UTC)), "action": str(action), "sha256": sha256}
        line = json.dumps({**told, "path": shown(path), **facts}, ensure_ascii=False).encode() + b"\n"
        try:
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
            descriptor = os.open(self.path, flags, 0o600)
            try:
                # One write: lines of several processes do not mix.
                written = os.write(descriptor, line)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise PutFailed(
                f"the journal {self.path} cannot be written ({os.strerror(error.errno or 0)})"
            ) from None
        if written != len(line):
            raise PutFailed(f"the journal {self.path} cannot be written (no space is left)")
