"""What of a case a takedown is about: its documents, the organisation's addresses, what is left to others."""

from collections.abc import Iterable
from dataclasses import dataclass

from withhold.incident.case.exposed import ExposedDocument, Held, PlaceKind
from withhold.incident.case.state import CaseState
from withhold.incident.takedown.interface import TakedownError, Target
from withhold.incident.takedown.site import Site

_THERE = frozenset({Held.SAME_BYTES, Held.SAME_CONTENT, Held.NOT_LOOKED})


class NothingToTakeDown(TakedownError):
    """The case names no document."""

    exit_code = 3


@dataclass(frozen=True, slots=True)
class Scope:
    """`elsewhere` are copies on others' servers: to be asked for, not taken. `edited` are addresses of the
    organisation's with its content in other bytes (an excerpt, a page): a person has to edit these."""

    target: Target
    elsewhere: tuple[str, ...]
    edited: tuple[str, ...]


def scope_of(state: CaseState, site: Site) -> Scope:
    """The scope. Raises NothingToTakeDown where the case names no document yet."""
    if not state.documents:
        raise NothingToTakeDown(
            "the case names no document yet; run `withhold exposure` with a URL or a file"
        )
    there = {url: place for url, place in state.places.items() if place.held in _THERE}
    own = _own(state, site, there)
    documents = tuple(ExposedDocument(sha256, size) for sha256, size in state.documents.items())
    return Scope(
        Target(documents, own),
        tuple(url for url in there if url not in own),
        tuple(url for url in own if state.places[url].held == Held.SAME_CONTENT),
    )


def _own(state: CaseState, site: Site, there: Iterable[str]) -> tuple[str, ...]:
    """What is to be gone, and looked at: also where it was published but somebody removed it before. An
    address where something else stands by now is among them only if there is no other."""
    mine = {
        url: place
        for url, place in state.places.items()
        if site.owns(url) and place.kind != PlaceKind.ARCHIVE
    }
    published = {url: place.held for url, place in mine.items() if place.kind == PlaceKind.ORIGINAL}
    removed = [url for url, held in published.items() if held == Held.GONE]
    own = dict.fromkeys([*(url for url in there if url in mine), *removed])
    return tuple(own) or tuple(published)
