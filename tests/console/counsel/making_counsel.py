"""A confirmed case with invented people, and counsel who stand for some of them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from tests.console.access.casing import a_case
from tests.console.making import a_member
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.counsel.inviting import add_representative
from withhold.console.counsel.models import Representation, Representative
from withhold.console.counsel.representing import Claim, enter, verify
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.console.persons.loading import _keep
from withhold.incident.case.interface import Actor, Event, EventKind
from withhold.incident.case.interface import Role as CaseRole
from withhold.incident.counsel.interface import ProofKind, Scope
from withhold.inspection.listed import ReadList, ReadPerson
from withhold.ledger.interface import Fact

PDF = b"%PDF-1.7\ninvented\n"
NAMES = ("Amadou Okoro", "Ximena Quispe", "Hamid Haddad", "李 Tesfaye", "Elena Varga")


@dataclass(frozen=True)
class Office:
    """The case and its people: who enters and who verifies are two."""

    case: Case
    privacy: User
    clerk: User


def an_office() -> Office:
    """A confirmed case with five people of the leak, traced and bounded."""
    case = a_case()
    privacy = a_member(case, Role.PRIVACY_OFFICER, "Anna Berg")
    clerk = a_member(case, Role.CLERK, "Carl Dahl")
    actor = Actor("Anna Berg", CaseRole.PRIVACY_OFFICER)
    now = datetime.now(UTC)
    result: dict[str, Fact] = {
        "result": sha256(b"trace").hexdigest(),
        "lines": 40,
        "complete_low": 2,
        "complete_high": 5,
    }
    ConsoleCase.open(case).append(
        [
            Event(EventKind.CONFIRMED, now, actor, "seen"),
            Event(EventKind.TRACED, now, actor, "read the logs", result),
        ]
    )
    people = [
        ReadPerson(
            {"full_name": [name], "date_of_birth": [f"199{at}-04-03"], "nationality": ["Peru"]},
            {"Folder": f"F{at}"},
            {"full_name": name, "date_of_birth": f"199{at}-04-03"},
        )
        for at, name in enumerate(NAMES)
    ]
    _keep(case, privacy, sha256(b"leak").hexdigest(), True, ReadList(people), "to know who is exposed")
    return Office(case, privacy, clerk)


def a_representative(office: Office, name: str, email: str) -> Representative:
    """Invited, with a password chosen."""
    made = add_representative(office.case, name, email, False, None, office.clerk, "counsel of record")
    made.user.set_password("correct horse battery")
    made.user.save()
    return made


def a_client(
    office: Office,
    representative: Representative,
    number: int,
    verified: bool = True,
    scope: Scope = Scope.ALL,
) -> Representation:
    """A person that the representative stands for."""
    today = datetime.now(UTC).date()
    claim = Claim(
        number, representative, scope, ProofKind.SIGNED_AUTHORITY, today, None, f"file {number}", PDF
    )
    made = enter(office.case, claim, office.clerk)
    return verify(office.case, made.pk, office.privacy, "read the authority") if verified else made
