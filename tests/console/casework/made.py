"""A case with people in it, and a site whose only server is a folder."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pyrage

from tests.console.making import a_member
from withhold.console.cases.store import ConsoleCase
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.incident import flow
from withhold.incident.case.events import Source
from withhold.incident.case.exposed import ExposedDocument, Exposure, Held, Place, PlaceKind, Window
from withhold.incident.case.exposure_file import save
from withhold.incident.case.interface import Actor, Event, EventKind
from withhold.incident.case.interface import Role as CaseRole

LEAK = b"Invented Person,1980-01-01\n" * 20
URL = "http://www.example.org/list.csv"


@dataclass(frozen=True, slots=True)
class Made:
    """A case, who leads it, and a second one who may decide."""

    case: ConsoleCase
    lead: User
    officer: User

    @property
    def at(self) -> str:
        """The address of its page."""
        return f"/cases/{self.case.row.pk}/"


def a_case(site: Path | None = None) -> Made:
    """Reported, with two people."""
    settings = {
        "time_zone": "UTC",
        "recipients": [str(pyrage.x25519.Identity.generate().to_public())],
        "jurisdictions": ["us-federal"],
    }
    if site is not None:
        settings["site"] = str(site)
    reporter = Actor("Rita Reporter", CaseRole.CASE_LEAD)
    facts = {"source": str(Source.STAFF)}
    first = Event(EventKind.REPORTED, datetime.now(UTC), reporter, "I saw it", facts, {"url": URL})
    case = ConsoleCase.create("A list of people", settings, [first])
    lead = a_member(case.row, Role.CASE_LEAD, "Lena Lead")
    return Made(case, lead, a_member(case.row, Role.PRIVACY_OFFICER, "Otto Officer"))


def a_site(folder: Path) -> Path:
    """A site whose document lies in a folder; nothing answers from outside."""
    (folder / "public").mkdir()
    (folder / "public/list.csv").write_bytes(LEAK)
    path = folder / "site.toml"
    path.write_text(
        f'[site]\nname = "x"\nurls = ["http://www.example.org/"]\nrounds = 1\ndeadline = 1\n'
        f'[[connector]]\ntype = "web_root"\nfolder = "{folder}/public"\n'
        'urls = { "http://www.example.org/" = "." }\n'
        '[reach]\naddresses = { "www.example.org" = "127.0.0.1:9", "example.org" = "127.0.0.1:9" }\n'
        'networks = ["127.0.0.0/8"]\nports = [9]\n'
    )
    return path


def with_exposure(made: Made, since: datetime | None = None) -> Made:
    """It is known where it is public."""
    now = made.case.clock.now()
    place = Place(URL, PlaceKind.ORIGINAL, Held.SAME_BYTES, now)
    document = ExposedDocument(sha256(LEAK).hexdigest(), len(LEAK), (len(LEAK),))
    exposure = Exposure((document,), (place,), Window(since, None, None, None))
    save(made.case.work, exposure)
    flow.record_exposure(made.case, exposure, Actor("Lena Lead", CaseRole.CASE_LEAD), "found", now)
    return made


def gone(made: Made) -> Made:
    """Confirmed and verified gone, as a takedown records it."""
    by, now = Actor("Lena Lead", CaseRole.CASE_LEAD), made.case.clock.now()
    flow.confirm(made.case, by, "it is so", now)
    looked = {"round": 1, "gone": 5, "still": 0, "unsure": 0}
    made.case.append([Event(EventKind.ROUND_LOOKED, made.case.clock.now(), by, "look", looked)])
    made.case.append([Event(EventKind.UNREACHABLE, made.case.clock.now(), by, "look", {"round": 1})])
    made.case.append([Event(EventKind.VERIFIED_GONE, made.case.clock.now(), by, "look", {"rounds": 1})])
    return made
