"""People with access to a page of their own. Everybody is invented."""

from django.utils import timezone

from tests.console.counsel.making_counsel import NAMES, Office, an_office
from withhold.console.affected.models import Roster, Standing
from withhold.console.holds.placing import place
from withhold.console.notices.models import Notice
from withhold.console.notices.queueing import Said, queue_notices
from withhold.console.notices.sending import text_for
from withhold.console.notices.texts import sign
from withhold.console.own.entering import enter
from withhold.console.own.giving import give
from withhold.console.own.models import Access, Way
from withhold.console.own.reading import Seen, recognise
from withhold.console.people.models import User
from withhold.incident.affected.interface import Terminal

KNOWN: dict[str, object] = {
    **dict.fromkeys(("due", "facility", "country", "counsel")),
    **{name: [] for name in ("reasons", "emails", "shared_emails", "addresses", "shared_addresses", "fled")},
    "home": "US",
    "removed": False,
    "language": "en",
    "victim": False,
    "minor": False,
}
PASSWORD = "a lamp beside the river stones"


def an_own_office() -> Office:
    """Everybody at liberty but number 4, who is in custody; number 5 is number 1 again."""
    made = an_office()
    for person in made.case.exposed.order_by("number"):
        Standing.objects.create(
            case=made.case,
            person=person,
            number=person.number,
            rank=5,
            cohort="in_custody" if person.number == 4 else "at_liberty",
            known={**KNOWN, "name": NAMES[person.number - 1]},
            has_language=True,
            terminal=Terminal.DUPLICATE_OF if person.number == 5 else None,
            duplicate_of=1 if person.number == 5 else None,
        )
    Roster.objects.create(case=made.case, salt="ab" * 32, derived_at=timezone.now())
    return made


def a_code(office: Office, number: int = 1) -> tuple[Access, str]:
    given = give(office.case, number, Way.IN_PERSON, "their passport and the photograph", office.clerk)
    return given.access, given.code


def somebody(office: Office, number: int = 1) -> tuple[Access, User]:
    """Who has used their code."""
    access, code = a_code(office, number)
    user = enter(code, PASSWORD)
    access.refresh_from_db()
    return access, user


def second(office: Office, access: Access, word: str | None = None) -> None:
    """Another person of the office makes sure who has the page."""
    said = access.word if word is None else word
    recognise(office.case, access.pk, Seen(Way.CALLED, "their voice, and their file", said), office.privacy)


def queued(office: Office) -> None:
    """The case's notices, with holds and reviewed texts."""
    place(office.case, office.privacy, "the list was public", [1, 2, 3, 4])
    said = Said("The Harbour Office", "https://door.example.org", "1 March 2026", "2 March 2026")
    queue_notices(office.case, office.privacy, "to tell them", said)
    for one in Notice.objects.all():
        sign(text_for(one).sha256, office.privacy)
