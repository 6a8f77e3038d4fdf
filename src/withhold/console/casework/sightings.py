"""Copies of the list elsewhere: what scans found, what a person made of it, and what is to be done."""

import json

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from withhold.console.access.interface import Operation
from withhold.console.cases.acting import actor_in
from withhold.console.casework.forms import Why
from withhold.console.casework.working import Opened, alone, case_page
from withhold.domain.errors import UsageError, WithholdError
from withhold.incident.case.events import CopyHeld, Sighting
from withhold.incident.takedown.removal.recipients import load_recipients
from withhold.incident.takedown.removal.requests import unasked
from withhold.incident.watch.copies.interface import Copied
from withhold.incident.watch.sightings import ANSWERS, settle, sighted, tasks

_MOST_BYTES = 8 << 20


class FoundForm(Why):
    """The lines that `withhold reposts scan --format jsonl` wrote."""

    found = forms.FileField(
        label="What a scan found",
        help_text="The file that `withhold reposts scan --format jsonl` wrote: addresses and counts.",
    )
    field_order = ("found", "why", "seen")


class SettleForm(Why):
    """What a person found when they looked."""

    answer = forms.ChoiceField(
        label="What is there",
        choices=[
            (str(Sighting.COPY), "A copy of the list"),
            (str(Sighting.NO_COPY), "No copy of it"),
            (str(CopyHeld.STILL), "The copy is still there"),
            (str(CopyHeld.GONE), "The copy is gone"),
        ],
        widget=forms.RadioSelect,
    )
    field_order = ("answer", "why", "seen")


@case_page(Operation.SEE_EVIDENCE)
def sightings(opened: Opened) -> HttpResponse:
    """All of them, those first about which something has to be done."""
    return _page(opened)


@case_page(Operation.RUN_IN_CASE, form_on="casework:sightings")
def take_in(opened: Opened) -> HttpResponse:
    """The findings of a scan, each page once."""
    form = FoundForm(opened.request.POST or None, opened.request.FILES or None)
    if form.is_valid():
        try:
            found = _found(form.cleaned_data["found"].read(_MOST_BYTES + 1))
            with alone(opened.row) as case:
                actor = actor_in(opened.user, opened.row)
                why, now = form.cleaned_data["why"], case.clock.now()
                case.append(sighted(found, case.state(), actor, why, now))
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            messages.success(opened.request, "Taken in: look at each, and say what it is.")
            return redirect("casework:sightings", opened.row.pk)
    return _page(opened, found_form=form)


@case_page(Operation.RUN_IN_CASE, form_on="casework:sightings")
def settled(opened: Opened, sighting: str) -> HttpResponse:
    """A person looked, and says what it is."""
    form = SettleForm(opened.request.POST or None)
    if form.is_valid():
        answer = ANSWERS[form.cleaned_data["answer"]]
        try:
            with alone(opened.row) as case:
                actor = actor_in(opened.user, opened.row)
                why, now = form.cleaned_data["why"], case.clock.now()
                case.append([settle(case.state(), sighting, answer, actor, why, now)])
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            messages.success(opened.request, "Recorded.")
            return redirect("casework:sightings", opened.row.pk)
    return _page(opened, settle_form=form, settling=sighting)


def _found(content: bytes) -> list[Copied]:
    """Raises UsageError, without anything of the file, for what no scan wrote."""
    try:
        lines = [json.loads(line) for line in content.decode("utf-8").splitlines() if line.strip()]
        found = [Copied(str(one["source"]), str(one["url"]), int(one["rows"]), 0.0) for one in lines]
    except (ValueError, TypeError, KeyError, RecursionError):
        found = []
    if not found or len(content) > _MOST_BYTES or any(one.rows < 1 for one in found):
        raise UsageError("this is nothing that `withhold reposts scan --format jsonl` wrote")
    return found


def _page(opened: Opened, **context: object) -> HttpResponse:
    state = opened.case.state()
    wanted = unasked(state.copies, opened.case.events(), load_recipients())
    whom: dict[str, list[str]] = {}
    for recipient, url in wanted:
        whom.setdefault(url, []).append(recipient.name)
    rows = [(task, whom.get(task.state.url or "", [])) for task in tasks(state, opened.case.clock.now())]
    shown = {"rows": rows, "found_form": FoundForm(), "settle_form": SettleForm(), "settling": "", **context}
    return opened.page("sightings", shown, 422 if context else 200)
