"""What each end of a person's case rests on: evidence of named kinds, as data."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from withhold.incident.affected.interface import Terminal

RECEIPT = "receipt"
"""The person's own: signed, marked, or the message opened after signing in."""
COUNSEL_RECEIPT = "counsel receipt"
DOCUMENT = "document"
REASON = "reason"
FOUND_BY = "found by"
CONFIRMED_BY = "confirmed by"
"""The second person, who read what it rests on and agreed; never who proposed it."""
COUNSEL_UNTOLD = "counsel not told"
"""Why the counsel of record could not be told; two people stand for it."""
AGREES = "agrees"
"""What two rows have in common, found by the program."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What an end is called, and groups of kinds of evidence: of each group one is needed."""

    words: str
    groups: tuple[tuple[str, ...], ...]


@cache
def needs() -> Mapping[Terminal, Needs]:
    """Of every end."""
    raw = tomllib.loads((files(__package__) / "terminals.toml").read_text(encoding="utf-8"))
    return {
        one: Needs(raw[one]["words"], tuple(tuple(group) for group in raw[one]["needs"])) for one in Terminal
    }


def takes_two(terminal: Terminal) -> bool:
    """Whether it ends so only after a second person confirmed it."""
    return (CONFIRMED_BY,) in needs()[terminal].groups


def counsel_missing(evidence: Iterable[str]) -> bool:
    """Whether evidence of somebody with counsel of record neither proves that counsel was told, nor tells, by
    two people, why not."""
    kinds = _kinds(evidence)
    return COUNSEL_RECEIPT not in kinds and not {COUNSEL_UNTOLD, CONFIRMED_BY} <= kinds


def said(kind: str, which: str) -> str:
    """A piece of evidence as it is kept."""
    return f"{kind}: {which}"


def lacking(terminal: Terminal, evidence: Iterable[str]) -> tuple[str, ...]:
    """What is missing for this end, in words like “reason or document”; empty if it rests on enough."""
    kinds = _kinds(evidence)
    return tuple(" or ".join(group) for group in needs()[terminal].groups if kinds.isdisjoint(group))


def _kinds(evidence: Iterable[str]) -> set[str]:
    return {kind.strip() for kind, colon, which in (one.partition(":") for one in evidence) if which.strip()}
