"""How the door is set up: `door.toml` in WITHHOLD_DOOR_HOME, which `withhold serve` writes."""

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

from withhold.console.door.languages import CODES
from withhold.domain.errors import UsageError

HOME = "WITHHOLD_DOOR_HOME"
FILE = "door.toml"
PEPPER_BYTES = 32
_KEYS = {"recipients", "languages", "contact", "base_url", "trusted", "database"}


class DoorUnusable(UsageError):
    """The door cannot be opened like this; one line that names the setting and what to write."""


@dataclass(frozen=True, slots=True)
class DoorConfig:
    """The settings of one door. `recipients` are age public keys: the door never holds what opens them.

    `trusted` are the networks of proxies whose X-Forwarded-For is believed. `database` is a PostgreSQL
    address, or empty for a file in `home`.
    """

    home: Path
    recipients: tuple[str, ...]
    languages: tuple[str, ...] = CODES
    contact: str = ""
    base_url: str = ""
    trusted: tuple[IPv4Network | IPv6Network, ...] = ()
    database: str = ""


@cache
def current() -> DoorConfig:
    """The settings of this process, which is a door. Raises DoorUnusable."""
    return load_door_config()


@cache
def current_pepper() -> bytes:
    """The pepper of this process. Raises DoorUnusable."""
    return pepper(current().home)


def load_door_config(home: Path | None = None) -> DoorConfig:
    """The settings in `home`, or where the environment says. Raises DoorUnusable."""
    if home is None:
        if not os.environ.get(HOME):
            raise DoorUnusable(f"{HOME} is not set; it names the folder with {FILE}")
        home = Path(os.environ[HOME]).absolute()
    file = home / FILE
    try:
        values = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DoorUnusable(
            f"{file} cannot be read ({type(error).__name__}); `withhold serve` writes it"
        ) from None
    return door_config_of(values, home)


def door_config_of(values: Mapping[str, Any], home: Path) -> DoorConfig:
    """The settings in a table. Raises DoorUnusable."""
    unknown = sorted(set(values) - _KEYS)
    if unknown:
        raise DoorUnusable(f"{FILE} has an unknown key {unknown[0]!r}; remove it")
    languages = _texts(values, "languages") or CODES
    strange = sorted(set(languages) - set(CODES))
    if strange:
        raise DoorUnusable(f"{FILE}: {strange[0]!r} is no language of the door; there is {', '.join(CODES)}")
    try:
        trusted = tuple(ip_network(one) for one in _texts(values, "trusted"))
    except ValueError:
        raise DoorUnusable(f"{FILE}: trusted has to hold networks such as 10.0.0.0/8") from None
    return DoorConfig(
        home,
        _recipients(values),
        tuple(dict.fromkeys(("en", *languages))),
        _text(values, "contact"),
        _text(values, "base_url").rstrip("/"),
        trusted,
        _text(values, "database"),
    )


def pepper(home: Path) -> bytes:
    """The secret that receipts are hashed with, made at the first start. Raises DoorUnusable."""
    path = home / "pepper"
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:
        raise DoorUnusable(f"{path} is readable by others; run chmod 600 on it")
    found = path.read_bytes()
    if len(found) != PEPPER_BYTES:
        raise DoorUnusable(f"{path} is broken; put back the file that was there")
    return found


def _make(path: Path) -> None:
    from withhold.clearance.durable import write_durably

    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    write_durably(fresh, secrets.token_bytes(PEPPER_BYTES))
    os.chmod(fresh, 0o600)
    try:
        os.link(fresh, path)  # fails where another process was quicker: its pepper counts
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _recipients(values: Mapping[str, Any]) -> tuple[str, ...]:
    import pyrage

    found = _texts(values, "recipients")
    if not found:
        raise DoorUnusable(f"{FILE} needs recipients: without one nobody could read a report")
    for one in found:
        try:
            pyrage.x25519.Recipient.from_str(one)
        except pyrage.RecipientError:
            raise DoorUnusable(f"{FILE}: recipients has to hold age public keys, age1…") from None
    return found


def _text(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key, "")
    if not isinstance(value, str):
        raise DoorUnusable(f"{FILE}: {key} has to be a text")
    return value


def _texts(values: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = values.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise DoorUnusable(f"{FILE}: {key} has to be a list of texts")
    return tuple(value)
