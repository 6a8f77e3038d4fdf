"""The processes of an installation: console, workers, door. Each has the environment that it needs."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from withhold.console.config import ADDRESS, HOME, Config, default_base_url
from withhold.console.operation.supervise import Child

_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "PYTHONPATH", "VIRTUAL_ENV", "SSL_CERT_FILE", "SSL_CERT_DIR")
"""Of our own environment; a proxy, a token or another settings module in it is nobody's business."""
DOOR = "door"
"""The door's folder in the home."""
DOOR_HOME = "WITHHOLD_DOOR_HOME"


@dataclass(frozen=True, slots=True)
class Parts:
    """Which processes run here, and where they listen."""

    host: str
    port: int
    door_port: int
    console: bool = True
    worker: bool = True
    door: bool = True


def children_of(config: Config, parts: Parts) -> list[Child]:
    """What to supervise."""
    found: list[Child] = []
    python = sys.executable
    if parts.console:
        web = [python, "-m", "withhold.console.operation.web", parts.host, str(parts.port)]
        found.append(Child("console", web, console_environment(config.home)))
    if parts.worker:
        for number in range(1, config.workers + 1):
            command = [python, "-m", "withhold.console.operation.worker"]
            found.append(Child(f"worker {number}", command, console_environment(config.home)))
    if parts.door:
        door = [python, "-m", "withhold.console.door.serve", parts.host, str(parts.door_port)]
        found.append(Child("door", door, door_environment(config.path(DOOR))))
    return found


def console_environment(home: Path) -> dict[str, str]:
    """The settings are named: somebody's shell may name others."""
    return {
        **_base(os.environ),
        "DJANGO_SETTINGS_MODULE": "withhold.console.settings",
        HOME: str(home),
        ADDRESS: default_base_url(),
        "HOME": os.environ.get("HOME", str(home)),
    }


def door_environment(home: Path) -> dict[str, str]:
    """Nothing in it leads to the console: not its home, not its settings, not its database."""
    return {
        **_base(os.environ),
        "DJANGO_SETTINGS_MODULE": "withhold.console.door.settings",
        DOOR_HOME: str(home),
        "HOME": str(home),
    }


def _base(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: environment[name] for name in _PASSED_ON if name in environment}
