"""What a case's events add up to; `case.folding` adds them up."""

from dataclasses import dataclass, field
from datetime import datetime

from withhold.incident.case.events import CopyHeld
from withhold.incident.case.exposed import Held, PlaceKind
from withhold.incident.case.interface import Actor, Event, EventKind, Phase

STILL_THERE = frozenset({Held.SAME_BYTES, Held.SAME_CONTENT})


@dataclass(frozen=True, slots=True)
class PlaceState:
    """What is known of one URL. `unread`: the last look at it did not succeed."""

    kind: str
    held: str
    unread: bool
    looked: datetime | None


@dataclass(frozen=True, slots=True)
class SightingState:
    """A page elsewhere that seems to hold rows of the list. `url` is None where it was erased.

    `is_copy` is None until a person looked. `held` is what the newest look gave, `looked` when it was, and
    `looks` how many there were since a person called it a copy.
    """

    url: str | None = field(repr=False)
    rows: int
    seen: datetime
    is_copy: bool | None = None
    held: str = CopyHeld.STILL
    looked: datetime | None = None
    looks: int = 0

    @property
    def stands(self) -> bool:
        """Whether it is a copy, and was not found gone."""
        return self.is_copy is True and self.held != CopyHeld.GONE

    @property
    def unsettled(self) -> bool:
        """Whether a person has to look: nobody did yet, or the copy answers without a row of the list."""
        return self.is_copy is None or (self.is_copy and self.held == CopyHeld.CHANGED)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one person asked for that takes a second one."""

    what: str
    step: str | None
    by: Actor
    at: datetime


@dataclass(slots=True)
class CaseState:
    """The case as it stands. Mappings are by URL, by step, by removal, by clock and by jurisdiction.

    Only `case.folding` changes one; whoever is handed one reads it.
    """

    phase: Phase = Phase.NEW
    first_told: datetime | None = None
    confirmed_at: datetime | None = None
    confirmed_by: Actor | None = None
    unreachable_at: datetime | None = None
    gone_at: datetime | None = None
    last_still: datetime | None = None
    """The newest look that found it."""
    last_look: datetime | None = None
    clean_rounds: int = 0
    """Clean rounds in a row, up to the newest."""
    documents: dict[str, int] = field(default_factory=dict)
    places: dict[str, PlaceState] = field(default_factory=dict)
    window: dict[str, datetime | None] = field(default_factory=dict)
    plan: str | None = None
    steps: dict[str, EventKind] = field(default_factory=dict)
    """How each step of the takedown stands: begun, done, failed or restored."""
    removals: dict[str, EventKind] = field(default_factory=dict)
    removals_due: dict[str, datetime] = field(default_factory=dict)
    """When somebody has to look at a removal, or ask for it again: some come back by themselves."""
    asked: frozenset[str] = frozenset()
    """The URLs that somebody was asked to remove."""
    sightings: dict[str, SightingState] = field(default_factory=dict)
    fingerprints: frozenset[str] = frozenset()
    """Fingerprints of the list whose keys are not destroyed, by the digest of their file."""
    assessments: dict[str, Event] = field(default_factory=dict)
    clocks_settled: dict[str, Event] = field(default_factory=dict)
    proposals: tuple[Proposal, ...] = ()
    preserved: int = 0
    preservation_failed: int = 0
    logs_missing: int = 0
    traced: int = 0
    people: int = 0
    """How many people were exposed, with those who were found later."""
    unaccounted: int = 0
    """How many of them had no end when it was last looked at; all of them before that."""
    told_after_end: bool = False
    """Somebody reported it again after the case was closed or dismissed."""
    reappeared: int = 0
    before_end: Phase = Phase.NEW
    """The phase that closing or dismissing ended."""
    newest_recorded: datetime | None = None
    clock_went_back: bool = False
    """An event was recorded earlier than one before it: a clock was put back, or differs between machines."""

    @property
    def unread(self) -> tuple[str, ...]:
        """The places of which nobody knows what stands there."""
        return tuple(url for url, place in self.places.items() if place.unread)

    @property
    def unasked(self) -> tuple[str, ...]:
        """The copies that others keep and nobody was asked to remove: no takedown reaches them."""
        return tuple(
            url
            for url, place in self.places.items()
            if place.kind == PlaceKind.ARCHIVE and place.held in STILL_THERE and url not in self.asked
        )

    @property
    def copies(self) -> dict[str, PlaceState]:
        """The copies that were sighted and stand, as places that others keep."""
        return {
            one.url: PlaceState(
                PlaceKind.ARCHIVE, Held.SAME_CONTENT, one.held == CopyHeld.NOT_LOOKED, one.looked
            )
            for one in self.sightings.values()
            if one.stands and one.url is not None
        }

    @property
    def unasked_copies(self) -> tuple[str, ...]:
        """The sighted copies that nobody was asked to remove."""
        return tuple(url for url in self.copies if url not in self.asked)

    @property
    def is_open(self) -> bool:
        return self.phase not in (Phase.NEW, Phase.CLOSED, Phase.DISMISSED)

    @property
    def ever_confirmed(self) -> bool:
        return self.confirmed_at is not None
