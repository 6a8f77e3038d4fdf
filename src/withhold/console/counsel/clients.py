"""What a representative sees: their own clients, proven and valid today. Everything else does not exist."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.utils import timezone

from withhold.console.counsel.certificates import fetch_sentences
from withhold.console.counsel.holding import hold_stands
from withhold.console.counsel.inviting import is_outsider
from withhold.console.counsel.models import Representation, Request, SecureMessage
from withhold.console.exports.facts import facts_of
from withhold.console.exports.window import window_sentences
from withhold.console.people.models import User

_FURTHER = "further columns"
"""Headers of what no field describes may be anything; the certificate has them."""


@dataclass(frozen=True, slots=True, repr=False)
class Client:
    """One client as their counsel sees them; no value of a field."""

    representation: Representation
    fields: tuple[str, ...]
    window: tuple[str, ...]
    fetches: tuple[str, ...]
    held: bool | None
    """Whether a hold stands; None where that cannot be told now."""
    messages: tuple[SecureMessage, ...]
    requests: tuple[Request, ...]

    @property
    def unconfirmed(self) -> bool:
        """Whether a message waits for being confirmed."""
        return any(one.from_office and one.confirmed_at is None for one in self.messages)


def clients_of(user: User, today: date | None = None) -> list[Representation]:
    """The representations that stand today, of this account alone."""
    if not is_outsider(user) or not user.is_active:
        return []
    on = today or timezone.now().date()
    rows = Representation.objects.filter(
        representative__user=user, ended_at=None, verified_by__isnull=False, case__destroyed_at=None
    )
    # Without the documents: each may have megabytes.
    found = rows.defer("document").select_related("case", "person", "representative__user")
    return [row for row in found if row.as_ruled().stands_on(on)]


def client_of(user: User, key: str, today: date | None = None) -> Representation:
    """The client of this key. Raises Http404, the same for another's, for one that ended, and for none."""
    found = next((row for row in clients_of(user, today) if row.key == key), None)
    if found is None:
        raise Http404
    return found


def shown(representation: Representation) -> Client:
    """What the page of a client shows. Raises CaseError or LedgerError."""
    facts = facts_of(representation.case)
    values = representation.person.values
    fields = [name.replace("_", " ") for name in values["fields"]]
    if values.get("others"):
        fields.append(_FURTHER)
    return Client(
        representation,
        tuple(fields),
        window_sentences(facts),
        fetch_sentences(facts),
        hold_stands(representation.case, representation.person.number),
        tuple(representation.messages.all()),
        tuple(representation.requests.all()),
    )
