"""The questions of likeness as they were found: decided ones stay as they are, open ones follow the data."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from withhold.console.affected.matching import ONE_RECORD
from withhold.console.affected.models import Derivation, OwnRecord, Question, QuestionState
from withhold.console.affected.writing import BATCH, still_ours
from withhold.console.cases.models import Case
from withhold.incident.affected.interface import Certainty, Likeness

_Key = tuple[int, int | None, int | None]


def write_between_rows(one: Derivation, found: Sequence[Likeness]) -> None:
    """All that was found between rows; what is open and was found no more is none any longer."""
    rows = [_question(one.case, like, None) for like in found]
    before = Question.objects.filter(case=one.case, other__isnull=False)
    _write(one, rows, [row for row in before if row.evidence != [ONE_RECORD]])


def write_of_records(one: Derivation, found: Sequence[Likeness], records: Mapping[str, OwnRecord]) -> None:
    """All that was found of these records, by their keys; questions of other records stay."""
    rows = [
        _question(one.case, like, None if isinstance(like.other, int) else records[like.other])
        for like in found
    ]
    read = {record.pk for record in records.values()}
    before = Question.objects.filter(case=one.case, record__isnull=False)
    _write(one, rows, [row for row in before if row.record_id in read])


def _question(case: Case, like: Likeness, record: OwnRecord | None) -> Question:
    """What is sure between rows is answered by itself, and a person may still decide otherwise."""
    return Question(
        case=case,
        number=like.number,
        other=like.other if isinstance(like.other, int) else None,
        record=record,
        certainty=like.certainty,
        evidence=list(like.evidence),
        against=list(like.against),
        state=QuestionState.SAME if like.certainty is Certainty.SURE else QuestionState.OPEN,
    )


def _write(one: Derivation, rows: Sequence[Question], before: Sequence[Question]) -> None:
    found = {_key(row): row for row in rows}
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=one.case.pk)
        still_ours(one, "writing the questions")
        stale = [row.pk for row in before if _key(row) not in found]
        waiting = Question.objects.filter(case=one.case, state=QuestionState.OPEN)
        waiting.filter(pk__in=stale).delete()
        for row in before:
            now = found.get(_key(row))
            if now is not None and _words(now) != _words(row):
                certainty, evidence, against = _words(now)
                waiting.filter(pk=row.pk).update(
                    certainty=certainty, evidence=evidence, against=against, state=now.state
                )
        Question.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def _key(row: Question) -> _Key:
    return row.number, row.other, row.record_id


def _words(row: Question) -> tuple[str, list[str], list[str]]:
    return str(row.certainty), row.evidence, row.against
