"""Prepares people and a case for `benchmarks.console`, and checks afterwards what became of it."""

import json
import sys
from collections import Counter
from datetime import UTC, datetime
from email import message_from_bytes
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import transaction  # noqa: E402
from django.middleware.csrf import _get_new_csrf_string  # noqa: E402
from django.test import Client  # noqa: E402
from pyrage import x25519  # noqa: E402

from tests.console.conftest import give_second_factor, mark_reauthenticated  # noqa: E402
from tests.console.making import a_member, a_person  # noqa: E402
from withhold.console.cases.models import Case  # noqa: E402
from withhold.console.cases.store import ConsoleCase  # noqa: E402
from withhold.console.outbox.models import Message  # noqa: E402
from withhold.console.outbox.sending import queue_mail  # noqa: E402
from withhold.console.people.roles import Role  # noqa: E402
from withhold.incident.case.events import Source  # noqa: E402
from withhold.incident.case.interface import Actor, Event, EventKind  # noqa: E402
from withhold.incident.case.interface import Role as CaseRole  # noqa: E402
from withhold.ledger.tree import Frontier, leaf_hash  # noqa: E402


def prepare(people: int, mails: int) -> dict[str, Any]:
    """A case with so many members, each signed in, and mails for the worker."""
    recipient = str(x25519.Identity.generate().to_public())
    by = Actor("Anna Berg", CaseRole.PRIVACY_OFFICER)
    told = Event(EventKind.REPORTED, datetime.now(UTC), by, "A reader wrote.", {"source": str(Source.TIP)})
    case = ConsoleCase.create("A list", {"recipients": [recipient], "time_zone": "UTC"}, [told])
    credentials = [_signed_in(case.row) for _ in range(people)]
    a_person(Role.ADMINISTRATOR)
    with transaction.atomic():
        for number in range(mails):
            queue_mail(f"reader{number}@example.org", "Please look", f"Number {number}", "benchmark")
    return {"case": case.row.pk, "people": credentials}


def check(case_id: str, mails: int, noted: list[str]) -> dict[str, Any]:
    """Whether each accepted note is in the ledger once, the tree is whole, each mail went once."""
    case = ConsoleCase.open(Case.objects.get(pk=case_id))
    found = Counter(event.why for event in case.events() if event.kind is EventKind.NOTED)
    tree = Frontier()
    for _, line in case.ledger.lines():
        tree.add(leaf_hash(line))
    checkpoint = case.ledger.checkpoint()
    sent = [
        message_from_bytes(path.read_bytes())["Message-ID"]
        for path in settings.CONFIG.path("outbox").rglob("*.eml")
    ]
    return {
        "notes_in_ledger": sum(found.values()),
        "notes_lost": sum(1 for text in noted if not found[text]),
        "notes_twice": sum(1 for count in found.values() if count > 1),
        "root_holds": checkpoint is not None and checkpoint.root == tree.root(),
        "mails_queued": mails,
        "mails_accepted": Message.objects.filter(kind="benchmark", state="accepted").count(),
        "mails_written": len(sent),
        "mails_twice": len(sent) - len(set(sent)),
    }


def _signed_in(case: Case) -> dict[str, str]:
    user = a_member(case, Role.CASE_LEAD)
    client = Client()
    give_second_factor(user)
    client.force_login(user)
    mark_reauthenticated(client, user)
    secret = _get_new_csrf_string()
    cookies = {settings.SESSION_COOKIE_NAME: client.session.session_key, settings.CSRF_COOKIE_NAME: secret}
    return {"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), "token": secret}


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        told = prepare(int(sys.argv[2]), int(sys.argv[3]))
    else:
        told = check(sys.argv[2], int(sys.argv[3]), json.loads(sys.stdin.read()))
    print(json.dumps(told))
