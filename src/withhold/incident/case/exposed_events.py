"""The events that tell what an exposure found out."""

from datetime import datetime

from withhold.incident.case.exposed import ExposedDocument, Exposure, Held, Place, Window
from withhold.incident.case.interface import Actor, Event, EventKind
from withhold.incident.case.moments import written
from withhold.incident.case.state import CaseState
from withhold.ledger.interface import Fact


def exposure_events(exposure: Exposure, state: CaseState, by: Actor, why: str, at: datetime) -> list[Event]:
    """Documents that the case does not know yet, every place as it was last looked at, the window."""
    new = (one for one in exposure.documents if one.sha256 not in state.documents)
    documents = [Event(EventKind.DOCUMENT_ADDED, at, by, why, _document(one)) for one in new]
    places = [place_event(place, by, why, at) for place in exposure.places]
    return [*documents, *places, Event(EventKind.EXPOSURE_BOUNDED, at, by, why, _window(exposure.window))]


def place_event(place: Place, by: Actor, why: str, at: datetime) -> Event:
    """A place, or that nobody knows what stands there."""
    looked = None if place.looked is None else written(place.looked)
    private = {"url": place.url, **({"detail": place.detail} if place.detail else {})}
    facts: dict[str, Fact] = {"kind": str(place.kind), "looked": looked}
    if place.held is Held.NOT_LOOKED:
        return Event(EventKind.PLACE_UNREAD, at, by, why, facts, private)
    return Event(EventKind.PLACE_ADDED, at, by, why, {**facts, "held": str(place.held)}, private)


def _document(one: ExposedDocument) -> dict[str, Fact]:
    lengths = ",".join(map(str, one.lengths)) or None
    return {"sha256": one.sha256, "size": one.size, "lengths": lengths}


def _window(window: Window) -> dict[str, Fact]:
    ends = {
        "since_earliest": window.since_earliest,
        "since_latest": window.since_latest,
        "until_earliest": window.until_earliest,
        "until_latest": window.until_latest,
    }
    facts: dict[str, Fact] = {name: None if end is None else written(end) for name, end in ends.items()}
    return {**facts, "readings": len(window.readings), "contradictions": len(window.contradictions)}
