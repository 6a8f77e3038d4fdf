"""Puts a notice to everybody into the queue: who has no safe way is listed, nobody is left out."""

import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from withhold.console.affected.api import addressees
from withhold.console.affected.interface import Addressee as Affected
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.notices.models import Notice, Plan
from withhold.console.notices.texts import parts_of
from withhold.console.people.models import User
from withhold.console.persons.models import ExposedPerson
from withhold.incident.case.interface import Event, EventKind
from withhold.incident.notices.interface import Addressee, Audience, Channel, Proof
from withhold.incident.notices.paths import path_for, usable_addresses, usable_emails
from withhold.ledger.interface import Fact
from withhold.ledger.tree import Frontier, leaf_hash
from withhold.text.codes import fresh_code

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Said:
    """What every notice of the case says alike."""

    organisation: str
    contact: str
    since: str
    until: str


def queue_notices(row: Case, user: User, why: str, said: Said) -> Counter[str]:
    """Queue one for everybody who has none yet; how many by channel, "" for those without a way.

    What each of them waits for is looked at when it is sent. Raises NotDerived, CaseError, LedgerError.
    """
    actor = actor_in(user, row)
    now = timezone.now()
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=row.pk)
        told = {**_said(said), "made_by": user, "made_at": now}
        Plan.objects.update_or_create(case=row, defaults=told)
        known = set(Notice.objects.filter(case=row).values_list("number", flat=True))
        keys = dict(ExposedPerson.objects.filter(case=row).values_list("number", "pk"))
        made = [
            _notice(row, keys[one.number], place, one, now)
            for place, one in enumerate(addressees(row), 1)
            if one.number not in known
        ]
        Notice.objects.bulk_create(made, batch_size=_BATCH)
        counts = Counter(one.channel for one in made)
        if made:
            facts: dict[str, Fact] = {
                "root": _root(made),
                "notices": len(made) - counts[""],
                "audience": str(Audience.PERSON),
                "no_path": counts[""],
            }
            ConsoleCase.open(row).append([Event(EventKind.NOTICES_QUEUED, now, actor, why, facts)])
    return counts


def _said(said: Said) -> dict[str, str]:
    return {
        "organisation": said.organisation,
        "contact": said.contact,
        "since": said.since,
        "until": said.until,
    }


def _notice(row: Case, person: int, place: int, one: Affected, now: datetime) -> Notice:
    who = addressee_of(one)
    path = path_for(who)
    channel = path.channels[0] if path.channels else None
    code, salt = fresh_code(), secrets.token_hex(32)
    return Notice(
        case=row,
        person_id=person,
        number=one.number,
        channel=channel or "",
        language=one.language or "",
        parts=list(parts_of(one.cohort, one.minor)),
        to={"name": one.name, "address": address_for(who, channel)},
        excluded={str(way): why for way, why in path.excluded.items()},
        state=Proof.QUEUED,
        code=code,
        code_sha256=hashed(code),
        salt=salt,
        commitment=sha256(f"{salt}\n{one.number}\n{channel or ''}".encode()).hexdigest(),
        place=place,
        queued_at=now,
    )


def addressee_of(one: Affected) -> Addressee:
    """An affected person as the rules of channels know them."""
    return Addressee(
        subject=str(one.number),
        audience=Audience.PERSON,
        name=one.name,
        language=one.language,
        cohort=one.cohort,
        emails=one.emails,
        shared_emails=one.shared_emails,
        addresses=one.addresses,
        shared_addresses=one.shared_addresses,
        facility=one.facility,
        country=one.country,
        fled=one.fled,
        victim=one.victim,
        minor=one.minor,
        has_counsel=one.counsel is not None,
    )


def address_for(who: Addressee, channel: Channel | None) -> str:
    """Where the channel leads: a mailbox, a postal address, a facility."""
    if channel is Channel.EMAIL:
        return usable_emails(who)[0]
    if channel is Channel.POST:
        return usable_addresses(who)[0]
    return who.facility or "" if channel is Channel.CUSTODY else ""


def hashed(code: str) -> str:
    """A code as it is looked up: 80 bits that nobody tries out."""
    return sha256(code.encode("ascii")).hexdigest()


def _root(made: list[Notice]) -> str:
    tree = Frontier()
    for one in _in_order(made):
        tree.add(leaf_hash(bytes.fromhex(one.commitment)))
    return tree.root().hex()


def _in_order(made: list[Notice]) -> Iterator[Notice]:
    yield from sorted(made, key=lambda one: one.number)
