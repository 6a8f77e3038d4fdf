"""The API's part for cases: how they stand, what happened, and what people decide through a program."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from pydantic import Field, field_validator

from withhold.console.access.api import guard
from withhold.console.access.interface import Operation
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.casework.clock import clock_of
from withhold.console.casework.deciding import confirm as confirmed
from withhold.console.casework.notes import add_note
from withhold.console.casework.opening import open_new
from withhold.console.casework.pages import my_cases
from withhold.console.casework.people_steps import people_steps
from withhold.console.casework.steps import next_steps
from withhold.console.casework.working import alone
from withhold.console.jobs.asking import ask
from withhold.console.jobs.models import ACTIVE, Job, Kind
from withhold.console.jobs.starting import check_start
from withhold.console.people.models import User
from withhold.domain.errors import WithholdError
from withhold.incident.case.clocks.running import running
from withhold.incident.case.events import Source
from withhold.incident.case.sentences import UNTOLD, is_about_one
from withhold.incident.case.tell_json import case_json, timeline_json
from withhold.incident.case.timeline import timeline as made

router = Router(tags=["cases"])


class Reason(Schema):
    """Why."""

    why: str = Field(min_length=1, max_length=10_000)

    @field_validator("why")
    @classmethod
    def said(cls, value: str) -> str:
        """Something that can be read and kept."""
        if not value.strip() or "\x00" in value:
            raise ValueError("give a reason")
        return value


class NewCase(Reason):
    """A case to open."""

    title: str = Field(min_length=1, max_length=200)
    role: str
    recipients: list[str] = Field(min_length=1, max_length=20)
    url: str = Field(default="", max_length=2000)
    told_by: str = Field(default="", max_length=200)
    source: Source = Source.STAFF
    told_at: datetime | None = None
    time_zone: str = Field(default="UTC", max_length=64)
    jurisdictions: list[str] = Field(default=[], max_length=60)
    sectors: list[str] = Field(default=[], max_length=20)


class NewJob(Reason):
    """Work to ask for."""

    kind: Kind
    urls: list[str] = Field(default=[], max_length=100)


class Listed(Schema):
    """A case in the list."""

    id: str
    title: str
    phase: str
    opened: datetime


class Told(Schema):
    """What became of it, in words."""

    told: str


class JobMade(Schema):
    """A job, and how it stands."""

    id: int
    kind: str
    state: str


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _row(request: HttpRequest) -> Case:
    row = request.case  # type: ignore[attr-defined]
    assert isinstance(row, Case)
    return row


@router.get("/cases", response=list[Listed])
@guard(Operation.LIST_CASES)
def list_cases(request: HttpRequest) -> list[Listed]:
    """The cases that one is a member of."""
    return [
        Listed(id=row.pk, title=row.title, phase=row.phase, opened=row.created)
        for row in my_cases(_user(request))
    ]


@router.post("/cases", response={201: Listed})
@guard(Operation.OPEN_CASE)
def open_case(request: HttpRequest, given: NewCase) -> Status[Listed]:
    """Opens a case; who opens it is its first member."""
    from django.utils import timezone

    settings = {
        name: getattr(given, name) for name in ("time_zone", "recipients", "jurisdictions", "sectors")
    }
    at = given.told_at or timezone.now()
    if at.tzinfo is None:
        raise HttpError(422, "told_at needs its zone")
    private = {"url": given.url, "told_by": given.told_by}
    try:
        row = open_new(
            _user(request), given.role, given.title, settings, given.why, at, given.source, private
        )
    except WithholdError as error:
        raise HttpError(422, str(error)) from None
    return Status(201, Listed(id=row.pk, title=row.title, phase=row.phase, opened=row.created))


@router.get("/cases/{case_id}")
@guard(Operation.SEE_CASE)
def show_case(request: HttpRequest, case_id: str) -> dict[str, Any]:
    """How the case stands: its phase, the clock, deadlines, next steps, jobs."""
    case = _opened(request)
    state, now = case.state(), case.clock.now()
    clocks = running(case.settings, state, now)
    clock = clock_of(state)
    span = clock.span(now)
    jobs = Job.objects.filter(case=case.row)[:20]
    at_work = frozenset(job.kind for job in jobs if job.state in ACTIVE)
    for_people = people_steps(case.row, state)
    return {
        **case_json(case.settings, state, clocks, now),
        "title": case.settings.title,
        "tasks": [one.words for one in next_steps(state, clocks, at_work, for_people)],
        "clock": {
            "since": clock.since,
            "until": clock.until,
            "runs": clock.runs,
            "at_least": clock.at_least,
            "seconds": None if span is None else span.total_seconds(),
        },
        "jobs": [{"id": job.pk, "kind": job.kind, "state": job.state, "now": job.now} for job in jobs],
    }


@router.get("/cases/{case_id}/timeline")
@guard(Operation.SEE_CASE)
def show_timeline(request: HttpRequest, case_id: str) -> dict[str, Any]:
    """What happened when, by whom, and why. What is about one of the people or one accessor has no reason
    here, and counts of people that may be small are left out."""
    case = _opened(request)
    line = made(case.events(), case.state())
    told = timeline_json(case.settings, line)
    for entry, event in zip(line.entries, told["events"], strict=True):
        event["facts"] = {name: value for name, value in event["facts"].items() if name not in UNTOLD}
        if is_about_one(entry.event):
            event["why"] = ""
    return told


@router.post("/cases/{case_id}/confirm", response=Told)
@guard(Operation.DECIDE_IN_CASE)
def confirm(request: HttpRequest, case_id: str, given: Reason) -> Told:
    """A person confirms it: the takedown starts at once. Confirmed twice, it is confirmed once."""
    try:
        with alone(_row(request)) as case:
            return Told(told=confirmed(case, _user(request), given.why))
    except WithholdError as error:
        raise HttpError(409, str(error)) from None


@router.post("/cases/{case_id}/jobs", response={202: JobMade})
@guard(Operation.RUN_IN_CASE)
def start_job(request: HttpRequest, case_id: str, given: NewJob) -> Status[JobMade]:
    """Asks for work of the worker. One that is going on already is answered as it stands."""
    if given.kind in (Kind.RESTORE, Kind.TRACE):
        raise HttpError(422, "this is asked for on the case's pages")
    try:
        check_start(_opened(request), given.kind, given.urls)
        job = ask(_row(request), _user(request), given.kind, given.why, {"urls": given.urls})
    except WithholdError as error:
        raise HttpError(409, str(error)) from None
    return Status(202, JobMade(id=job.pk, kind=job.kind, state=job.state))


@router.post("/cases/{case_id}/notes", response={201: Told})
@guard(Operation.NOTE_IN_CASE)
def note(request: HttpRequest, case_id: str, given: Reason) -> Status[Told]:
    """Something to remember."""
    try:
        actor_in(_user(request), _row(request))
        add_note(_row(request), _user(request), given.why)
    except WithholdError as error:
        raise HttpError(409, str(error)) from None
    return Status(201, Told(told="noted"))


def _opened(request: HttpRequest) -> ConsoleCase:
    try:
        case = ConsoleCase.open(_row(request))
        case.state()
    except WithholdError as error:
        raise HttpError(409, str(error)) from None
    return case
