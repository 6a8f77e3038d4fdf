"""A guard in this process, one round at a time, with its own clocks and what it told."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.guard import Site
from withhold.clearance.state import destination_of
from withhold.clearance.trust import Trust
from withhold.gates.guard.assembly import Clearer, assembled
from withhold.gates.guard.guard import Guard
from withhold.gates.guard.interface import Alarm, Mode, Settings
from withhold.gates.guard.revoked import revoked_by


@dataclass
class Told:
    """Keeps what is told."""

    alarms: list[tuple[Alarm, dict[str, Any]]] = field(default_factory=list)

    def tell(self, alarm: Alarm, **facts: str | int | float | None) -> None:
        self.alarms.append((alarm, facts))

    def of(self, alarm: Alarm) -> list[dict[str, Any]]:
        return [facts for kind, facts in self.alarms if kind is alarm]

    def paths(self, alarm: Alarm) -> set[Any]:
        return {facts.get("path") for facts in self.of(alarm)}


def everything_is_open() -> bool:
    """Whether permissions do not bind this process, as those of root do not."""
    with tempfile.TemporaryDirectory() as folder:
        closed = Path(folder) / "closed"
        closed.mkdir(mode=0)
        try:
            os.listdir(closed)
        except PermissionError:
            return False
    return True


class Rig:
    """A public folder below `base`; `passed` seconds have gone by on both clocks of the guard."""

    def __init__(self, base: Path) -> None:
        self.site = Site(base / "site")
        self.told = Told()
        self.passed = 0.0

    @property
    def public(self) -> Path:
        return self.site.public

    def clock(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        return self.passed

    def clear(self, path: str, content: bytes, lifetime: timedelta = timedelta(days=1)) -> None:
        """A file with a clearance."""
        self.site.clear(sha256(content).hexdigest(), len(content), lifetime)
        self.write(path, content)

    def write(self, path: str, content: bytes) -> None:
        target = self.public / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)

    @contextmanager
    def guard(
        self,
        mode: Mode = Mode.ENFORCE,
        clearer: Clearer | None = None,
        modes: dict[str, Mode] | None = None,
    ) -> Iterator[Guard]:
        """A guard that has not looked yet; `modes` are those of single paths."""
        state = self.site.state
        of_paths = modes or {}
        ready = self.site.base / "ready"
        settings = Settings(self.public, state, lambda path: of_paths.get(path, mode), ready_file=ready)
        trust = Trust.load(self.site.trust)
        revoked = revoked_by(state, trust, destination_of(str(self.public)))
        with assembled(settings, self.site.shelf, revoked, self.told, self.clock, clearer) as guard:
            guard.monotonic = self.monotonic
            yield guard

    def pass_time(self, guard: Guard, seconds: float = 3.0) -> None:
        """Let time pass, and the guard do what is due then."""
        self.passed += seconds
        guard.round(set())

    def standing(self) -> set[str]:
        """The paths of everything in public but folders, as bytes would show them."""
        return {
            str(path.relative_to(self.public))
            for path in self.public.rglob("*")
            if path.is_symlink() or not path.is_dir()
        }

    def quarantined(self) -> list[bytes]:
        """The bytes of every file in quarantine."""
        contents = self.site.state.quarantine.glob("*/content")
        return sorted(one.read_bytes() for one in contents if one.is_file() and not one.is_symlink())

    def evidence(self) -> list[dict[str, Any]]:
        return [json.loads(one.read_text()) for one in self.site.state.quarantine.glob("*/evidence.json")]
