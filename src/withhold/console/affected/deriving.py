"""Works out where each of the N stands: records matched, duplicates found, cohorts, triage, linked people.

It is worked out in memory from what is sealed, then written in batches with a transaction each. Done again,
by a worker that takes over from one that died, it writes the same; what people decided is never changed.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from withhold.console.affected.amending import amend
from withhold.console.affected.asking import write_between_rows, write_of_records
from withhold.console.affected.digesting import record_digest, roster_of
from withhold.console.affected.grouping import decisions, groups_of
from withhold.console.affected.interface import NotDerived
from withhold.console.affected.judging import Material, in_places, judged
from withhold.console.affected.matching import Matched, matched
from withhold.console.affected.models import Derivation, OwnRecord, Question, QuestionState, Roster, What
from withhold.console.affected.packing import row_of
from withhold.console.affected.queueing import file_of
from withhold.console.affected.refreshing import records_by_number
from withhold.console.affected.sources import records_of
from withhold.console.affected.writing import (
    still_ours,
    write_linked,
    write_records,
    write_standings,
)
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.persons.models import ExposedList, ExposedPerson
from withhold.incident.affected.interface import LeakRow
from withhold.incident.affected.likeness import duplicates
from withhold.incident.affected.linked import named

_TRIES = 5


def derive(one: Derivation) -> None:
    """All of it. Raises WithholdError with one line that says what to do, or Superseded."""
    ConsoleCase.open(one.case)
    actor_in(one.asked_by, one.case)  # who left the case meanwhile sets nothing going
    if one.what == What.AMENDMENT:
        still_ours(one, "reading the people who were found later, in isolation")
        with file_of(one) as path:
            amend(one, path)
    still_ours(one, "opening the rows")
    people = list(ExposedPerson.objects.filter(case=one.case).order_by("number"))
    rows = [row_of(person) for person in people]
    still_ours(one, "looking for duplicates", 0, len(rows))
    write_between_rows(one, duplicates(rows))
    roster = roster_of(one.case)
    if one.what == What.RECORDS:
        still_ours(one, "reading own records, and matching them")
        with file_of(one) as path:
            source = records_of(one, path)
            _keep(one, roster, matched(rows, source.read(), groups_of(one.case).heads))
        unread = {name: len(numbers) for name, numbers in source.unreadable.items()}
        Derivation.objects.filter(pk=one.pk).update(unread=unread)
    _write(one, roster, people, rows)


def _keep(one: Derivation, roster: Roster, found: Matched) -> None:
    digests = {record_digest(roster, key): key for key in found.records}
    decided = Question.objects.filter(case=one.case, record__isnull=False, decided_by__isnull=False)
    for digest, number, state in decided.values_list("record__digest", "number", "state"):
        key = digests.get(digest)
        if key is not None and state == QuestionState.SAME:
            found.owners[key] = number
        elif key is not None and found.owners.get(key) == number:
            del found.owners[key]
    written = write_records(one, roster, found.kept())
    write_of_records(one, found.asked, written)
    write_linked(one, roster, found.linked)
    roster.records = found.read
    roster.save(update_fields=["records"])


def _write(one: Derivation, roster: Roster, people: Sequence[ExposedPerson], rows: Sequence[LeakRow]) -> None:
    """Worked out again where somebody decided meanwhile: what they decided stands, nothing from before."""
    for _ in range(_TRIES):
        if _written(one, people, rows):
            break
    else:  # people decide all the time: now they wait for it, some seconds
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=one.case.pk)
            if not _written(one, people, rows):
                raise NotDerived("people decided about them while it was written; work it out again")
    write_linked(one, roster, named(rows))
    fixed = ExposedList.objects.get(case=one.case)
    roster.people, roster.root, roster.derived_at = len(rows), fixed.root, timezone.now()
    roster.save(update_fields=["people", "root", "derived_at"])


def _written(one: Derivation, people: Sequence[ExposedPerson], rows: Sequence[LeakRow]) -> bool:
    """False: somebody decided while it was worked out or written."""
    still_ours(one, "working out cohorts and what presses")
    known = decisions(one.case)
    groups = groups_of(one.case)
    own = OwnRecord.objects.filter(case=one.case).order_by("pk")
    records, shared = records_by_number(own, groups)
    material = Material(
        {person.number: person.pk for person in people},
        {row.number: row for row in rows},
        records,
        groups,
        shared,
    )
    today = timezone.now().date()
    return write_standings(one, in_places(judged(material, material.rows, today)), known)
