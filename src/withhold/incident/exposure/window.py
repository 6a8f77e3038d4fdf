"""From when to when it was public: readings folded into bounds, without a guess in between.

- `public` at t: the window reaches from t or earlier to t or later.
- `not_public` at t: before the first time that it was surely public, it began after t; after the last, it
  had ended by t. Where nothing says that it ever was public, it could be on either side and bounds nothing.
- `not_before` t: it began at t or later.
- `hint` is shown and bounds nothing: whoever put a file there can set its times.

A reading that may be off by some seconds bounds by its worse end. What does not fit together is told and
never averaged: then the window is the widest that the sightings ask for.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from withhold.incident.case.exposed import Reading, Window
from withhold.incident.case.moments import written

SAYS = ("public", "not_public", "not_before", "hint")
_MOST_TOLD = 50


def fold(readings: Iterable[Reading]) -> Window:
    """The window that these readings bound, in any order; the same reading twice counts once."""
    ordered = tuple(sorted(set(readings), key=_order))
    seen = [one for one in ordered if one.says == "public"]
    since_latest = min((_late(one) for one in seen), default=None)
    until_earliest = max((_early(one) for one in seen), default=None)
    since: list[datetime] = []
    until: list[datetime] = []
    contradictions: list[str] = []
    for one in ordered:
        if one.says == "not_before":
            if since_latest is not None and _early(one) > since_latest:
                contradictions.append(f"{_told(one)}, but it was public at {_short(since_latest)} already")
            else:
                since.append(_early(one))
        elif one.says == "not_public" and seen:
            problem = _place(one, seen, since, until)
            if problem:
                contradictions.append(problem)
    return Window(
        max(since, default=None),
        since_latest,
        until_earliest,
        min(until, default=None),
        ordered,
        tuple(contradictions[:_MOST_TOLD]),
    )


def _place(one: Reading, seen: list[Reading], since: list[datetime], until: list[datetime]) -> str | None:
    """Put the end that this absence bounds into `since` or `until`; else, why it bounds none."""
    first = min(_early(sight) for sight in seen)
    last = max(_late(sight) for sight in seen)
    if _late(one) < first:
        since.append(_early(one))
        return None
    if _early(one) > last:
        until.append(_late(one))
        return None
    before = any(_late(sight) <= _early(one) for sight in seen)
    after = any(_early(sight) >= _late(one) for sight in seen)
    if before and after:
        return f"{_told(one)}, but it was public both before and after"
    return f"{_told(one)}, too near to a time when it was public to tell which was first"


def _early(one: Reading) -> datetime:
    try:
        return one.at - timedelta(seconds=one.uncertain)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def _late(one: Reading) -> datetime:
    try:
        return one.at + timedelta(seconds=one.uncertain)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def _told(one: Reading) -> str:
    words = {"not_public": "not public", "not_before": "not before"}
    return f"{one.source} says {words[one.says]} at {_short(one.at)}"


def _short(moment: datetime) -> str:
    return written(moment)[:19] + "Z"


def _order(one: Reading) -> tuple[datetime, str, str, str, float]:
    return one.at, one.source, one.says, one.detail, one.uncertain
