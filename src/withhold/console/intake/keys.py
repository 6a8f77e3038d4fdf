"""The key that opens reports, made at the first start; its public half goes to the door."""

import json
import os
from pathlib import Path
from typing import Any

import pyrage

from withhold.clearance.durable import write_durably
from withhold.console.config import Config, ConfigUnusable
from withhold.console.door.config import FILE, DoorConfig, door_config_of, load_door_config

DOOR = "door"


def intake_identity(config: Config) -> Any:
    """The age identity that opens reports. Raises ConfigUnusable."""
    path = config.path("keys") / "intake"
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:
        raise ConfigUnusable(f"{path} is readable by others; run chmod 600 on it")
    lines = [line for line in path.read_text("ascii", "replace").splitlines() if line and line[0] != "#"]
    try:
        (text,) = lines
        return pyrage.x25519.Identity.from_str(text)
    except (ValueError, pyrage.IdentityError):
        raise ConfigUnusable(f"{path} is no age key; put back the one that was there") from None


def write_door_config(config: Config, base_url: str = "") -> Path:
    """Write what the door has to know into `door/door.toml` in the home, and return the folder of the door.

    `withhold serve` calls it before it starts the door; `base_url` is used where the settings name none. A
    `database` and further recipients that stand in the file already are kept. Raises ConfigUnusable,
    DoorUnusable.
    """
    home = config.path(DOOR)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = home / FILE
    before = load_door_config(home) if file.exists() else None
    own = str(intake_identity(config).to_public())
    values: dict[str, Any] = {
        "recipients": list(dict.fromkeys((own, *(before.recipients if before else ())))),
        "languages": list(config.door.languages),
        "contact": config.door.contact,
        "base_url": config.door.base_url or base_url,
        "trusted": [str(network) for network in config.trusted_proxies],
        "database": before.database if before else "",
    }
    door_config_of(values, home)
    lines = [
        f"{key} = {json.dumps(value)}\n".replace("\x7f", "\\u007f")
        for key, value in values.items()
        if value != ""
    ]
    write_durably(file, "".join(lines).encode("ascii"))
    os.chmod(file, 0o600)
    return home


def door_config(config: Config) -> DoorConfig:
    """The settings of the door as they were written; written now if they never were."""
    if not (config.path(DOOR) / FILE).exists():
        write_door_config(config)
    return load_door_config(config.path(DOOR))


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    write_durably(fresh, f"{pyrage.x25519.Identity.generate()}\n".encode())
    os.chmod(fresh, 0o600)
    try:
        os.link(fresh, path)  # fails where another process was quicker: its key counts
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
