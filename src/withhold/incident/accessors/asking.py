"""How far the matter with an accessor is, and what may come next: reminders, refusal, legal follow-up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from withhold.incident.accessors.classifying import (
    Ask,
    Classified,
    first_ask,
    may_follow_up_legally,
    may_retain_sealed,
)
from withhold.incident.accessors.interface import AccessorError, Certificate, Standing

ANSWER_WITHIN = timedelta(days=7)
"""For a first notice: not weeks, as people are at risk; not a day, as a desk has to find its customer."""
REMIND_WITHIN = timedelta(days=3)
MOST_REMINDERS = 2
"""After these it is counsel's."""

_ASKABLE = frozenset({Standing.OPEN, Standing.NO_NOTICE})
_WAITING = frozenset({Standing.ASKED, Standing.REMINDED})
_SETTLED = frozenset({Standing.CERTIFIED, Standing.RETAINED_SEALED})


@dataclass(frozen=True, slots=True)
class Matter:
    """One accessor's. `due`: when an answer is waited for no longer without doing something."""

    found: Classified
    standing: Standing = Standing.OPEN
    reminders: int = 0
    due: datetime | None = None

    def is_overdue(self, now: datetime) -> bool:
        """Whether it waits for an answer longer than was agreed."""
        return self.standing in _WAITING and self.due is not None and now >= self.due


def allowed(matter: Matter, fled: Collection[str], now: datetime) -> frozenset[Ask]:
    """What a person may ask now."""
    return frozenset(one for one in Ask if _is_allowed(matter, one, fled, now))


def ask(matter: Matter, what: Ask, fled: Collection[str], now: datetime) -> Matter:
    """The matter after it was asked, with the day an answer is due. Raises AccessorError."""
    if what is Ask.REMINDER:
        _check_reminder(matter, now)
        return replace(
            matter, standing=Standing.REMINDED, reminders=matter.reminders + 1, due=now + REMIND_WITHIN
        )
    if what is Ask.LEGAL:
        _check_legal(matter, fled, now)
        return replace(matter, standing=Standing.LEGAL, due=None)
    first = first_ask(matter.found, fled)
    if matter.standing not in _ASKABLE:
        raise AccessorError("this was asked already; remind them when the answer is due")
    # An identified recipient may be written to through the desk of their network as well.
    if what is not first and not (what is Ask.DESTROY_NETWORK and first is Ask.DESTROY):
        raise AccessorError(f"what is asked of this kind of accessor is: {first.replace('_', ' ')}")
    return replace(matter, standing=Standing.ASKED, due=now + ANSWER_WITHIN)


def leave_without_notice(matter: Matter, why: str) -> Matter:
    """A person decided that nothing is sent. Raises AccessorError."""
    if not why.strip():
        raise AccessorError("write why no notice is sent")
    if matter.standing is not Standing.OPEN:
        raise AccessorError("this is decided already")
    return replace(matter, standing=Standing.NO_NOTICE, due=None)


def refuse(matter: Matter) -> Matter:
    """They refused. Raises AccessorError where nothing was asked."""
    if matter.standing not in _WAITING:
        raise AccessorError("nothing was asked that could be refused")
    return replace(matter, standing=Standing.REFUSED, due=None)


def answered(matter: Matter, certificate: Certificate, now: datetime) -> Matter:
    """The matter with its newest certificate, which takes the place of every earlier one.

    One that says neither that it is destroyed nor, from counsel, that it is kept sealed, is an answer and no
    end: what an earlier one had ended is open again, and due at once.
    """
    if certificate.retained_sealed and may_retain_sealed(matter.found):
        return replace(matter, standing=Standing.RETAINED_SEALED, due=None)
    if certificate.destroyed and not certificate.retained_sealed:
        return replace(matter, standing=Standing.CERTIFIED, due=None)
    return replace(matter, standing=Standing.ASKED, due=now) if is_settled(matter) else matter


def contradictions(newest_first: Sequence[Certificate]) -> tuple[str, ...]:
    """In what the newest answer of an accessor says something else than an earlier one, in words of ours; a
    person asks them which holds. A number that only one of them tells contradicts nothing."""
    if len(newest_first) < 2:
        return ()
    newest, *earlier = newest_first
    found = []
    if any(one.destroyed != newest.destroyed for one in earlier):
        found.append("whether every copy is destroyed")
    if any(one.retained_sealed != newest.retained_sealed for one in earlier):
        found.append("whether a copy is kept")
    if newest.copies is not None and any(one.copies not in (None, newest.copies) for one in earlier):
        found.append("how many copies were made")
    if newest.told is not None and any(one.told not in (None, newest.told) for one in earlier):
        found.append("how many people were told or given it")
    return tuple(found)


def is_settled(matter: Matter) -> bool:
    """Whether nothing more is expected: destroyed, or sealed with counsel. A refusal is not an end."""
    return matter.standing in _SETTLED


def bounds_of(certificates: Collection[Certificate]) -> tuple[int, int | None]:
    """How many copies are spoken of: at least, and at most where every certificate says a number. One
    certificate of each accessor, its newest: of several the copies would be counted several times."""
    low = sum(one.copies or 0 for one in certificates)
    known = all(one.copies is not None for one in certificates)
    return low, low if known and certificates else None


def _is_allowed(matter: Matter, what: Ask, fled: Collection[str], now: datetime) -> bool:
    try:
        ask(matter, what, fled, now)
    except AccessorError:
        return False
    return True


def _check_reminder(matter: Matter, now: datetime) -> None:
    if matter.standing not in _WAITING:
        raise AccessorError("nothing waits for an answer here; there is nothing to remind of")
    if not matter.is_overdue(now):
        raise AccessorError("the answer is not due yet; remind them when it is")
    if matter.reminders >= MOST_REMINDERS:
        raise AccessorError("they were reminded often enough; give it to counsel for legal follow-up")


def _check_legal(matter: Matter, fled: Collection[str], now: datetime) -> None:
    if not may_follow_up_legally(matter.found, fled):
        raise AccessorError("there is no legal follow-up against this kind of accessor")
    late = matter.is_overdue(now) and matter.reminders > 0
    if matter.standing is not Standing.REFUSED and not late:
        raise AccessorError(
            "legal follow-up comes after a refusal, or after a reminder that was not answered"
        )
