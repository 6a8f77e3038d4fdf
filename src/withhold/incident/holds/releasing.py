"""How a hold ends or gives way: two people and a determination, counsel's waiver; reviews that are due."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from withhold.incident.case.authority import is_seen, surely_differ
from withhold.incident.case.interface import Actor, Role
from withhold.incident.holds.interface import Action, Hold, HoldError

LONGEST_REVIEW = timedelta(days=90)
"""No hold waits longer than this for somebody to look at it again."""
_RELEASERS = (Role.PRIVACY_OFFICER, Role.COUNSEL)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class Escalation(StrEnum):
    """Who is told that a review is due: nobody leaves a hold alone, and nobody loses one by waiting."""

    OWNER = "owner"
    PRIVACY_OFFICE = "privacy_office"  # after a week
    HEAD = "head"  # after two weeks


@dataclass(frozen=True, slots=True)
class Release:
    """That a hold may end: by whom, and the SHA-256 of the determination they stand for."""

    subject: str
    first: Actor
    second: Actor
    determination: str
    at: datetime


def placed(hold: Hold, today: date) -> Hold:
    """The hold as it may stand. Raises HoldError without owner, reason, rows, or a review date to come."""
    if not is_seen(hold.owner) or not hold.reason.strip():
        raise HoldError("a hold has an owner and a reason; name them")
    if not hold.rows:
        raise HoldError("a hold is of a person; add what they are known by")
    _check_review(hold.review, today)
    return hold


def release(
    hold: Hold,
    first: Actor,
    second: Actor,
    determination: str,
    period_over: datetime | None,
    now: datetime,
    *,
    is_protected: bool = True,
) -> Release:
    """The end of a hold. `determination`: SHA-256 of the document. `period_over`: when the protected period
    ends, None while it has not begun because the notice is not proven: then it never ends. `is_protected`:
    False for somebody who was not exposed, or is dead, as two people found: no notice is sent to them, so
    there is no period to wait for.

    Raises HoldError, saying what is missing.
    """
    if not {first.role, second.role} <= set(_RELEASERS):
        raise HoldError("a hold is released by privacy officers or counsel; ask one of them")
    if not (is_seen(first.name) and is_seen(second.name) and surely_differ(first, second)):
        raise HoldError("a hold is released by two different people; ask a second one")
    if not _SHA256.fullmatch(determination):
        raise HoldError("a hold is released with a documented determination; add the document first")
    if is_protected:
        check_period(period_over, now)
    return Release(hold.subject, first, second, determination, now)


def check_period(period_over: datetime | None, now: datetime) -> None:
    """Raises HoldError while a hold waits for the protected period."""
    if period_over is None:
        raise HoldError("the notice is not proven, so the protected period has not begun; prove it first")
    if now < period_over:
        raise HoldError("the protected period is not over; the hold stands until then")


def waived(hold: Hold, action: Action, representation_verified_by: str | None) -> Hold:
    """The hold without effect on one action that the person, through counsel, agreed to.

    `representation_verified_by`: who looked at the proof that counsel stands for this person. Raises
    HoldError where nobody did, and for favourable actions, which no hold is ever in the way of.
    """
    if not action.is_adverse:
        raise HoldError("no hold stands in the way of this action; there is nothing to waive")
    if representation_verified_by is None or not is_seen(representation_verified_by):
        raise HoldError("only verified counsel waives for a person; verify the representation first")
    return replace(hold, waived=hold.waived | {action})


def withdrawn(hold: Hold, action: Action) -> Hold:
    """The hold stands against the action again: a waiver can be taken back at any time."""
    return replace(hold, waived=hold.waived - {action})


def reviewed(hold: Hold, next_review: date, today: date) -> Hold:
    """Somebody looked, and the hold goes on until the next review. Raises HoldError."""
    _check_review(next_review, today)
    return replace(hold, review=next_review)


def due(holds: Iterable[Hold], today: date) -> list[tuple[str, Escalation]]:
    """The subjects whose review is due, longest first, with whom to tell. The holds stand all the same."""
    late = sorted((hold for hold in holds if hold.review <= today), key=lambda hold: hold.review)
    return [(hold.subject, _escalation(today - hold.review)) for hold in late]


def _escalation(late: timedelta) -> Escalation:
    if late >= timedelta(days=14):
        return Escalation.HEAD
    return Escalation.PRIVACY_OFFICE if late >= timedelta(days=7) else Escalation.OWNER


def _check_review(review: date, today: date) -> None:
    if not today < review <= today + LONGEST_REVIEW:
        raise HoldError(f"the next review is at most {LONGEST_REVIEW.days} days ahead; give such a date")
