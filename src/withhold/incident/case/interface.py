"""A case as the rest of the response sees it: events, actors, the ports a case needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from withhold.domain.errors import WithholdError
from withhold.ledger.interface import Fact


class CaseError(WithholdError):
    """The case does not allow this, or its folder is unusable; one line that says what to do."""


class Role(StrEnum):
    """What somebody does in the response. What each may do stands in `case.authority`."""

    PRIVACY_OFFICER = "privacy_officer"
    COUNSEL = "counsel"
    CASE_LEAD = "case_lead"
    WEB_EDITOR = "web_editor"
    REVIEWER = "reviewer"
    SECURITY_ENGINEER = "security_engineer"
    RECORDS_CLERK = "records_clerk"
    EXECUTIVE = "executive"
    MACHINE = "machine"
    """Withhold itself, doing what a person's decision set going. Never decides."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it. The name goes into the ledger as a commitment only."""

    name: str = field(repr=False)
    role: Role


MACHINE = Actor("withhold", Role.MACHINE)
"""Who acts in what Withhold observes or does by itself, after a person's decision."""
ERASED = "(erased)"
"""Stands where a name was erased from the ledger's openings: it may have been anybody's."""


class Phase(StrEnum):
    """How far the response is: the worst that is not disproved, so public until a round proves otherwise."""

    NEW = "new"  # nothing recorded yet
    REPORTED = "reported"
    CONFIRMED = "confirmed"  # taken to be public
    CONTAINED = "contained"  # a whole round from outside found it nowhere
    GONE = "gone"  # the agreed number of clean rounds in a row
    CLOSED = "closed"  # two people found that nothing is left to do
    DISMISSED = "dismissed"


class EventKind(StrEnum):
    """Everything that can happen in a case: a closed list. In the ledger each has `case.` before it."""

    REPORTED = "reported"  # somebody said so: a tip, a finding of the gate, an own discovery
    CONFIRMED = "confirmed"  # a person confirmed it: takedown and holds may start
    DISMISSED = "dismissed"  # a person found that it is no incident
    DOCUMENT_ADDED = "document_added"  # exact bytes that should not be public: hash and size
    PLACE_ADDED = "place_added"  # a URL where they were found
    PLACE_UNREAD = "place_unread"  # a URL that could not be looked at: not known to be clean
    EXPOSURE_BOUNDED = "exposure_bounded"  # the window, with its bounds and what they rest on
    PRESERVED = "preserved"  # evidence sealed: hash, size, what it is
    PRESERVATION_FAILED = "preservation_failed"  # evidence could not be had or sealed
    TAKEDOWN_PLANNED = "takedown_planned"  # the steps, fixed by the hash of the plan
    STEP_BEGUN = "step_begun"  # a step of the takedown is about to be done
    STEP_DONE = "step_done"  # it was done, or found done
    STEP_FAILED = "step_failed"  # it could not be done; a later try may follow
    ROUND_LOOKED = "round_looked"  # one look from outside: clean, not clean, or could not look
    UNREACHABLE = "unreachable"  # a whole round found it nowhere
    VERIFIED_GONE = "verified_gone"  # the agreed number of clean rounds in a row
    REAPPEARED = "reappeared"  # a later round found it again
    REMOVAL_ASKED = "removal_asked"  # of a search engine, an archive, a network
    REMOVAL_ANSWERED = "removal_answered"  # what became of the request
    REMOVAL_DUE = "removal_due"  # a removal expires and is to be renewed
    FINGERPRINTED = "fingerprinted"  # keyed fingerprints of the rows were made, to find copies by
    COPIES_SCANNED = "copies_scanned"  # so many pages elsewhere were looked at for copies
    SIGHTED = "sighted"  # a page elsewhere seems to hold rows of the list
    SIGHTING_SETTLED = "sighting_settled"  # a person looked: it is a copy, or is none
    SIGHTING_LOOKED = "sighting_looked"  # looked at again: gone, still there, changed, or could not look
    FINGERPRINTS_DESTROYED = "fingerprints_destroyed"  # their keys are gone: no copy can be found by them
    TRACED = "traced"  # logs were read for who fetched it: hash of the result, bounds
    LOGS_MISSING = "logs_missing"  # a log that should exist cannot be had
    EXPOSED_FIXED = "exposed_fixed"  # who is exposed was read from the bytes: bounds, root of the rows
    EXPOSED_AMENDED = "exposed_amended"  # people who were found later, or known linked ones: added to the N
    HOLDS_STOOD = "holds_stood"  # holds stand for these people from this epoch on
    HOLDS_CONFIRMED = (
        "holds_confirmed"  # every case system is known to ask: by answer, or two people on paper
    )
    HOLD_RELEASED = "hold_released"  # one hold ended: two people, a determination
    HOLD_WAIVED = "hold_waived"  # the person, through counsel, agreed to one action
    ACTED_AGAINST = "acted_against"  # a case system reported an action on somebody held
    NOTICES_QUEUED = "notices_queued"  # what is said to whom was fixed: counts, root of the deliveries
    NOTICES_PROVEN = "notices_proven"  # deliveries that were proven: the protected period runs for these
    NOTICE_STOPPED = "notice_stopped"  # the gate held back a text that would have told who is on the list
    ACCESSOR_CLASSIFIED = "accessor_classified"  # a person found what an accessor is
    ACCESSOR_ASKED = "accessor_asked"  # to destroy: notice, reminder, legal follow-up
    ACCESSOR_ANSWERED = "accessor_answered"  # certificate, sealed as evidence, refusal
    REPRESENTED = "represented"  # a representative was verified, or ended
    REMEDY_DECIDED = "remedy_decided"  # release, reopening, new claim, return: what was decided
    RECONCILED = "reconciled"  # how many of the N are accounted for
    ASSESSED = "assessed"  # notifiability decided for a jurisdiction
    CLOCK_MET = "clock_met"  # a deadline's recipient was told
    CLOCK_WAIVED = "clock_waived"  # a person decided that the deadline does not apply
    PROPOSED = "proposed"  # one person asks for what takes two: the other one then does it
    RESTORED = "restored"  # what was wrongly taken down was put back, by two people
    NOTED = "noted"  # something to remember
    CLOSED = "closed"  # two people found that nothing is left to do
    REOPENED = "reopened"  # a person goes on with a case that was closed or dismissed


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: who, when, why. `facts` are clear for ever; `private` only committed to.

    `at` is when it happened, `recorded` when it came into the case: the store sets it, and events may be
    recorded long after they happened. What each kind holds stands in `case.events`.
    """

    kind: EventKind
    at: datetime
    by: Actor
    why: str = field(repr=False)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict, repr=False)
    recorded: datetime | None = None


class Clock(Protocol):
    """The time now, with its zone UTC."""

    def now(self) -> datetime: ...


class CaseStore(Protocol):
    """Keeps the events of one case; the file adapter is `case.store.CaseFolder`, over a ledger."""

    def events(self) -> Sequence[Event]:
        """All, in order. Raises CaseError or LedgerError if they cannot be trusted."""
        ...

    def append(self, events: Sequence[Event]) -> None:
        """Record these, all or none, after checking that the case's rules allow them.

        Raises CaseError if they do not.
        """
        ...

    @property
    def evidence(self) -> Path:
        """The folder for sealed evidence, mode 0700."""
        ...

    @property
    def work(self) -> Path:
        """The folder, mode 0700, for plans, journals and results of the rooms, named by room."""
        ...


@dataclass(frozen=True, slots=True)
class Settings:
    """What was fixed when the case was opened (case.toml in its folder)."""

    case_id: str
    title: str
    time_zone: str
    recipients: tuple[str, ...]
    """age public keys that evidence is sealed to."""
    site: Path | None
    """The description of the organisation's places (takedown.interface.Site), if given."""
    jurisdictions: tuple[str, ...] = ()
    """Whose law asks for notices, as `case.clocks` names them: "us-federal", "eu-de", "us-fl"."""
    sectors: tuple[str, ...] = ()
    """What else decides which deadlines apply: "health", "federal_agency"."""
    deadlines: tuple[Path, ...] = ()
    """Files with deadlines of the organisation's own, as in spec/deadlines.md."""
    ledger_key: Path | None = None
    """Where the key is that signs the ledger's checkpoints; None for `key` in the folder."""
