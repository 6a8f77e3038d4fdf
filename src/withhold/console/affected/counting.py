"""How many of the N are of what cohort, stand where, and what is not known of them."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q

from withhold.console.affected.models import LinkedPerson, PlanState, Question, QuestionState, Standing
from withhold.console.cases.models import Case
from withhold.console.persons.counting import Counts, Shown, overlapping, parted
from withhold.incident.affected.interface import Cohort, Terminal

_OPEN = "not settled"
_MISSING = {
    "language": ("No language known", Q(has_language=False)),
    "path": (
        "No path known at all",
        Q(has_counsel=False, has_email=False, has_address=False, has_facility=False),
    ),
    "counsel": ("No counsel known", Q(has_counsel=False)),
    "address": ("No postal address known", Q(has_address=False)),
}
"""What may be missing of somebody who is to be told: its name, its words, and how it is found."""
NOT_TOLD = (Terminal.DUPLICATE_OF, Terminal.NOT_AFFECTED, Terminal.DECEASED)
"""Nobody is to be told of these: what is not known of them is no task."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts of a case as somebody may see them; None stands for one that is too small to be told."""

    cohorts: Shown
    terminals: Shown
    missing: Shown
    questions: int
    plans: int


def counted(case: Case, exact: bool) -> Counted:
    """`exact`: for those who work with the numbers; else without small cells."""
    standings = Standing.objects.filter(case=case)
    cohorts = _by(standings.values_list("cohort").annotate(Count("pk")), [str(one) for one in Cohort])
    terminals = _by(
        standings.values_list("terminal").annotate(Count("pk")), [None, *(str(one) for one in Terminal)]
    )
    told = standings.exclude(terminal__in=NOT_TOLD)
    people = told.count()
    missing = [(words, told.filter(which).count()) for words, which in _MISSING.values()]
    questions = Question.objects.filter(case=case, state=QuestionState.OPEN).count()
    unsafe = [one for one in PlanState if one.is_open]
    plans = LinkedPerson.objects.filter(case=case, plan_state__in=unsafe).count()
    if exact:
        return Counted([*cohorts], [*terminals], [*missing], questions, plans)
    return Counted(parted(cohorts), parted(terminals), overlapping(missing, people), questions, plans)


def lacking(name: str) -> Q:
    """How those are found of whom this is not known. Raises KeyError for a name that is none."""
    return _MISSING[name][1] & ~Q(terminal__in=NOT_TOLD)


def filters() -> dict[str, str]:
    """The names of what may be missing, with their words."""
    return {name: words for name, (words, _) in _MISSING.items()}


def _by(found: object, order: list[str | None]) -> Counts:
    counts: Counter[str | None] = Counter(dict(found))  # type: ignore[call-overload]
    return [((one or _OPEN).replace("_", " ").capitalize(), counts[one]) for one in order if counts[one]]
