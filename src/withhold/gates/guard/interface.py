"""What the guard is told and what it tells: modes per path, settings, alarms."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from withhold.clearance.state import State
from withhold.domain.errors import UsageError

Clock = Callable[[], datetime]


class GuardError(UsageError):
    """A folder, configuration or state that the guard cannot work with; the message says what to do."""


class Mode(StrEnum):
    """What happens to a file without a valid clearance; the values are those of the configuration."""

    OBSERVE = "observe"
    """It is told and stays."""
    INSPECT = "inspect-then-clear"
    """It is taken away, inspected, and put back if the verdict is release."""
    ENFORCE = "enforce"
    """It is taken away."""


class Alarm(StrEnum):
    """Everything that the guard tells; the values stand in the journal and reach the alert command."""

    READY = "ready"
    NOT_READY = "not_ready"
    OBSERVED = "observed"
    PULLED = "pulled"
    PUT_BACK = "put_back"
    PULL_FAILED = "pull_failed"
    UNREADABLE_FOLDER = "unreadable_folder"
    MASS_PULL = "mass_pull"
    RESUMED = "resumed"
    WATCHER_LOST = "watcher_lost"
    ROOT_REPLACED = "root_replaced"
    RECOVERED = "recovered"
    CLEARED = "cleared"
    HELD = "held"
    NOT_INSPECTED = "not_inspected"
    EXPOSED = "exposed"
    ENDED = "ended"


class Teller(Protocol):
    """Where alarms go."""

    def tell(self, alarm: Alarm, **facts: str | int | float | None) -> None:
        """Tell at once. `facts` hold no values of people: paths, digests, reasons, counts."""
        ...


class Released(Protocol):
    """What comes of a file that was taken away to be inspected."""

    def __call__(self, path: str, folder: Path) -> bool:
        """Inspect `folder`/content, whose public path was `path`; True if it was cleared and put back."""
        ...


@dataclass(frozen=True, slots=True)
class Settings:
    """How one folder is guarded. Times in seconds."""

    root: Path
    state: State
    mode_of: Callable[[str], Mode]
    most_pulls: int = 20
    window: float = 600.0
    rehash_every: float = 600.0
    sweep_every: float = 2.0
    ready_file: Path | None = None
    access_log: Path | None = None


def utc_now() -> datetime:
    """The time by the machine's clock."""
    return datetime.now(UTC)
