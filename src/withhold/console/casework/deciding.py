"""Decisions about a case: confirm, dismiss, close, reopen, put back. Its rules say who, and when two."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from withhold.console.access.interface import Operation
from withhold.console.affected.reconciling import record
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.casework.forms import Why
from withhold.console.casework.people_steps import people_steps
from withhold.console.casework.words import shown
from withhold.console.casework.working import Opened, alone, case_page, meanwhile
from withhold.console.holds.placing import place_when_due
from withhold.console.jobs.asking import ask
from withhold.console.jobs.models import Kind
from withhold.console.jobs.store import site_path
from withhold.console.people.models import User
from withhold.domain.errors import WithholdError
from withhold.incident import flow
from withhold.incident.case.clocks.running import running, still_open
from withhold.incident.case.events import TwoPersons
from withhold.incident.case.interface import CaseError, Event, EventKind
from withhold.incident.case.rules import second_person

Decision = Callable[[ConsoleCase, User, str], str]


def confirm(case: ConsoleCase, user: User, why: str) -> str:
    """A person confirms it, and the takedown is queued with that: both, or neither."""
    now = case.clock.now()
    with transaction.atomic():
        if not flow.confirm(case, actor_in(user, case.row), why, now):
            return "It was confirmed before."
        place_when_due(case.row)
        state = case.state()
        urls = reported_urls(case)
        if site_path(case.settings, state, urls) is None:
            return (
                "Confirmed. Nothing can be taken down by the worker: no site file says how. "
                "Take it down by hand now, and have a site file made (docs/takedown.md)."
            )
        if state.documents:
            ask(case.row, user, Kind.TAKEDOWN, why)
            return "Confirmed. The takedown starts now; this page shows how far it is."
        if not urls:
            return "Confirmed. Say where it is: nothing is known yet that could be taken down."
        ask(case.row, user, Kind.EXPOSURE, why, {"urls": urls, "then_takedown": True})
        return "Confirmed. It is looked for now, and taken down as soon as it is found."


def reported_urls(case: ConsoleCase) -> list[str]:
    """The addresses that reports named, each once."""
    told = (event.private.get("url") for event in case.events() if event.kind is EventKind.REPORTED)
    return list(dict.fromkeys(url for url in told if url))


def dismiss(case: ConsoleCase, user: User, why: str) -> str:
    """It is no incident."""
    if _own(case, user, TwoPersons.DISMISS):
        return _WAITS
    done = flow.dismiss(case, actor_in(user, case.row), why, case.clock.now())
    return "The case is dismissed." if done else _WAITS


def close(case: ConsoleCase, user: User, why: str) -> str:
    """Nothing is left to do, say two people. Whether everybody is accounted for is looked at now."""
    if _own(case, user, TwoPersons.CLOSE):
        return _WAITS
    now = case.clock.now()
    if case.state().people:
        record(case.row, actor_in(user, case.row), "to close the case")
    left = still_open(running(case.settings, case.state(), now))
    done = flow.close(case, actor_in(user, case.row), why, now, left)
    return "The case is closed." if done else _WAITS


def reopen(case: ConsoleCase, user: User, why: str) -> str:
    """Go on with it."""
    flow.reopen(case, actor_in(user, case.row), why, case.clock.now())
    return "The case is open again."


def restore(case: ConsoleCase, user: User, why: str, step: str) -> str:
    """Put back what a step took: proposed by one, queued by the second. `step` is its reference."""
    if _own(case, user, TwoPersons.RESTORE, step):
        return _WAITS
    actor = actor_in(user, case.row)
    event = Event(EventKind.RESTORED, case.clock.now(), actor, why, {"step": step})
    if not second_person(case.state(), TwoPersons.RESTORE, event):
        flow.agreed(case, TwoPersons.RESTORE, event)
        return _WAITS
    ask(case.row, user, Kind.RESTORE, why, {"step": step_id(case, step)})
    return "Agreed. It is put back now; this page shows whether that worked."


def _own(case: ConsoleCase, user: User, what: TwoPersons, step: str | None = None) -> bool:
    """Whether this person proposed it already and nobody else did: asked twice, proposed once."""
    proposals = [one for one in case.state().proposals if one.what == what and one.step == step]
    return bool(proposals) and all(one.by.name == user.get_full_name() for one in proposals)


def step_id(case: ConsoleCase, reference: str) -> str:
    """The id of a step in the takedown's journal, by its reference. Raises CaseError where there is none."""
    from withhold.incident.takedown.journal import Journal

    with Journal.open(case.work / "takedown") as journal:
        for id_ in journal.steps:
            if flow.step_reference(id_) == reference:
                return id_
    raise CaseError("the takedown's journal knows no such step; restore the case's folder from a backup")


_WAITS = "Proposed. It waits for a second person: somebody else opens the same page and agrees."


@dataclass(frozen=True, slots=True)
class About:
    """A decision: what the page says of it."""

    heading: str
    happens: str
    button: str
    decide: Decision
    two: TwoPersons | None = None
    danger: bool = False


DECISIONS: Mapping[str, About] = {
    "confirm": About(
        "Confirm that it is public and should not be",
        "The takedown starts at once: what is found is moved to quarantine, caches are emptied. It can be "
        "put back by two people. What answers there is sealed as evidence; that delays it by five seconds "
        "at most.",
        "Confirm and take it down",
        confirm,
        danger=True,
    ),
    "dismiss": About(
        "Dismiss the case",
        "It is no incident. A case that was confirmed takes two people.",
        "Dismiss the case",
        dismiss,
        TwoPersons.DISMISS,
    ),
    "close": About(
        "Close the case",
        "It says that nothing is left to do. Two people say so, one after the other.",
        "Close the case",
        close,
        TwoPersons.CLOSE,
    ),
    "reopen": About("Reopen the case", "Work on the case goes on.", "Reopen the case", reopen),
}


@case_page(Operation.DECIDE_IN_CASE)
def decide(opened: Opened, what: str) -> HttpResponse:
    """The page of a decision, and the decision."""
    about = DECISIONS.get(what)
    if about is None:
        raise Http404
    return _decided(opened, about, about.decide, "casework:case")


@case_page(Operation.RUN_IN_CASE)
def put_back(opened: Opened, step: str) -> HttpResponse:
    """The page for putting back what a step took."""
    if opened.case.state().steps.get(step) is not EventKind.STEP_DONE:
        raise Http404
    about = About(
        "Put back what was taken down",
        "It becomes public again. Two people say so, one after the other.",
        "Put it back",
        lambda case, user, why: restore(case, user, why, step),
        TwoPersons.RESTORE,
        danger=True,
    )
    return _decided(opened, about, about.decide, "casework:takedown", step)


def _decided(opened: Opened, about: About, act: Decision, then: str, step: str | None = None) -> HttpResponse:
    posted = opened.request.method == "POST"
    form = Why(opened.request.POST) if posted else Why()
    changed: list[object] = []
    if posted and form.is_valid():
        why, seen = form.cleaned_data["why"], form.cleaned_data["seen"]
        try:
            told, changed = _act(opened.row, opened.user, act, why, seen)
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            if not changed:
                messages.success(opened.request, told)
                return redirect(then, opened.row.pk)
    proposals = [
        one
        for one in opened.case.state().proposals
        if one.what == about.two and (step is None or one.step == step)
    ]
    context = {
        "about": about,
        "form": form,
        "changed": changed,
        "proposals": proposals,
        "left": people_steps(opened.row, opened.case.state()) if about.two is TwoPersons.CLOSE else [],
        "mine": [one for one in proposals if one.by.name == opened.user.get_full_name()],
    }
    return opened.page("decide", context, status=409 if changed else 422 if posted else 200)


def _act(row: Case, user: User, act: Decision, why: str, seen: int) -> tuple[str, list[object]]:
    """What came of it, or what changed since the page was shown: then nothing was done."""
    with alone(row) as case:
        changed: list[object] = [shown(event) for event in meanwhile(case, seen, user)]
        if changed and not (act is confirm and case.state().ever_confirmed):
            return "", changed
        return act(case, user, why), []
