"""The proof for one person: the entry that fixed who is exposed, with its inclusion and checkpoint, and the
opening of that person's own commitment under the root that stands in the entry. Of nobody else anything.
"""

import base64
import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.persons.loading import commitment_of
from withhold.console.persons.models import ExposedPerson
from withhold.incident.case.interface import EventKind
from withhold.ledger.interface import LedgerError
from withhold.ledger.proofs import INCLUSION
from withhold.ledger.tree import inclusion_ranges, leaf_hash, root_of_inclusion, subtree_roots

SCHEMA = "withhold.person-proof/1"
_FIXING = (f"case.{EventKind.EXPOSED_FIXED}", f"case.{EventKind.EXPOSED_AMENDED}")


@dataclass(frozen=True, slots=True)
class PersonProof:
    """`inclusion` is a C2SP tlog-proof of the entry; `path` leads from the commitment to the entry's root."""

    inclusion: str
    key: str
    commitment: str
    place: int
    size: int
    root: str
    path: tuple[str, ...]
    salt: str
    values: dict[str, Any]

    def as_json(self, case_id: str) -> dict[str, Any]:
        """The machine-readable form (docs/counsel.md says how to check it)."""
        return {
            "schema": SCHEMA,
            "case": case_id,
            "ledger": {"proof": self.inclusion, "public_key": self.key},
            "person": {
                "commitment": self.commitment,
                "index": self.place,
                "size": self.size,
                "root": self.root,
                "path": list(self.path),
            },
            "opening": {"salt": self.salt, "values": self.values},
        }


def prove(row: Case, person: ExposedPerson) -> PersonProof:
    """The proof as the ledger stands. Raises LedgerError where something does not hold."""
    with transaction.atomic():
        ledger = ConsoleCase.open(row).ledger
        head = ledger.checkpoint()
        if head is None:
            raise LedgerError("the ledger of this case is empty; nothing can be proven")
        commitments = _commitments(row)
        index, size, root = _fixing(row, person.number, len(commitments))
        lines = [line for _, line in ledger.lines()][: head.size]
    leaves = [leaf_hash(bytes.fromhex(one)) for one in commitments[:size]]
    path = subtree_roots(leaves, inclusion_ranges(person.number - 1, size))
    found = root_of_inclusion(leaves[person.number - 1], person.number - 1, size, path)
    if found.hex() != root or commitment_of(person.salt, person.values) != person.commitment:
        raise LedgerError("the rows of this case are not those that the ledger fixed; nothing is certified")
    proof = subtree_roots(map(leaf_hash, lines), inclusion_ranges(index, head.size))
    if root_of_inclusion(leaf_hash(lines[index]), index, head.size, proof) != head.root:
        raise LedgerError("the entries of the ledger are not those that were signed; nothing is certified")
    told = [INCLUSION, f"extra {_base64(lines[index])}", f"index {index}", *map(_base64, proof)]
    return PersonProof(
        "\n".join(told) + f"\n\n{head.note}",
        str(ledger.key),
        person.commitment,
        person.number - 1,
        size,
        root,
        tuple(one.hex() for one in path),
        person.salt,
        person.values,
    )


def as_bytes(proof: PersonProof, case_id: str) -> bytes:
    """The JSON that goes with the certificate."""
    return (json.dumps(proof.as_json(case_id), indent=1, ensure_ascii=False) + "\n").encode()


def _commitments(row: Case) -> list[str]:
    rows = ExposedPerson.objects.filter(case=row).order_by("number")
    return list(rows.values_list("commitment", flat=True))


def _fixing(row: Case, number: int, there: int) -> tuple[int, int, str]:
    """The first entry whose N covers this number: its place, the N, and its root."""
    for recorded in ConsoleCase.open(row).ledger.entries():
        if recorded.kind in _FIXING:
            size = int(str(recorded.facts["people_high"]))
            if number <= size <= there:
                return recorded.index, size, str(recorded.facts["root"])
    raise LedgerError("no entry of the ledger fixes this person yet; nothing can be certified")


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
