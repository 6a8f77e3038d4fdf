"""What somebody sees of their own row: nobody else's, and nothing once the access has ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import Http404

from withhold.console.affected.exposing import exposed_of
from withhold.console.counsel.certificates import SAYS, fetch_sentences
from withhold.console.counsel.holding import hold_stands
from withhold.console.counsel.inviting import is_outsider
from withhold.console.exports.documents import moment
from withhold.console.exports.facts import facts_of
from withhold.console.exports.window import window_sentences
from withhold.console.look.languages import Language
from withhold.console.own.models import Access, OwnMessage
from withhold.console.people.models import User
from withhold.incident.affected.fields import Exposed
from withhold.text.codes import grouped_code


@dataclass(frozen=True, slots=True, repr=False)
class Seen:
    """Their own page; no value of a field."""

    access: Access
    exposed: tuple[str, ...]
    window: tuple[str, ...]
    fetches: tuple[str, ...]
    held: bool
    messages: tuple[OwnMessage, ...]
    word: str
    """What they say to the second person of the office."""


def own_access(user: User) -> Access:
    """Of this account. Raises Http404, the same for an account without one and for one that has ended."""
    rows = Access.objects.filter(user=user, ended_at=None, case__destroyed_at=None)
    found = rows.select_related("case", "person").first()
    if found is None or not is_outsider(user) or not user.is_active:
        raise Http404
    return found


def seen(access: Access, spoken: Language) -> Seen:
    """In this language. Raises CaseError or LedgerError."""
    facts = facts_of(access.case)
    number = access.person.number
    says: Mapping[str, str] = spoken.texts.get("sentences", SAYS)

    def at(when: datetime | None) -> str:
        if when is None or spoken.code == "en":
            return moment(when)
        return spoken.isolated(when.astimezone(UTC).strftime("%Y-%m-%d, %H:%M UTC"))

    return Seen(
        access,
        tuple(_named(one, spoken) for one in exposed_of(access.case, number)),
        window_sentences(facts, says, at),
        fetch_sentences(facts, says),
        hold_stands(access.case, number),
        tuple(access.messages.all()),
        grouped_code(access.word),
    )


def _named(one: Exposed, spoken: Language) -> str:
    """What was exposed, in words; of a column without a field its header, as the leak has it."""
    if one.name is None and spoken.code != "en":
        under: str = spoken.texts["mine"]["under"]
        return under.format(header=spoken.isolated(one.header))
    words: Mapping[str, str] = spoken.texts.get("exposed", {})
    return words.get(one.name or "", one.to_person)
