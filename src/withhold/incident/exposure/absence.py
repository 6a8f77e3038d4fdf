"""What must not be taken for absence: an answer that shows nothing, and absence from one place of several."""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from withhold.incident.case.exposed import Held, Place, PlaceKind, Reading
from withhold.incident.exposure.judge import Judged
from withhold.incident.exposure.placing import HOLDING

_REFUSED = frozenset({401, 403, 407})
_NOT_ENDED = HOLDING | {Held.NOT_LOOKED}
_WHOLE = frozenset({PlaceKind.ORIGINAL, PlaceKind.ALIAS, PlaceKind.QUERY, PlaceKind.LANGUAGE})
_OF_ONE_ADDRESS = ("guard", "web archive")
"""How the sources begin that speak of one address or path, and of no other."""
OWN_LOOK = "looked from outside"


def doubted(one: Judged, before: Held | None, is_given: bool, has_rows: bool, has_documents: bool) -> str:
    """Why the answer where it stands, or was said to, does not show that it is gone; "" where it may.

    `before` is what an earlier look found there. Refused to us is not refused to everybody; and without rows
    to compare them with, other bytes may be the same list saved again. A page in place of a file is not.
    """
    stood = before in _NOT_ENDED
    if one.held is Held.GONE and (stood or is_given) and one.answer and one.answer.status in _REFUSED:
        return "refused to us, perhaps not to everybody"
    if one.held is not Held.OTHER or has_rows or not (stood or (is_given and not has_documents)):
        return ""
    if before is not Held.SAME_BYTES or not one.replaces_file:
        return "its content could not be compared: give --file"
    return ""


def bounding(readings: Iterable[Reading], found: Iterable[Place], before: Iterable[Place]) -> list[Reading]:
    """The readings, but for absences that do not speak of every place: those bound nothing and are hints.

    An archive or the guard saw one address only. An own look saw all that were known; not one that turned
    out to hold it since, where it may have stood all the time.
    """
    earlier = {_bare(one.url) for one in before}
    whole = {_bare(one.url) for one in (*found, *before) if one.kind in _WHOLE and _held_it(one)}
    return [_weighed(one, several=len(whole) > 1, more=bool(whole - earlier)) for one in readings]


def _weighed(one: Reading, several: bool, more: bool) -> Reading:
    if one.says != "not_public":
        return one
    if (several and one.source.startswith(_OF_ONE_ADDRESS)) or (more and one.source == OWN_LOOK):
        return replace(one, says="hint", detail=f"{one.detail}; it stood, or may have stood, elsewhere")
    return one


def _held_it(one: Place) -> bool:
    """Whether it holds the document or once did. What was only given may never have."""
    return one.held in _NOT_ENDED or one.kind is not PlaceKind.ORIGINAL


def _bare(url: str) -> str:
    """Without the query: what a server ignores makes no other place."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"
