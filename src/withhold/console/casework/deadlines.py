"""The legal clocks of a case: how they stand, that one was met or does not apply, and the assessments."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from withhold.console.access.interface import Operation
from withhold.console.cases.acting import actor_in
from withhold.console.casework.forms import Assessing, Settling
from withhold.console.casework.working import Opened, alone, case_page, said_already
from withhold.domain.errors import WithholdError
from withhold.domain.fields import Field, Protection
from withhold.incident.case.assessment import Encrypted, Factors, Proposed, propose
from withhold.incident.case.clocks.interface import Status
from withhold.incident.case.clocks.packs import packs_of
from withhold.incident.case.interface import CaseError, Event, EventKind

_TONES = {
    Status.OVERDUE: "alarm",
    Status.SOON: "warn",
    Status.RUNNING: "note",
    Status.WAITING: "quiet",
    Status.MET: "good",
    Status.MET_LATE: "warn",
    Status.WAIVED: "quiet",
    Status.NOT_APPLICABLE: "quiet",
}


@case_page(Operation.SEE_CASE)
def deadlines(opened: Opened) -> HttpResponse:
    """Which run, when they end, how much time is left."""
    return opened.page("deadlines", _context(opened))


@case_page(Operation.SETTLE_DEADLINES)
def settle(opened: Opened, clock: str) -> HttpResponse:
    """Somebody was told, or the deadline does not apply."""
    one = next((one for one in opened.deadlines() if one.rule.id == clock), None)
    posted = opened.request.method == "POST"
    form = Settling(opened.request.POST) if posted else Settling(initial={"clock": clock, "how": "clock_met"})
    if one is None:
        raise Http404
    if posted and form.is_valid():
        given = form.cleaned_data
        kind = EventKind(given["how"])
        at = given["at"] if kind is EventKind.CLOCK_MET else opened.case.clock.now()
        try:
            with alone(opened.row) as case:
                if clock in case.state().clocks_settled:
                    raise CaseError("somebody settled this deadline meanwhile; see how it stands")
                by = actor_in(opened.user, opened.row)
                case.append([Event(kind, at, by, given["why"], {"clock": clock})])
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            messages.success(opened.request, f"Recorded for {clock}.")
            return redirect("casework:deadlines", opened.row.pk)
    return opened.page("settle", {"form": form, "one": one}, 422 if posted else 200)


@case_page(Operation.SETTLE_DEADLINES)
def assess(opened: Opened) -> HttpResponse:
    """What the rules propose, and what a person decides."""
    named = packs_of(opened.case.settings.jurisdictions, opened.case.settings.deadlines)
    jurisdictions = [pack.name for pack in named]
    posted = opened.request.method == "POST"
    form = Assessing(opened.request.POST if posted else None, jurisdictions=jurisdictions)
    proposed: Proposed | None = None
    if posted and form.is_valid():
        try:
            factors = _factors(opened, form.cleaned_data)
            proposed = propose(form.cleaned_data["jurisdiction"], factors)
            if form.cleaned_data["decision"]:
                _record(opened, form.cleaned_data, factors, proposed)
                messages.success(opened.request, "Your decision is recorded.")
                return redirect("casework:deadlines", opened.row.pk)
        except WithholdError as error:
            form.add_error(None, str(error))
    context = {"form": form, "proposed": proposed, "jurisdictions": jurisdictions}
    return opened.page("assess", context, 422 if posted and form.errors else 200)


def _factors(opened: Opened, given: dict[str, Any]) -> Factors:
    state = opened.case.state()
    if given["accessors_high"] == 0 and (state.logs_missing or not state.traced):
        raise CaseError(
            "that nobody fetched it is known only if every log was read: the case has no trace, or a log is "
            "missing; leave the number of networks empty"
        )
    return Factors(
        fields=frozenset(map(Field, given["fields_exposed"])),
        protections=frozenset(map(Protection, given["protections"])),
        people_low=given["people_low"] or 0,
        people_high=given["people_high"],
        encrypted=Encrypted(given["encrypted"]),
        accessors_high=given["accessors_high"],
    )


def _record(opened: Opened, given: dict[str, Any], factors: Factors, proposed: Proposed) -> None:
    facts = {
        "jurisdiction": given["jurisdiction"],
        "decision": given["decision"],
        "proposed": str(proposed.decision),
        "rule": proposed.rule,
        "safety": str(proposed.safety),
        "risk": str(proposed.risk),
        "encrypted": str(factors.encrypted),
        "people_low": factors.people_low,
        "people_high": factors.people_high,
        "accessors_high": factors.accessors_high,
    }
    named = {"fields": sorted(factors.fields), "protections": sorted(factors.protections)}
    private = {"factors": json.dumps(named)}
    with alone(opened.row) as case:
        if said_already(case, given["seen"], opened.user, EventKind.ASSESSED, given["why"]):
            return
        by = actor_in(opened.user, opened.row)
        case.append([Event(EventKind.ASSESSED, case.clock.now(), by, given["why"], facts, private)])


def _context(opened: Opened) -> dict[str, Any]:
    now = opened.case.clock.now()
    state = opened.case.state()
    rows = [
        {
            "one": one,
            "tone": _TONES[one.status],
            "word": one.status.replace("_", " "),
            "left": None if one.due is None or not one.is_open else abs(one.due - now),
            "late": one.due is not None and one.due < now,
            "settled": state.clocks_settled.get(one.rule.id),
        }
        for one in opened.deadlines()
    ]
    return {
        "rows": rows,
        "assessments": state.assessments,
        "jurisdictions": opened.case.settings.jurisdictions,
    }
