"""Reads the profile of a destination from TOML: what this place may contain, who says so, until when."""

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from withhold.domain.fields import Field
from withhold.policy.interface import PackError, Profile

_KEYS = {"destination", "purpose", "authority", "owner", "expiry", "fields", "people"}


def load_profile(path: Path, today: date) -> Profile:
    """The profile in that file.

    Raises PackError when it cannot be read, an entry is missing or wrong, or it has expired: an expired
    declaration releases nothing.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"The profile {path} is not valid TOML: {error}.") from None
    except (OSError, UnicodeDecodeError) as error:
        kind = type(error).__name__
        raise PackError(f"The profile {path} cannot be read ({kind}); check the path.") from None
    for key in data:
        if key not in _KEYS:
            known = ", ".join(sorted(_KEYS))
            raise PackError(f"In the profile {path}, {key!r} is not known; allowed: {known}.")
    for key in ("destination", "purpose", "authority", "owner"):
        if not isinstance(data.get(key), str) or not data[key].strip():
            raise PackError(f"In the profile {path}, {key} must be a text.")
    expiry = _expiry(path, data.get("expiry"))
    if expiry < today:
        raise PackError(f"The profile {path} expired on {expiry}; ask its owner to renew it.")
    return Profile(
        data["destination"], data["purpose"], data["authority"], data["owner"], expiry, _fields(path, data)
    )


def _expiry(path: Path, value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PackError(f"In the profile {path}, expiry must be a date such as 2030-01-01.")


def _fields(path: Path, data: dict[str, Any]) -> frozenset[Field] | None:
    if ("fields" in data) == ("people" in data):
        raise PackError(f'In the profile {path}, give either fields = ["full_name", …] or people = "none".')
    if "people" in data:
        if data["people"] != "none":
            raise PackError(f'In the profile {path}, people can only be "none"; list allowed ones in fields.')
        return None
    if not isinstance(data["fields"], list) or not data["fields"]:
        raise PackError(f"In the profile {path}, fields must be a list with at least one field.")
    try:
        return frozenset(Field(name) for name in data["fields"])
    except ValueError:
        unknown = next(name for name in data["fields"] if name not in set(Field))
        raise PackError(f"In the profile {path}, {unknown!r} is not a field; see docs/fields.md.") from None
