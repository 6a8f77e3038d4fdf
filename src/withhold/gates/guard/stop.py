"""The stop after too many pulls: it outlasts a restart, and only a person ends it."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from withhold.clearance.durable import write_durably


@dataclass(slots=True)
class Stop:
    """Files in the guard's folder: `stopped.json` while pulling is stopped, `resume` to end that."""

    folder: Path

    @property
    def active(self) -> bool:
        """Whether pulling of what stood there is stopped."""
        return (self.folder / "stopped.json").exists()

    def begin(self, now: datetime, files: int) -> None:
        """Stop, durably. Raises ClearanceError if that cannot be written."""
        text = json.dumps({"schema": "withhold.guard-stop/1", "since": now.isoformat(), "files": files})
        write_durably(self.folder / "stopped.json", text.encode() + b"\n")

    def ask(self) -> None:
        """Ask the guard that runs, or starts next, to go on pulling. Raises OSError."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        os.close(os.open(self.folder / "resume", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))

    def resumed(self) -> bool:
        """Whether a person asked for that; asked once, it counts once."""
        try:
            os.unlink(self.folder / "resume")
        except FileNotFoundError:
            return False
        return True

    def end(self) -> None:
        """Go on."""
        (self.folder / "stopped.json").unlink(missing_ok=True)
