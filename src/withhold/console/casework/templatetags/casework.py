"""The navigation of a case: its pages that whoever looks may see."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation
from withhold.console.cases.models import Case

register = template.Library()

_PAGES = (
    ("Overview", "casework:case", Operation.SEE_CASE),
    ("Takedown", "casework:takedown", Operation.SEE_CASE),
    ("Timeline", "casework:timeline", Operation.SEE_CASE),
    ("Places", "casework:places", Operation.SEE_CASE),
    ("Copies elsewhere", "casework:sightings", Operation.SEE_EVIDENCE),
    ("Deadlines", "casework:deadlines", Operation.SEE_CASE),
    ("Notes and tasks", "casework:notes", Operation.SEE_CASE),
    ("Evidence", "casework:evidence", Operation.SEE_EVIDENCE),
    ("Who is exposed", "persons:people", Operation.SEE_EXPOSED),
    ("Who is affected", "affected:overview", Operation.SEE_AFFECTED),
    ("N of N", "affected:reconcile", Operation.SEE_AFFECTED),
    ("Holds", "holds:overview", Operation.SEE_HOLDS),
    ("Notices", "notices:overview", Operation.SEE_NOTICES),
    ("Representatives", "counsel:representatives", Operation.MANAGE_REPRESENTATIVES),
    ("People's own access", "own:overview", Operation.MANAGE_REPRESENTATIVES),
    ("Remedies", "counsel:remedies", Operation.DECIDE_REMEDIES),
    ("Who fetched it", "persons:accessors", Operation.SEE_ACCESSORS),
    ("Asked to destroy", "accessors:answers", Operation.CLASSIFY_ACCESSORS),
    ("Exports", "exports:exports", Operation.EXPORT_CASE),
    ("Never again", "exports:corrective", Operation.CORRECT),
    ("Work", "jobs:list", Operation.SEE_CASE),
    ("Members", "casework:members", Operation.SEE_CASE),
    ("End of its data", "casework:destruction", Operation.DESTROY_CASE),
)
_LEFT = (("What is left", "casework:destroyed", Operation.SEE_CASE),)
"""Of a case whose data were destroyed."""


@dataclass(frozen=True, slots=True)
class Page:
    """One entry."""

    name: str
    address: str
    current: bool


@register.simple_tag(takes_context=True)
def case_pages(context: Any, case: Case) -> list[Page]:
    """The pages of a case for whoever is signed in."""
    request = context["request"]
    found = []
    for name, view, operation in _PAGES if case.destroyed_at is None else _LEFT:
        try:
            address = reverse(view, args=[case.pk])
        except NoReverseMatch:
            continue  # a room that is not part of this installation
        if permitted(request.user, operation, case):
            found.append(Page(name, address, request.path == address))
    return found
