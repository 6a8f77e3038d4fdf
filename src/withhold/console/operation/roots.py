"""What the ledgers in a database come to, computed from their entries: the same before and after."""

import base64
import binascii
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from withhold.console.ledgers.models import Entry, Head, Tree
from withhold.ledger.interface import LedgerError
from withhold.ledger.tree import Frontier, leaf_hash

Query = Callable[[str], Iterable[tuple[Any, ...]]]
"""Runs SQL without parameters, and gives its rows as they come."""


@dataclass(frozen=True, slots=True)
class Root:
    """One ledger: its name, how many entries it has, and the Merkle root of them in hex."""

    origin: str
    size: int
    root: str


def roots(query: Query) -> list[Root]:
    """Every ledger. Raises LedgerError if its entries are not those that its newest checkpoint signed."""
    tree, entry, head = (model._meta.db_table for model in (Tree, Entry, Head))
    found: dict[int, tuple[str, Frontier]] = {
        number: (origin, Frontier()) for number, origin in query(f"SELECT id, origin FROM {tree}")
    }
    for number, index, line in query(f'SELECT tree_id, "index", line FROM {entry} ORDER BY tree_id, "index"'):
        origin, frontier = found[number]
        if index != frontier.size:
            raise LedgerError(f"entry {frontier.size} of the ledger {origin} is missing")
        frontier.add(leaf_hash(bytes(line)))
    signed: dict[int, tuple[int, str]] = {}
    for number, size, note in query(f"SELECT tree_id, size, note FROM {head} ORDER BY tree_id, size"):
        signed[number] = (size, _root_in(note))
    told = []
    for number, (origin, frontier) in sorted(found.items()):
        computed = (frontier.size, frontier.root().hex())
        if frontier.size and signed.get(number) != computed:
            raise LedgerError(f"the entries of the ledger {origin} are not those that were signed")
        told.append(Root(origin, *computed))
    return told


def _root_in(note: str) -> str:
    """The third line of a checkpoint (C2SP tlog-checkpoint)."""
    try:
        return base64.b64decode(note.split("\n")[2], validate=True).hex()
    except (IndexError, binascii.Error):
        raise LedgerError("a checkpoint in the database is no checkpoint") from None
