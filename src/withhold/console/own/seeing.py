"""What somebody sees of their own row: nobody else's, and nothing once the access has ended."""

from dataclasses import dataclass

from django.http import Http404

from withhold.console.affected.exposing import exposed_of
from withhold.console.counsel.certificates import fetch_sentences
from withhold.console.counsel.holding import hold_stands
from withhold.console.counsel.inviting import is_outsider
from withhold.console.exports.facts import facts_of
from withhold.console.exports.window import window_sentences
from withhold.console.own.models import Access, OwnMessage
from withhold.console.people.models import User


@dataclass(frozen=True, slots=True, repr=False)
class Seen:
    """Their own page; no value of a field."""

    access: Access
    exposed: tuple[str, ...]
    window: tuple[str, ...]
    fetches: tuple[str, ...]
    held: bool
    messages: tuple[OwnMessage, ...]


def own_access(user: User) -> Access:
    """Of this account. Raises Http404, the same for an account without one and for one that has ended."""
    rows = Access.objects.filter(user=user, ended_at=None, case__destroyed_at=None)
    found = rows.select_related("case", "person").first()
    if found is None or not is_outsider(user) or not user.is_active:
        raise Http404
    return found


def seen(access: Access) -> Seen:
    """Raises CaseError or LedgerError."""
    facts = facts_of(access.case)
    number = access.person.number
    return Seen(
        access,
        tuple(one.to_person for one in exposed_of(access.case, number)),
        window_sentences(facts),
        fetch_sentences(facts),
        hold_stands(access.case, number),
        tuple(access.messages.all()),
    )
