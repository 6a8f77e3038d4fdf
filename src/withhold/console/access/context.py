"""The main navigation: what somebody may do, and nothing else."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation
from withhold.console.people.mailboxes import has_mailbox


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the navigation."""

    name: str
    address: str
    current: bool


_PLACES = (
    ("Desk", "/", Operation.SEE_DESK),
    ("Reports", "/reports/", Operation.SEE_REPORTS),
    ("Watch", "/watch/", Operation.SEE_WATCH),
    ("Cases", "/cases/", Operation.LIST_CASES),
    ("Case systems", "/holds/consumers/", Operation.MANAGE_CONSUMERS),
    ("Texts", "/notices/texts/", Operation.REVIEW_TEXTS),
    ("Questions", "/questions/", Operation.SEE_REGISTER_HITS),
    ("Portal", "/portal/", Operation.USE_PORTAL),
    ("Dashboards", "/dashboards/", Operation.SEE_DASHBOARDS),
    ("People", "/people/", Operation.MANAGE_PEOPLE),
    ("Tokens", "/tokens/", Operation.MANAGE_TOKENS),
    ("Agreements", "/agreements/", Operation.OWN_ACCOUNT),
    ("Audit", "/audit/", Operation.SEE_AUDIT),
    ("Outbox", "/outbox/", Operation.SEE_OUTBOX),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`navigation`: the places that whoever is signed in may see."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    here = request.path
    if not has_mailbox(user.email):  # somebody who is affected: their own page, and no portal of counsel
        return {"navigation": [Item("Your page", "/mine/", here.startswith("/mine/"))]}
    return {
        "navigation": [
            Item(name, address, here == address or (address != "/" and here.startswith(address)))
            for name, address, operation in _PLACES
            if permitted(user, operation)
        ]
    }
