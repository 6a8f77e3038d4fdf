"""What a deadline is: from which event, how long, to whom, with what content, and after which law."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from withhold.incident.case.order import Audience


class Trigger(StrEnum):
    """Which event starts the period."""

    REPORTED = "reported"  # the first report
    CONFIRMED = "confirmed"
    MET = "met"  # another deadline's recipient was told


class Unit(StrEnum):
    """What a period is counted in."""

    HOURS = "hours"
    DAYS = "days"
    BUSINESS_DAYS = "business_days"
    MONTHS = "months"
    DAYS_AFTER_YEAR = "days_after_year"  # after the end of the calendar year
    PROMPTLY = "promptly"  # no number: without undue delay


class Counting(StrEnum):
    """How the period is counted."""

    PLAIN = "plain"
    EU = "eu"  # Regulation (EEC, Euratom) 1182/71, Article 3


@dataclass(frozen=True, slots=True)
class Rule:
    """One deadline. Conditions that are not met for sure leave it running: it may apply.

    `risk` is the least risk at which it applies, `sectors` those of which one must be the case's; `assessed`
    says that a person's decision against notice ends it.
    """

    id: str
    trigger: Trigger
    audience: Audience
    recipient: str
    unit: Unit
    law: str
    url: str
    content: tuple[str, ...]
    reviewed: bool
    assessed: bool
    amount: int = 0
    counting: Counting = Counting.PLAIN
    after: str | None = None
    people_at_least: int | None = None
    people_more_than: int | None = None
    people_fewer_than: int | None = None
    risk: str | None = None
    sectors: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """The deadlines of one jurisdiction. `zone` is where days end; empty for the case's own."""

    name: str
    title: str
    zone: str
    holidays: str
    rules: tuple[Rule, ...]


class Status(StrEnum):
    """How a deadline stands."""

    WAITING = "waiting"  # what starts it has not happened
    RUNNING = "running"
    SOON = "soon"  # less than a quarter of the period is left
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met_late"
    WAIVED = "waived"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Running:
    """One deadline in one case. `latest` is later than `due` where the law's counting allows that."""

    rule: Rule
    jurisdiction: str
    status: Status
    started: datetime | None
    due: datetime | None
    latest: datetime | None
    certain: bool
    """Whether its conditions are met for sure; otherwise it may apply."""

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.status in (Status.RUNNING, Status.SOON, Status.OVERDUE)
