"""Puts the people of the leak into the case: sealed rows, and what fixes them into its ledger."""

import json
import secrets
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.people.models import User
from withhold.console.persons.counting import distinct, summary_of
from withhold.console.persons.models import ExposedList, ExposedPerson
from withhold.incident.case.interface import Event, EventKind
from withhold.inspection.listed import ListUnusable, ReadList, ReadPerson, read_people
from withhold.inspection.opening import Opened, Unreadable, open_path
from withhold.ledger.interface import Fact
from withhold.ledger.tree import Frontier, leaf_hash

_BATCH = 500


def load(
    row: Case, user: User, path: Path, name: str, why: str, say: Callable[[str], None] = lambda words: None
) -> ExposedList:
    """Read the people of these bytes and fix them. All of it, or nothing. `say` is told what is being done.

    Raises ListUnusable, CaseError or LedgerError with one line that says what to do.
    """
    check_none(row)
    say("reading the file in isolation")
    try:
        with open_path(str(path)) as opened:
            digest = opened.sha256()
            compared = is_of_case(row, digest)
            read = _read(opened, name)
    except Unreadable as error:
        raise ListUnusable(f"the file could not be read ({error}); give it again") from None
    say(f"sealing {len(read.people):,} rows")
    return _keep(row, user, digest, compared, read, why)


def _read(opened: Opened, name: str) -> ReadList:
    return read_people(opened.descriptor, opened.size, name)


def is_of_case(row: Case, digest: str) -> bool:
    """Whether these are bytes of a document of the case; False if it knows none. Raises ListUnusable."""
    known = ConsoleCase.open(row).state().documents
    if known and digest not in known:
        raise ListUnusable(
            "these are not the bytes that were public: their hash is none of the case's documents; "
            "give the file as it was published, not saved again"
        )
    return digest in known


def check_none(row: Case) -> None:
    """Raises ListUnusable where people are fixed already."""
    if ExposedList.objects.filter(case=row).exists():
        raise ListUnusable("the people of this case are fixed already; they are loaded once")


def _keep(row: Case, user: User, digest: str, compared: bool, read: ReadList, why: str) -> ExposedList:
    rows, root = _rows(row, read.people)
    low = distinct(read.people)
    now = timezone.now()
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=row.pk)
        check_none(row)
        ExposedPerson.objects.bulk_create(rows, batch_size=_BATCH)
        made = ExposedList.objects.create(
            case=row,
            sha256=digest,
            compared=compared,
            whole=read.whole,
            people_low=low,
            people_high=len(rows),
            unusable=read.unusable,
            beside=read.beside,
            root=root,
            summary=summary_of(read.people, now.date()),
            loaded_by=user,
            loaded_at=now,
        )
        ConsoleCase.open(row).append([_fixed(made, user, why)])
    return made


def _fixed(made: ExposedList, user: User, why: str) -> Event:
    facts: dict[str, Fact] = {
        "root": made.root,
        "sha256": made.sha256,
        "people_low": made.people_low,
        "people_high": made.people_high,
    }
    return Event(EventKind.EXPOSED_FIXED, made.loaded_at, actor_in(user, made.case), why, facts)


def _rows(row: Case, people: list[ReadPerson]) -> tuple[list[ExposedPerson], str]:
    """The rows with their commitments, and the root over these."""
    tree, rows = Frontier(), []
    for number, person in enumerate(people, 1):
        values = {"fields": person.fields, "others": person.others, "known": person.known}
        salt = secrets.token_hex(32)
        commitment = commitment_of(salt, values)
        tree.add(leaf_hash(bytes.fromhex(commitment)))
        rows.append(ExposedPerson(case=row, number=number, values=values, salt=salt, commitment=commitment))
    return rows, tree.root().hex()


def commitment_of(salt: str, values: dict[str, object]) -> str:
    """SHA-256 of the salt and the row's values as canonical JSON."""
    written = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return sha256(bytes.fromhex(salt) + written.encode()).hexdigest()
