"""A case whose newest trace has invented networks."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from tests.console.access.casing import a_case
from tests.console.making import a_member
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.notices.texts import sign
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.console.persons.loading import _keep
from withhold.incident.case.interface import Actor, Event, EventKind
from withhold.incident.case.interface import Role as CaseRole
from withhold.incident.notices.interface import Audience, Form
from withhold.incident.notices.templates import shipped, version_of
from withhold.inspection.listed import ReadList, ReadPerson

DESK, PRESS, STATE = "192.0.2.7/32", "198.51.100.9/32", "203.0.113.20/32"


@dataclass(frozen=True)
class Traced:
    """The case and two people who may ask."""

    case: Case
    privacy: User
    counsel: User


def a_traced_case() -> Traced:
    """Confirmed, with people of Peru and Nigeria, and three networks that got the file."""
    case = a_case()
    privacy = a_member(case, Role.PRIVACY_OFFICER, "Anna Berg")
    counsel = a_member(case, Role.COUNSEL, "Ole Vik")
    accessors = [
        {
            "network": network,
            "grade": "complete",
            "class": "browser",
            "requests": 1,
            "bytes": 900,
            "first": "2026-03-01T10:00:00+00:00",
            "last": "2026-03-01T10:00:00+00:00",
            "agents": ["Browser/1"],
            "asn": 64500,
            "organisation": "Example <Network>",
        }
        for network in (DESK, PRESS, STATE)
    ]
    told = {
        "accessors": accessors,
        "bounds": {"complete": [3, 4]},
        "warnings": [],
        "logs": [],
        "requests": {"complete": 3},
    }
    content = json.dumps(told).encode()
    digest = sha256(content).hexdigest()
    store = ConsoleCase.open(case)
    for audience in (Audience.ACCESSOR, Audience.NETWORK_DESK):
        sign(version_of(shipped(audience, "en"), Form.WRITTEN).sha256, counsel)
    (store.work / f"trace-{digest[:16]}.json").write_bytes(content)
    actor, now = Actor("Anna Berg", CaseRole.PRIVACY_OFFICER), datetime.now(UTC)
    store.append(
        [
            Event(EventKind.CONFIRMED, now, actor, "seen"),
            Event(
                EventKind.TRACED,
                now,
                actor,
                "read the logs",
                {"result": digest, "lines": 40, "complete_low": 3, "complete_high": 4},
            ),
        ]
    )
    people = [
        ReadPerson({"full_name": [name], "nationality": [nation]}, {}, {"full_name": name})
        for name, nation in (("Amadou Okoro", "Nigerian"), ("Ximena Quispe", "Peru"))
    ]
    _keep(case, privacy, sha256(b"leak").hexdigest(), True, ReadList(people), "to know who is exposed")
    return Traced(case, privacy, counsel)
