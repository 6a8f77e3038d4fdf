"""What people decide: whether two descriptions are one person."""

from django.db import transaction
from django.utils import timezone

from withhold.console.affected.confirming import BY_TWO, proposal_of
from withhold.console.affected.grouping import groups_of
from withhold.console.affected.interface import SettlingRefused
from withhold.console.affected.matching import ONE_RECORD
from withhold.console.affected.models import OwnRecord, Question, QuestionState, Standing
from withhold.console.affected.noting import note_of_people
from withhold.console.affected.receipts import follow
from withhold.console.affected.refreshing import refresh
from withhold.console.cases.models import Case
from withhold.console.people.models import User
from withhold.incident.affected.interface import Certainty

SAID = "said_by_a_person"


def decide(question: Question, same: bool, why: str, by: User) -> None:
    """A person's decision, and what follows from it. Decided the same again, nothing happens.

    Raises SettlingRefused, CaseError or LedgerError; then nothing changes.
    """
    state = QuestionState.SAME if same else QuestionState.DIFFERENT
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=question.case_id)
        row = Question.objects.select_for_update(of=("self",)).select_related("record").get(pk=question.pk)
        if row.state == state and row.decided_by_id is not None:
            return
        if same:
            _check_ends(row)
        row.state, row.why, row.decided_by, row.decided_at = state, why, by, timezone.now()
        row.save(update_fields=["state", "why", "decided_by", "decided_at"])
        touched = {row.number, *_follow(row, same)}
        about = f"number {row.other}" if row.other else "an own record"
        verdict = "the same person" if same else "different people"
        note = f"number {row.number} and {about} are {verdict}: {why}"
        note_of_people(case, by, "whether two descriptions are one person was decided", note)
        _drop_answered(case)
        refresh(case, touched, by)
        follow(case, touched)


def join(case: Case, number: int, other: int, why: str, by: User) -> None:
    """A person found that these two are one, which no rule had asked."""
    if number == other:
        raise SettlingRefused("somebody is no duplicate of themselves; give the other number")
    low, high = sorted((number, other))
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        if case.exposed.filter(number__in=(low, high)).count() != 2:
            raise SettlingRefused("there is nobody of that number in this case; give another one")
        question, _ = Question.objects.get_or_create(
            case=case,
            number=low,
            other=high,
            defaults={"certainty": Certainty.LIKELY, "evidence": [SAID]},
        )
        decide(question, True, why, by)


def _check_ends(row: Question) -> None:
    """One person alone ends nobody: who was ended by two, or is about to be, is not joined with
    somebody else, who would end with them. Raises SettlingRefused."""
    other = row.other if row.record is None else row.record.number
    groups = groups_of(row.case)
    if other is None or groups.head(other) == groups.head(row.number):
        return
    numbers = {groups.head(other), groups.head(row.number)}
    for one in Standing.objects.filter(case=row.case, number__in=numbers).order_by("number"):
        if one.terminal in BY_TWO:
            raise SettlingRefused(
                f"number {one.number} was ended by two people; open that end again first, with a reason, "
                "then say that they are one"
            )
        if proposal_of(one) is not None:
            raise SettlingRefused(
                f"an end of number {one.number} waits for a second person; confirm it or set it aside first"
            )


def _follow(row: Question, same: bool) -> set[int]:
    """Whose standings are other ones now, beside the question's own number."""
    if row.other is not None:
        return {row.other}
    record = row.record
    if record is None:
        return set()
    before = record.number
    if same and before not in (None, row.number):
        # The record is that person's for sure, so the two rows are one person.
        _same_rows(row, before)
    elif same:
        OwnRecord.objects.filter(pk=record.pk).update(number=row.number)
    elif before == row.number:
        OwnRecord.objects.filter(pk=record.pk).update(number=None)
    return set() if before is None else {before}


def _same_rows(row: Question, other: int) -> None:
    low, high = sorted((row.number, other))
    decided = {"state": row.state, "why": row.why, "decided_by": row.decided_by, "decided_at": row.decided_at}
    Question.objects.update_or_create(
        case_id=row.case_id,
        number=low,
        other=high,
        defaults=decided,
        create_defaults={**decided, "certainty": Certainty.LIKELY, "evidence": [ONE_RECORD]},
    )


def _drop_answered(case: Case) -> None:
    """Whether a record is somebody's is no question any more once it is a row's that is the same person."""
    groups = groups_of(case)
    asked = Question.objects.filter(case=case, state=QuestionState.OPEN, record__number__isnull=False)
    for one in asked.select_related("record").defer("record__values"):
        if one.record is not None and one.record.number in groups.of(one.number):
            one.delete()
