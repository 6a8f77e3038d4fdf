"""Never again: the leak's own people become a register that gates match, its bytes a list of hashes."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from withhold.clearance.durable import write_durably
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.people.models import User
from withhold.console.persons.models import Correction, ExposedPerson
from withhold.domain.errors import UsageError
from withhold.domain.fields import GOVERNMENT_IDENTIFIERS, Field, Protection
from withhold.incident.case.interface import Event, EventKind
from withhold.ledger.interface import Fact
from withhold.register.build import build
from withhold.register.change import add
from withhold.register.interface import Row
from withhold.register.payload import protection_bits
from withhold.register.people import Person
from withhold.signing.keys import load_key, write_key
from withhold.text.dates import parse_date

_BATCH = 2000
_NUMBERS = tuple(sorted(GOVERNMENT_IDENTIFIERS | {Field.PERSON_NUMBER, Field.CASE_NUMBER}))
_PROTECTION = protection_bits([Protection.DISCLOSED_LIST])


class NothingToCorrect(UsageError):
    """The case holds nothing that a rule could be made of."""


def register_path() -> Path:
    """The register of everybody who was exposed in a case with a correction."""
    path: Path = settings.CONFIG.path("registers") / "exposed.register"
    return path


def key_path() -> Path:
    """The key of that register."""
    path: Path = settings.CONFIG.path("keys") / "register"
    return path


def hashes_path() -> Path:
    """SHA-256 of the documents that must not be published again, one a line."""
    return register_path().with_name("exposed.sha256")


def correct(row: Case, user: User, why: str) -> Correction:
    """Make the leak a rule: its people are added to the registers, its hashes to the list.

    Nobody is ever taken out here: destroying the case's data later must not undo the rule. Raises
    NothingToCorrect, RegisterError, KeyUnusable, CaseError, LedgerError; then it does not count as done.
    """
    documents = ConsoleCase.open(row).state().documents
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=row.pk)
        people = [person_of(one) for one in ExposedPerson.objects.filter(case=row).iterator(_BATCH)]
        if not people:
            raise NothingToCorrect("load who is exposed first: the rule is made of these people")
        told = {"why": why, "people": len(people), "documents": len(documents), "made_by": user}
        made, _ = Correction.objects.update_or_create(case=row, defaults={**told, "made_at": timezone.now()})
        facts: dict[str, Fact] = {"case": row.pk, "people": len(people), "documents": len(documents)}
        note = f"The leak became a rule of the gates: {why}"
        ConsoleCase.open(row).append([Event(EventKind.NOTED, made.made_at, actor_in(user, row), note)])
        record(OfficeEvent.CORRECTED, user, facts, {"why": why})
        _register(people)
        _list(documents)
    return made


def _register(people: list[Person]) -> None:
    """Into the register of all leaks, and into the one that this installation's desk matches with."""
    path, key = register_path(), key_path()
    for folder in (path.parent, key.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():  # without its key that is an error: a new key would open nothing
        add(str(path), load_key(str(key)), people)
    else:
        if not key.exists():
            write_key(str(key))
        build(path, load_key(str(key)), [people], lambda batch: (batch, Counter()))
    used, its_key = settings.CONFIG.register, settings.CONFIG.register_key
    if used is not None and used != path:
        add(str(used), load_key(str(its_key)), people)


def _list(documents: Iterable[str]) -> None:
    path = hashes_path()
    listed = path.read_text("ascii").split() if path.exists() else []
    write_durably(path, "".join(f"{digest}\n" for digest in sorted({*listed, *documents})).encode())


def person_of(one: ExposedPerson) -> Person:
    """A row of the leak as the register matches it."""
    fields, known = one.values["fields"], one.values["known"]
    parts = [" ".join(fields.get(part, ())) for part in (Field.GIVEN_NAME, Field.FAMILY_NAME)]
    names = [*fields.get(Field.FULL_NAME, ()), *([" ".join(parts)] if all(parts) else [])]
    birth = parse_date(known.get(Field.DATE_OF_BIRTH, ""))
    year = known.get(Field.BIRTH_YEAR, "")
    row = Row(
        names=tuple(names),
        births=() if birth is None else (birth.isoformat(),),
        birth_years=(int(year),) if year.isdecimal() and len(year) == 4 else (),
        identifiers=tuple((Field(number), value) for number in _NUMBERS for value in fields.get(number, ())),
        nationalities=tuple(fields.get(Field.NATIONALITY, ())),
        contacts=(*fields.get(Field.PHONE, ()), *fields.get(Field.EMAIL, ())),
    )
    return Person(row, person_id=one.commitment, protections=_PROTECTION)
