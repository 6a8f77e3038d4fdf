"""Entries: what is recorded, as the exact bytes that the tree hashes, and read back without leniency."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from withhold.ledger.interface import Draft, Fact, LedgerUnusable
from withhold.signing.canonical import canonical

SCHEMA = "withhold.ledger-entry/1"
MAX_ENTRY = 65536
"""Bytes of an entry: facts are hashes, counts and words, never documents."""
MAX_TEXT = 2000
"""Characters of a fact."""
MAX_NAMES = 64
"""Facts of an entry, and commitments."""
MAX_NUMBER = 2**53 - 1
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_KIND = re.compile(r"[a-z][a-z0-9_.-]{0,63}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z", re.ASCII)
_KEYS = {"schema", "kind", "at", "facts", "commitments"}


class EntryError(ValueError):
    """It is no entry; the message says why, without what stands in it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry says by itself, without openings."""

    kind: str
    at: datetime
    facts: Mapping[str, Fact]
    commitments: Mapping[str, str]


def write_entry(draft: Draft, commitments: Mapping[str, str]) -> bytes:
    """The entry of a draft. Raises LedgerUnusable if the format has no room for what it holds."""
    value = {
        "schema": SCHEMA,
        "kind": draft.kind,
        "at": write_time(draft.at),
        "facts": dict(draft.facts),
        "commitments": dict(commitments),
    }
    try:
        content = canonical(value)
        read_entry(content)
    except ValueError as error:
        # What is refused may hold the value: only reasons of ours are passed on.
        reason = str(error) if isinstance(error, EntryError) else "it cannot be written as JSON"
        raise LedgerUnusable(f"this cannot be recorded: {reason}") from None
    return content


def read_entry(content: bytes) -> Entry:
    """The entry in these bytes. Raises EntryError unless they are its one spelling."""
    value = parsed(content, MAX_ENTRY)
    if not isinstance(value, dict) or set(value) != _KEYS or value["schema"] != SCHEMA:
        raise EntryError("it has not the keys of an entry")
    if not isinstance(value["kind"], str) or not _KIND.fullmatch(value["kind"]):
        raise EntryError("its kind is no plain word")
    at = read_time(value["at"]) if isinstance(value["at"], str) else None
    if at is None:
        raise EntryError("its time is not one in UTC such as 2030-01-31T12:00:00Z")
    facts, commitments = value["facts"], value["commitments"]
    _check_names(facts, "facts")
    _check_names(commitments, "commitments")
    if set(facts) & set(commitments):
        raise EntryError("a name stands among its facts and its commitments")
    if not all(_is_fact(fact) for fact in facts.values()):
        raise EntryError("one of its facts is no word, number, flag or null that may stand there")
    if not all(isinstance(one, str) and _DIGEST.fullmatch(one) for one in commitments.values()):
        raise EntryError("one of its commitments is not 64 small hex digits")
    return Entry(value["kind"], at, facts, commitments)


def parsed(content: bytes, most: int) -> Any:
    """The JSON value of these bytes. Raises EntryError unless they are canonical (RFC 8785)."""
    if len(content) > most:
        raise EntryError(f"it is longer than {most:,} bytes")
    try:
        value = json.loads(content)
        same = canonical(value) == content
    except (ValueError, RecursionError):
        raise EntryError("it is not JSON") from None
    if not same:
        raise EntryError("it is not the canonical spelling of its JSON")
    return value


def is_name(name: object) -> bool:
    """Whether facts and private values may be called this."""
    return isinstance(name, str) and _NAME.fullmatch(name) is not None


def read_time(text: str) -> datetime | None:
    """The moment, from the only spelling that entries have; None for any other."""
    if not _TIME.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if write_time(moment) == text else None


def write_time(moment: datetime) -> str:
    """RFC 3339 in UTC with `Z`; six decimals unless they are all 0. Raises LedgerUnusable without a zone."""
    if moment.tzinfo is None:
        raise LedgerUnusable("this cannot be recorded: its time has no zone")
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def _check_names(values: Any, what: str) -> None:
    if not isinstance(values, dict) or len(values) > MAX_NAMES or not all(map(is_name, values)):
        raise EntryError(f"its {what} are not at most {MAX_NAMES} plain names with values")


def _is_fact(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= MAX_TEXT and (value.isprintable() or not any(map(_moves, value)))
    if isinstance(value, bool) or value is None:
        return True
    return isinstance(value, int) and abs(value) <= MAX_NUMBER


def _moves(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs")
