"""The pages that show a case: the list, the case itself, timeline, places, evidence, takedown."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from withhold.console.access.interface import Operation, requires
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.casework.clock import clock_of
from withhold.console.casework.forms import Why
from withhold.console.casework.people_steps import people_steps
from withhold.console.casework.steps import next_steps
from withhold.console.casework.takendown import steps_of
from withhold.console.casework.words import of_timeline, shown
from withhold.console.casework.working import Opened, case_page
from withhold.console.jobs.models import ACTIVE, Job
from withhold.console.people.models import User
from withhold.domain.errors import WithholdError
from withhold.incident.case.clocks.running import running
from withhold.incident.case.exposure_file import load
from withhold.incident.case.interface import EventKind, Phase
from withhold.incident.case.timeline import timeline
from withhold.report.places import one_line

TONES = {
    Phase.NEW: "quiet",
    Phase.REPORTED: "warn",
    Phase.CONFIRMED: "alarm",
    Phase.CONTAINED: "warn",
    Phase.GONE: "good",
    Phase.CLOSED: "quiet",
    Phase.DISMISSED: "quiet",
}


def my_cases(user: User) -> list[Case]:
    """Those that they are a member of, in a role that the office still gives them; the newest first."""
    found = Case.objects.filter(members__user=user, members__role__in=user.roles)
    return list(found.distinct().order_by("-created"))


@requires(Operation.LIST_CASES)
def case_list(request: HttpRequest) -> HttpResponse:
    """My cases."""
    assert isinstance(request.user, User)
    pages = Paginator(my_cases(request.user), 25)
    page = pages.get_page(request.GET.get("page"))
    lines = [_line(row) for row in page.object_list]
    may_open = request.user.has_role(*_openers())
    return render(request, "casework/list.html", {"lines": lines, "page": page, "may_open": may_open})


def _openers() -> tuple[Any, ...]:
    from withhold.console.access.table import RULES

    return tuple(RULES[Operation.OPEN_CASE].roles)


def _line(row: Case) -> dict[str, Any]:
    """A case in the list. One that cannot be read says so, and does not keep the others from being shown."""
    try:
        case = ConsoleCase.open(row)
        state, now = case.state(), case.clock.now()
        clock = clock_of(state)
        due = next((one for one in running(case.settings, state, now) if one.is_open and one.due), None)
    except WithholdError as error:
        return {"case": row, "problem": str(error)}
    return {
        "case": row,
        "phase": state.phase,
        "tone": TONES[state.phase],
        "clock": clock,
        "span": clock.span(now),
        "due": due,
    }


def overview(opened: Opened) -> dict[str, Any]:
    """What the case page and its live part show."""
    state, now = opened.case.state(), opened.case.clock.now()
    clocks = opened.deadlines()
    jobs = list(Job.objects.filter(case=opened.row).select_related("asked_by")[:5])
    at_work = frozenset(job.kind for job in jobs if job.is_active)
    clock = clock_of(state)
    left = next_steps(state, clocks, at_work, people_steps(opened.row, state))
    steps = [(one, opened.may(one.operation)) for one in left]
    return {
        "clock": clock,
        "span": clock.span(now),
        "now": now,
        "tone": TONES[state.phase],
        "steps": steps,
        "jobs": jobs,
        "active": bool(at_work),
        "deadlines": [one for one in clocks if one.is_open][:5],
        "newest": [shown(event) for event in reversed(opened.case.events()[-6:])],
        "unread": len(state.unread),
        "exposed": _bounds(opened, Operation.SEE_EXPOSED, EventKind.EXPOSED_FIXED, "people"),
        "networks": _bounds(opened, Operation.SEE_ACCESSORS, EventKind.TRACED, "complete"),
        "told_by": _finders(opened) if opened.may(Operation.RUN_IN_CASE) else [],
    }


def _bounds(opened: Opened, needed: Operation, kind: EventKind, name: str) -> tuple[int, int] | None:
    """At least and at most, as the newest event of a kind has it; None where nobody has counted, or for
    somebody who may not see the page that tells more."""
    if not opened.may(needed):
        return None
    event = next((one for one in reversed(opened.case.events()) if one.kind is kind), None)
    if event is None:
        return None
    return int(str(event.facts[f"{name}_low"])), int(str(event.facts[f"{name}_high"]))


def _finders(opened: Opened) -> list[str]:
    """Who told of it: for those who lead the case only."""
    told = [event.private.get("told_by") for event in opened.case.events()]
    return [one_line(name) for name in dict.fromkeys(told) if name]


@case_page(Operation.SEE_CASE)
def case(opened: Opened) -> HttpResponse:
    """The case page."""
    return opened.page("overview", overview(opened))


@case_page(Operation.SEE_CASE)
def case_live(opened: Opened) -> HttpResponse:
    """The clock and what runs, for a page that stays open."""
    return opened.page("live", overview(opened))


@case_page(Operation.SEE_CASE)
def case_timeline(opened: Opened) -> HttpResponse:
    """What happened when, by whom, and why."""
    which = opened.request.GET.get("of", "all")
    line = timeline(opened.case.events(), opened.case.state())
    pages = Paginator(of_timeline(line.entries, which), 200)
    page = pages.get_page(opened.request.GET.get("page"))
    return opened.page("timeline", {"line": line, "page": page, "which": which})


@case_page(Operation.SEE_CASE)
def places(opened: Opened) -> HttpResponse:
    """Documents and where they stood."""
    try:
        exposure = load(opened.case.work)
    except WithholdError as error:
        return opened.page("places", {"problem": str(error)})
    return opened.page("places", {"exposure": exposure, "window": opened.case.state().window})


@case_page(Operation.SEE_EVIDENCE)
def evidence(opened: Opened) -> HttpResponse:
    """What was sealed, and what could not be; compared with the ledger when somebody asks for it."""
    events = opened.case.events()
    sealed = [event for event in events if event.kind is EventKind.PRESERVED]
    failed = [shown(event) for event in events if event.kind is EventKind.PRESERVATION_FAILED]
    checked = None
    if "check" in opened.request.GET:
        from withhold.incident.preservation.check import check

        checked = check(opened.case.evidence, events)
    rows = [
        {
            "at": event.at,
            "what": event.facts["what"],
            "name": event.private.get("url") or event.private.get("name") or "",
            "sha256": event.facts["sealed_sha256"],
            "size": event.facts["sealed_size"],
            "state": _state_of(checked, str(event.facts["sealed_sha256"])),
        }
        for event in sealed
    ]
    return opened.page("evidence", {"rows": rows, "failed": failed, "checked": checked})


def _state_of(checked: Any, digest: str) -> str:
    if checked is None:
        return "not compared"
    for word in ("good", "missing", "changed", "unread"):
        if digest in getattr(checked, word):
            return word
    return "not compared"


def _taken(opened: Opened) -> dict[str, Any]:
    events = opened.case.events()
    rounds = [event for event in events if event.kind is EventKind.ROUND_LOOKED]
    jobs = Job.objects.filter(case=opened.row, lane="takedown")
    active = jobs.filter(state__in=ACTIVE).exists()
    return {
        "rows": steps_of(events, opened.case.state()),
        "rounds": [shown(event) for event in reversed(rounds[-10:])],
        "job": jobs.first(),
        "active": active,
        "places_left": [
            (url, place) for url, place in opened.case.state().places.items() if place.held != "gone"
        ],
        "clock": clock_of(opened.case.state()),
        "span": clock_of(opened.case.state()).span(opened.case.clock.now()),
    }


@case_page(Operation.SEE_CASE)
def takedown(opened: Opened) -> HttpResponse:
    """The state of the takedown: steps with what shows them, rounds from outside."""
    return opened.page("takedown", {**_taken(opened), "form": Why()})


@case_page(Operation.SEE_CASE)
def takedown_live(opened: Opened) -> HttpResponse:
    """The same without the page around it."""
    return opened.page("takedown_live", _taken(opened))
