"""What is to do next for the people of a case. Without numbers: not everybody sees small ones."""

from collections.abc import Iterator

from django.db.models import Max
from django.utils import timezone

from withhold.console.access.interface import Operation
from withhold.console.affected.models import (
    Derivation,
    DeriveState,
    Question,
    QuestionState,
    Roster,
    Standing,
)
from withhold.console.cases.models import Case
from withhold.console.casework.steps import NextStep
from withhold.console.holds.models import Hold, Report, State
from withhold.console.holds.systems import doubts, present
from withhold.console.notices.lacking import is_lacking
from withhold.console.notices.models import Notice
from withhold.console.notices.telling import without_way
from withhold.console.persons.models import ExposedList, Loading, LoadState
from withhold.incident.case.state import CaseState


def people_steps(row: Case, state: CaseState) -> list[NextStep]:
    """What is left, in the order in which it is done; nothing before the confirmation or after the end."""
    if not (state.is_open and state.ever_confirmed):
        return []
    if not ExposedList.objects.filter(case=row).exists():
        return list(_loading(row))
    return [*_holding(row), *_working_out(row, state)]


def _loading(row: Case) -> Iterator[NextStep]:
    if not Loading.objects.filter(case=row, state__in=(LoadState.QUEUED, LoadState.RUNNING)).exists():
        words = "Load the people of the list: nobody is held and nobody can be told before"
        yield NextStep(words, "Load the people", Operation.LOAD_EXPOSED, "persons:load", urgent=True)


def _holding(row: Case) -> Iterator[NextStep]:
    see = Operation.SEE_HOLDS
    if Report.objects.filter(hold__case=row, hold__state=State.STANDING, before_hold=False).exists():
        words = "A case system acted against somebody who is held: find out what can be undone"
        yield NextStep(words, "See whom", see, "holds:overview", urgent=True)
    if not present():
        words = "No case system asks before it acts: call those who run them, holds bind nowhere yet"
        yield NextStep(words, "See the holds", see, "holds:overview", urgent=True)
    elif doubts(row, _newest_change(row), timezone.now()):
        words = "A case system may not know the newest holds: call whoever runs it"
        yield NextStep(words, "See which", see, "holds:overview", urgent=True)


def _newest_change(row: Case) -> int:
    return Hold.objects.filter(case=row).aggregate(newest=Max("changed"))["newest"] or 0


def _working_out(row: Case, state: CaseState) -> Iterator[NextStep]:
    if not Roster.objects.filter(case=row, derived_at__isnull=False).exists():
        at_work = (DeriveState.QUEUED, DeriveState.RUNNING)
        if not Derivation.objects.filter(case=row, state__in=at_work).exists():
            words = "Match the list with your own records: who is where, and who comes first"
            yield NextStep(
                words, "Who is affected", Operation.WORK_AFFECTED, "affected:overview", urgent=True
            )
        return
    if Question.objects.filter(case=row, state=QuestionState.OPEN).exists():
        words = "Decide which rows and records are one person"
        yield NextStep(words, "Open questions", Operation.WORK_AFFECTED, "affected:questions")
    yield from _telling(row)
    if Standing.objects.filter(case=row, terminal__isnull=True).exists():
        words = "Not everybody on the list has an end: told with proof, or settled by two people"
        yield NextStep(words, "N of N", Operation.SEE_AFFECTED, "affected:reconcile")
    elif state.unaccounted:
        words = (
            "Look whether everybody is accounted for, and put it into the ledger: the case is closed on it"
        )
        yield NextStep(words, "N of N", Operation.SEE_AFFECTED, "affected:reconcile")


def _telling(row: Case) -> Iterator[NextStep]:
    if not Notice.objects.filter(case=row).exists():
        yield NextStep("Queue the notices to the people", "Queue", Operation.SEND_NOTICES, "notices:queue")
        return
    if is_lacking(row):
        words = "Letters wait for texts: sign them, or have them translated"
        yield NextStep(words, "See which", Operation.DELIVER_NOTICES, "notices:overview")
    if without_way(row).exists():
        words = "Somebody has no safe way to be told: find one"
        yield NextStep(words, "See who", Operation.DELIVER_NOTICES, "notices:without")
