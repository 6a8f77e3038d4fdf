"""A case with invented people whose leak is loaded, and what the worker does."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pyrage
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.console.affected.rows import HEADER, ROWS
from tests.console.browser import browse as browse
from tests.console.conftest import SignIn
from tests.console.making import a_member
from withhold.console.affected.confirming import confirm
from withhold.console.affected.models import Derivation, DeriveState, Proposal, Standing
from withhold.console.affected.queueing import run
from withhold.console.affected.settling import settle
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.console.persons.loading import commitment_of
from withhold.console.persons.models import ExposedList, ExposedPerson
from withhold.incident.affected.interface import Terminal
from withhold.incident.case.events import Source
from withhold.incident.case.interface import Actor, Event, EventKind
from withhold.incident.case.interface import Role as CaseRole
from withhold.ledger.interface import Fact
from withhold.ledger.tree import Frontier, leaf_hash

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BY = Actor("Anna Berg", CaseRole.PRIVACY_OFFICER)
SALT = "ab" * 32


def own_records() -> list[list[str]]:
    """Records of five of them, and of somebody else."""
    soon = (timezone.now().date() + timedelta(days=2)).isoformat()
    home = "1 Harbour Road, Springfield"
    return [
        ["r1", "Amadou Okoro", "1980-03-02", "A200100001", "en", "amadou@example.org", "", "c-7", "", ""],
        ["r2", "Bintu Varga", "1985-07-19", "A200100002", "es", "family@example.org", home, "", soon, ""],
        ["r4", "Carla Rojas", "1990-05-21", "A200100004", "es", "family@example.org", home, "", "", ""],
        ["r7", "Dawit Tesfaye", "1971-02-13", "A200100007", "", "", "", "", "", ""],
        ["r8", "Grace Mbeki", "1966-08-08", "A200100008", "", "", "", "", "", "2026-01-02"],
        ["r9", "Somebody Else", "1950-01-02", "A300000009", "en", "else@example.org", "", "", "", ""],
    ]


def as_csv(rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows([header, *rows])
    return stream.getvalue().encode()


def a_case(rows: Sequence[dict[str, Any]] = ROWS) -> Case:
    """A confirmed case whose people are fixed: as `persons.loading` does it, without a sandbox."""
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    first = [
        Event(EventKind.REPORTED, AT, BY, "A reader wrote.", {"source": str(Source.TIP)}),
        Event(EventKind.CONFIRMED, AT, BY, "It is ours."),
    ]
    row = ConsoleCase.create("A list", {"recipients": [recipient]}, first).row
    tree = Frontier()
    people = []
    for number, values in enumerate(rows, 1):
        commitment = commitment_of(SALT, values)
        tree.add(leaf_hash(bytes.fromhex(commitment)))
        people.append(ExposedPerson(case=row, number=number, values=values, salt=SALT, commitment=commitment))
    ExposedPerson.objects.bulk_create(people)
    ExposedList.objects.create(
        case=row,
        sha256=sha256(b"leak").hexdigest(),
        compared=False,
        whole=True,
        people_low=len(rows),
        people_high=len(rows),
        unusable=0,
        root=tree.root().hex(),
        summary={"field": [["full name", 8], ["date of birth", 8]]},
        loaded_by=a_member(row, Role.PRIVACY_OFFICER, "Olga Officer"),
        loaded_at=timezone.now(),
    )
    facts: dict[str, Fact] = {
        "root": tree.root().hex(),
        "sha256": sha256(b"leak").hexdigest(),
        "people_low": len(rows),
        "people_high": len(rows),
    }
    ConsoleCase.open(row).append([Event(EventKind.EXPOSED_FIXED, timezone.now(), BY, "Read.", facts)])
    return row


def end_by_two(row: Case, number: int, terminal: Terminal, evidence: Sequence[str], first: User) -> Standing:
    """One proposes the end, somebody else confirms it."""
    settle(row, number, terminal, evidence, first)
    subject = Proposal.objects.get(case=row, standing__number=number).subject
    second = a_member(row, Role.CLERK, "Wilhelmina Second")
    return confirm(row, number, subject, "read it", second)


def work_off(row: Case) -> None:
    """What the worker does."""
    for waiting in Derivation.objects.filter(case=row, state=DeriveState.QUEUED):
        run(waiting.pk)


@dataclass
class Desk:
    """A case, and its privacy officer at work."""

    client: Client
    row: Case
    user: User

    def url(self, name: str, *args: object) -> str:
        return reverse(f"affected:{name}", args=[self.row.pk, *args])

    def get(self, name: str, *args: object, query: str = "") -> str:
        answer = self.client.get(self.url(name, *args) + query)
        assert answer.status_code == 200, (name, answer.status_code)
        return answer.content.decode()

    def post(self, page: str, /, *args: object, **data: object) -> Any:
        return self.client.post(self.url(page, *args), data)

    def give(self, content: bytes | None = None) -> None:
        """Own records, read by the worker."""
        given = SimpleUploadedFile("records.csv", as_csv(own_records()) if content is None else content)
        answer = self.post("records", file=given, why="to tell them")
        assert answer.status_code == 302, answer.content.decode()
        work_off(self.row)
        one = Derivation.objects.filter(case=self.row).first()
        assert one is not None
        assert one.state == DeriveState.DONE, one.failure


@pytest.fixture
def desk(client: Client, signed_in: SignIn, db: None) -> Desk:
    """Loaded, not worked out."""
    row = a_case()
    user = a_member(row, Role.PRIVACY_OFFICER, "Anna Berg")
    return Desk(signed_in(client, user), row, user)


@pytest.fixture
def derived(desk: Desk) -> Desk:
    """Worked out with own records."""
    desk.give()
    return desk
