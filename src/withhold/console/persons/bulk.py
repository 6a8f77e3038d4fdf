"""Everything of everybody, sealed to given recipients: two people, recorded, never in clear on a disk."""

import json
from hashlib import sha256

import pyrage
from django.db import transaction

from withhold.console.access.agreement import agree
from withhold.console.access.interface import Operation
from withhold.console.cases.models import Case
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.people.models import User
from withhold.console.persons.models import ExposedList, ExposedPerson
from withhold.domain.errors import UsageError

SCHEMA = "withhold.exposed/1"


class BulkRefused(UsageError):
    """It cannot be exported so; one line that says what to do."""


def export_bulk(row: Case, user: User, keys: list[str], why: str) -> bytes | None:
    """The sealed file once a second person has agreed to these recipients; None: it was proposed.

    Raises BulkRefused, NotTheSecond, PermissionDenied, LedgerError.
    """
    recipients = _recipients(keys)
    fixed = ExposedList.objects.filter(case=row).first()
    if fixed is None:
        raise BulkRefused("nobody is loaded in this case; there is nothing to export")
    subject = sha256("\n".join([fixed.root, *keys]).encode()).hexdigest()
    with transaction.atomic():
        if not agree(Operation.EXPORT_BULK, subject, user, why, row):
            return None
        sealed: bytes = pyrage.encrypt(_content(row, fixed), recipients)
        record(
            OfficeEvent.EXPORTED,
            user,
            {
                "what": "bulk",
                "case": row.pk,
                "people": fixed.people_high,
                "recipients": len(keys),
                "sealed_sha256": sha256(sealed).hexdigest(),
            },
            {"why": why, "keys": " ".join(keys)},
        )
    return sealed


def _recipients(keys: list[str]) -> list[pyrage.x25519.Recipient]:
    try:
        found = [pyrage.x25519.Recipient.from_str(key) for key in keys]
    except pyrage.RecipientError:
        raise BulkRefused(
            "one of these is no age public key; each is one line that begins with age1"
        ) from None
    if not found:
        raise BulkRefused("name at least one recipient")
    return found


def _content(row: Case, fixed: ExposedList) -> bytes:
    people = ExposedPerson.objects.filter(case=row).order_by("number")
    told = {
        "schema": SCHEMA,
        "case": row.pk,
        "root": fixed.root,
        "people": [
            {"number": one.number, "salt": one.salt, "commitment": one.commitment, "values": one.values}
            for one in people.iterator(500)
        ],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
