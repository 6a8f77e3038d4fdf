"""The guard's configuration: modes per path, first match wins, and the command that alerts people."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from withhold.gates.guard.interface import GuardError, Mode

_TIME_LIMIT = 10.0
"""Seconds that an alert command may take where the configuration does not say."""
_LONGEST_TIME_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Config:
    """What the file says. `alert` is an argument list, empty for none; `time_limit` in seconds."""

    modes: tuple[tuple[str, Mode], ...] = ()
    alert: tuple[str, ...] = ()
    time_limit: float = _TIME_LIMIT

    def mode_of(self, default: Mode) -> Callable[[str], Mode]:
        """A function from a path below the folder to its mode."""
        compiled = [(_pattern(match), mode) for match, mode in self.modes]

        def mode(path: str) -> Mode:
            return next((mode for pattern, mode in compiled if pattern.fullmatch(path)), default)

        return mode


def load_config(path: Path) -> Config:
    """The configuration in a TOML file. Raises GuardError that names the file, the entry and what to do."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise GuardError(f"the configuration {path} is not valid TOML: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        kind = type(error).__name__
        raise GuardError(f"the configuration {path} cannot be read ({kind}); check the path") from None
    _known(path, data, {"path", "alert"}, "at the top")
    entries = data.get("path", [])
    if not isinstance(entries, list):
        raise GuardError(f"in the configuration {path}, path is a list of tables: write [[path]]")
    modes = tuple(_mode(path, number, entry) for number, entry in enumerate(entries, 1))
    alert, limit = _alert(path, data.get("alert"))
    return Config(modes, alert, limit)


def _known(path: Path, table: dict[str, Any], allowed: set[str], where: str) -> None:
    for key in table:
        if key not in allowed:
            known = ", ".join(sorted(allowed))
            raise GuardError(f"in the configuration {path}, {key!r} {where} is not known; allowed: {known}")


def _mode(path: Path, number: int, entry: Any) -> tuple[str, Mode]:
    where = f"in [[path]] number {number}"
    if not isinstance(entry, dict):
        raise GuardError(f"in the configuration {path}, path is a list of tables: write [[path]]")
    _known(path, entry, {"match", "mode"}, where)
    match, mode = entry.get("match"), entry.get("mode")
    if not isinstance(match, str) or not match or match.startswith("/"):
        raise GuardError(
            f"the configuration {path} needs a match {where}: a pattern below the folder, as data/**"
        )
    if any(part in ("", ".", "..") for part in match.split("/")):
        raise GuardError(f"the configuration {path} has an empty part, . or .. in the match {where}")
    if mode not in list(Mode):
        raise GuardError(f"the configuration {path} needs a mode {where}: {', '.join(Mode)}")
    return match, Mode(mode)


def _alert(path: Path, table: Any) -> tuple[tuple[str, ...], float]:
    if table is None:
        return (), _TIME_LIMIT
    if not isinstance(table, dict):
        raise GuardError(f"in the configuration {path}, alert is a table: write [alert]")
    _known(path, table, {"command", "time_limit"}, "in [alert]")
    command, limit = table.get("command"), table.get("time_limit", _TIME_LIMIT)
    if (
        not isinstance(command, list)
        or not all(isinstance(part, str) for part in command)
        or not any(command[:1])
    ):
        raise GuardError(
            f'the configuration {path} needs command in [alert]: a list of texts, as ["/usr/bin/page", "-q"]'
        )
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not 0 < limit <= _LONGEST_TIME_LIMIT:
        raise GuardError(
            f"the configuration {path} needs time_limit in [alert] in seconds, at most {_LONGEST_TIME_LIMIT}"
        )
    return tuple(command), float(limit)


_WILD = {"*": "[^/]*", "?": "[^/]"}


def _pattern(match: str) -> re.Pattern[str]:
    """`**` stands for any number of folders (last: everything below); `*` and `?` stay within one name."""
    parts = match.split("/")
    pattern = ""
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        if part == "**":
            pattern += ".+" if last else "(?:[^/]+/)*"
        else:
            pattern += "".join(_WILD.get(letter, re.escape(letter)) for letter in part) + (
                "" if last else "/"
            )
    return re.compile(pattern, re.DOTALL)
