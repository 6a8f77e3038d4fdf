"""Checks of single entries of packs and of their tests: what is wrong is told in one line, with its place."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from withhold.policy.interface import PackError


def read_text(path: Path) -> str:
    """The text of a file. Raises PackError."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PackError(f"The file {path} cannot be read ({type(error).__name__}); check the path.") from None


def parsed(source: str, text: str) -> dict[str, Any]:
    """TOML as tables. Raises PackError."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{source} is not valid TOML: {error}.") from None


def only(source: str, where: str, table: Any, allowed: set[str]) -> Mapping[str, Any]:
    """The table, if it is one and has no other keys than these. Raises PackError."""
    if not isinstance(table, dict):
        raise PackError(f"In {source}, {where} must be a table.")
    for key in table:
        if key not in allowed:
            known = ", ".join(sorted(allowed))
            raise PackError(f"In {source}, {where}: {key!r} is not known; allowed: {known}.")
    return table


def tables(source: str, data: Mapping[str, Any], key: str) -> list[Any]:
    """The entries `[[key]]`, none if there are none. Raises PackError."""
    found = data.get(key, [])
    if not isinstance(found, list):
        raise PackError(f"In {source}, {key} must be written as [[{key}]].")
    return found


def string(source: str, where: str, table: Mapping[str, Any], key: str) -> str:
    """A text that is not empty. Raises PackError."""
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise PackError(f"In {source}, {where}: {key} must be a text.")
    return value


def whole(source: str, where: str, table: Mapping[str, Any], key: str) -> int:
    """A whole number, zero or more. Raises PackError."""
    value = table.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise PackError(f"In {source}, {where}: {key} must be a whole number, 0 or more.")
    return value


def day(source: str, where: str, table: Mapping[str, Any], key: str) -> date:
    """A day: a TOML date, or its text. Raises PackError."""
    value = table.get(key)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PackError(f"In {source}, {where}: {key} must be a date such as 2030-01-01.")
