"""What the room's pages share."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation
from withhold.console.cases.models import Case
from withhold.console.people.models import User
from withhold.console.persons.counting import Shown
from withhold.incident.affected.cohorts import Cohorts, HowTold, usual
from withhold.incident.affected.interface import Cohort

PAGE = 50
Charted = tuple[list[str], list[tuple[str, list[int | None]]]]
"""Labels and series of a chart."""


def case_and_user(request: HttpRequest) -> tuple[Case, User]:
    """Of a case's view, behind its guard."""
    row, user = request.case, request.user  # type: ignore[attr-defined]
    assert isinstance(row, Case)
    assert isinstance(user, User)
    return row, user


def paths_of_cohorts() -> Mapping[Cohort, HowTold]:
    """How each cohort is told: the organisation's own paths, else those that come with the program."""
    chosen: Cohorts = settings.CONFIG.cohorts or usual()
    return chosen.paths


def page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of the room, which no cache keeps."""
    row, user = case_and_user(request)
    may = {
        "work": permitted(user, Operation.WORK_AFFECTED, row),
        "reveal": permitted(user, Operation.REVEAL_PERSON, row),
        "amend": permitted(user, Operation.LOAD_EXPOSED, row),
    }
    answer = render(request, f"affected/{name}.html", {"case": row, "may": may, **context}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def charted(counts: Shown) -> Charted:
    """Labels and series of a chart."""
    labels = [label if count is not None else f"{label} (not shown)" for label, count in counts]
    return labels, [("People", [count for _, count in counts])]
