"""A case whose document is a given file."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pyrage

from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.incident.case.events import Source
from withhold.incident.case.interface import Actor, Event, EventKind, Role
from withhold.ledger.interface import Fact

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BY = Actor("Anna Berg", Role.PRIVACY_OFFICER)


def a_case_with(path: str) -> Case:
    """Reported, with the file's exact bytes as its document."""
    content = Path(path).read_bytes()
    document: dict[str, Fact] = {"sha256": sha256(content).hexdigest(), "size": len(content)}
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    first = [
        Event(EventKind.REPORTED, AT, BY, "A reader wrote.", {"source": str(Source.TIP)}),
        Event(EventKind.DOCUMENT_ADDED, AT, BY, "found", document),
    ]
    return ConsoleCase.create("A list", {"recipients": [recipient]}, first).row
