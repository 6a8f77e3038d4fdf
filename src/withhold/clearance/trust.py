"""The trust file: whose signatures count, for what, until when (spec/clearance.md, "Trust")."""

import os
import stat
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from withhold.clearance.interface import ClearanceError
from withhold.signing.ed25519 import key_id, raw_public_key

_Word = TypeVar("_Word", bound=StrEnum)
_KEYS = {"owner", "public_key", "may", "kind", "not_after"}


class May(StrEnum):
    """What a key may do; the values are part of the trust file."""

    RELEASE = "release"
    REVIEW = "review"
    WITHHOLD = "withhold"
    """Be one of the two who clear what the verdict withholds."""
    EMERGENCY = "emergency"
    REVOKE = "revoke"
    ADOPT = "adopt"


class HolderKind(StrEnum):
    """Who uses a key: a person who decides, or a gate that follows the verdict."""

    PERSON = "person"
    GATE = "gate"


_PEOPLES = frozenset({May.REVIEW, May.WITHHOLD, May.EMERGENCY})
"""What only people may do."""


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """One public key (base64) with its owner and rights. `ends` is the first moment it no longer counts."""

    owner: str
    public_key: str
    may: frozenset[May]
    kind: HolderKind
    ends: datetime | None = None

    @property
    def key_id(self) -> str:
        return key_id(raw_public_key(self.public_key))

    @property
    def person(self) -> str:
        """The owner in one spelling: the same for two keys of one owner."""
        return same_person(self.owner)

    def stands(self, moment: datetime) -> bool:
        """Whether it has not expired at that moment."""
        return self.ends is None or moment < self.ends


@dataclass(frozen=True, slots=True)
class Trust:
    """The trusted keys by `key_id`."""

    keys: "MappingProxyType[str, TrustedKey]"

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> "Trust":
        """The trust file at `path`. Raises ClearanceError with one line that says what to mend."""
        return cls.of(_entries(Path(path)), f"the trust file {path}")

    @classmethod
    def of(cls, entries: list[Any], where: str = "the trust file") -> "Trust":
        """From the `[[key]]` tables. Raises ClearanceError for a wrong entry, or none."""
        if not entries:
            raise ClearanceError(f"{where} has no [[key]]; nobody would be trusted, add one")
        keys: dict[str, TrustedKey] = {}
        for number, entry in enumerate(entries, 1):
            key = _key(entry, f"{where}, key {number}")
            if key.key_id in keys:
                # Two owners of one key would be two persons for one signature.
                raise ClearanceError(f"{where}, key {number}: this public_key stands there twice; keep one")
            keys[key.key_id] = key
        return cls(MappingProxyType(keys))


def same_person(name: str) -> str:
    """A name of an owner or uploader as compared: width, case, spaces, unseen marks make no other person."""
    seen = "".join(character for character in name if unicodedata.category(character) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", seen).casefold().split())


def _entries(path: Path) -> list[Any]:
    try:
        with path.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            if stat.S_ISREG(mode) and mode & stat.S_IWOTH:
                raise ClearanceError(
                    f"the trust file {path} can be written by all; check its keys, then run chmod o-w on it"
                )
            data = tomllib.loads(stream.read().decode("utf-8"))
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise ClearanceError(f"the trust file {path} cannot be read ({reason}); check --trust") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ClearanceError(f"the trust file {path} is not valid TOML: {error}") from None
    for name in data:
        if name != "key":
            raise ClearanceError(f"the trust file {path} has {name!r}, which is not known; allowed: [[key]]")
    entries = data.get("key", [])
    if not isinstance(entries, list):
        raise ClearanceError(f"the trust file {path} has [key]; write [[key]], once for each key")
    return entries


def _key(entry: Any, where: str) -> TrustedKey:
    if not isinstance(entry, dict):
        raise ClearanceError(f"{where} is not a table; write [[key]], once for each key")
    for name in entry:
        if name not in _KEYS:
            raise ClearanceError(f"{where}: {name!r} is not known; allowed: {', '.join(sorted(_KEYS))}")
    owner = entry.get("owner")
    if not isinstance(owner, str) or not same_person(owner):
        raise ClearanceError(f'{where}: owner must name whose key it is, such as owner = "Records office"')
    public_key = entry.get("public_key")
    try:
        raw_public_key(public_key if isinstance(public_key, str) else "")
    except ValueError:
        raise ClearanceError(
            f"{where}: public_key must be 32 bytes in base64, as `withhold clearance key` prints it"
        ) from None
    kind = _one_of(HolderKind, entry.get("kind"), f"{where}: kind")
    may = _rights(entry.get("may"), kind, where)
    return TrustedKey(owner, str(public_key), may, kind, _ends(entry.get("not_after"), where))


def _rights(value: Any, kind: HolderKind, where: str) -> frozenset[May]:
    if not isinstance(value, list) or not value:
        raise ClearanceError(f"{where}: may must be a list with at least one of {', '.join(May)}")
    may = frozenset(_one_of(May, name, f"{where}: may") for name in value)
    if kind is HolderKind.GATE and may & _PEOPLES:
        wrong = ", ".join(sorted(may & _PEOPLES))
        raise ClearanceError(f'{where}: a gate may not {wrong}; that is for people, kind = "person"')
    return may


def _one_of(kind: type[_Word], value: Any, what: str) -> _Word:
    try:
        return kind(value)
    except ValueError:
        raise ClearanceError(f"{what} must be one of {', '.join(kind)}") from None


def _ends(value: Any, where: str) -> datetime | None:
    """`not_after` is the last day, in UTC."""
    if value is None:
        return None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ClearanceError(f"{where}: not_after must be a date such as 2030-01-31, its last day")
    return datetime.combine(value, time(), UTC) + timedelta(days=1)
