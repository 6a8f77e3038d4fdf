"""A case with its first event, for tests of rights."""

from datetime import UTC, datetime

import pyrage

from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.incident.case.events import Source
from withhold.incident.case.interface import Actor, Event, EventKind, Role

_BY = Actor("Anna Berg", Role.PRIVACY_OFFICER)


def a_case() -> Case:
    """A case that was reported."""
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    at = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    first = Event(EventKind.REPORTED, at, _BY, "A reader wrote to us.", {"source": str(Source.TIP)})
    return ConsoleCase.create("A list", {"recipients": [recipient], "time_zone": "UTC"}, [first]).row
