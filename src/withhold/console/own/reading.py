"""That the person read it, and when that is proof: after two people of the office made sure who they are.

Whoever gives a code could use it themselves. So a second person, who had no part in it, recognises whoever
has the page, and is told the word that stands there and nowhere else.
"""

from dataclasses import dataclass
from hmac import compare_digest

from django.db import transaction
from django.utils import timezone

from withhold.console.access.agreement import are_two_people
from withhold.console.affected.noting import note_of_people
from withhold.console.cases.models import Case
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.notices.handing import received
from withhold.console.own.giving import OwnError, check, locked, plain
from withhold.console.own.models import MOST_TRIES, Access, OwnMessage, Way
from withhold.console.own.resting import unfit
from withhold.console.people.models import User
from withhold.incident.case.interface import MACHINE

_WRONG = (
    "that is not the word on their page. If they read it out so, somebody else may have the page: end this "
    "access and give them another one"
)
_TOO_MANY = "too many wrong words; end this access and give another one, recognising the person anew"


@dataclass(frozen=True, slots=True, repr=False)
class Seen:
    """How a second person of the office recognised whoever has the page, and the word that they were told."""

    way: Way
    how: str
    word: str


def confirm(access: Access, pk: int, user: User) -> OwnMessage | None:
    """“I have read it”, of something that was open before them. None where there is no such message, or the
    access has ended; a second click changes nothing.

    Raises CaseError, LedgerError, SettlingRefused; then nothing is kept.
    """
    with transaction.atomic():
        now = locked(access.case, access.pk)
        row = now.messages.filter(pk=pk, from_office=True).first()
        if row is None or now.ended_at is not None or (row.opened_at is None and row.confirmed_at is None):
            return None
        if row.confirmed_at is not None:
            return row
        row.confirmed_at = timezone.now()
        row.save(update_fields=["confirmed_at"])
        prove(now)
        about = {"operation": "own.read", "subject": now.person.commitment, "case": now.case_id}
        record(OfficeEvent.AGREED, user, {**about, "message": row.pk})
    return row


def recognise(case: Case, pk: int, seen: Seen, by: User) -> Access:
    """A second person of the office made sure who has this page. A second click changes nothing.

    Raises OwnError (a wrong word is counted), CaseError, LedgerError, SettlingRefused.
    """
    check(case, by)
    if not seen.how.strip():
        raise OwnError("write what you looked at to know that it is them; it is sealed")
    with transaction.atomic():
        row = locked(case, pk)
        if row.seen_at is not None:
            return row
        wrong = _wrong(row, seen.word, by)
        if not wrong:
            _recognised(row, seen, by)
    if wrong:  # after the wrong try is kept
        raise OwnError(wrong)
    return row


def prove(access: Access) -> None:
    """The notice is proven, and the protected period begins, once both are there: the person confirmed it,
    and two people of the office recognised them. Not while the page rests. In the caller's transaction, which
    holds the case. Raises CaseError, LedgerError, SettlingRefused."""
    read = access.messages.filter(notice__isnull=False, confirmed_at__isnull=False)
    row = read.select_related("notice__case").first()
    if row is None or row.notice is None or access.seen_by is None or unfit(access):
        return
    how = "opened and confirmed by the person, signed in with two factors, whom two of the office recognised"
    told = (
        f"recognised by {access.given_by.get_full_name()} ({access.way}) and by "
        f"{access.seen_by.get_full_name()} ({access.seen_way})"
    )
    received(row.notice, MACHINE, how, "the person confirmed it on their own page", told)


def _wrong(row: Access, word: str, by: User) -> str:
    """Why this is not the second recognition; a wrong word is counted."""
    if row.ended_at is not None:
        return "this access has ended; give another one first"
    if row.user_id is None:
        return "they have not used their code yet; the word stands on their page after it"
    if not are_two_people(row.given_by, by):
        return (
            "it takes a second person: not who gave the code under another account, and not an account that "
            "one of you made for the other"
        )
    if row.word_tries >= MOST_TRIES:
        return _TOO_MANY
    if row.word and compare_digest(plain(word), row.word):
        return ""
    row.word_tries += 1
    row.save(update_fields=["word_tries"])
    return _WRONG


def _recognised(row: Access, seen: Seen, by: User) -> None:
    row.seen_way, row.seen, row.seen_by, row.seen_at = seen.way, seen.how.strip(), by, timezone.now()
    row.save(update_fields=["seen_way", "seen", "seen_by", "seen_at"])
    first = f"{row.given_by.get_full_name()} ({row.way})"
    note = f"number {row.person.number}: {seen.way}: {row.seen}; the code was given by {first}"
    what = "a second person recognised one of the people who have access to their own row"
    note_of_people(row.case, by, what, note)
    about = {"what": "own_access", "subject": row.person.commitment, "case": row.case_id}
    record(OfficeEvent.AGREED, by, {"operation": "own.give", **about})
    prove(row)
