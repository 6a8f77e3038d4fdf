"""Writes what was worked out: again is the same, and what a person decided is never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from withhold.console.affected.digesting import linked_digest, record_digest
from withhold.console.affected.grouping import Same, decisions
from withhold.console.affected.models import (
    Derivation,
    DeriveState,
    LinkedPerson,
    OwnRecord,
    Question,
    QuestionState,
    Roster,
    Standing,
)
from withhold.console.affected.noting import note_of_people
from withhold.console.affected.packing import packed
from withhold.console.affected.reaching import flags_of
from withhold.console.cases.models import Case
from withhold.console.people.models import User
from withhold.incident.affected.interface import Cohort, Linked, Terminal
from withhold.incident.affected.interface import OwnRecord as Record
from withhold.incident.affected.terminals import AGREES, REASON, said

BATCH = 500
_WRITTEN = (
    "cohort",
    "rank",
    "place",
    "known",
    "has_language",
    "has_counsel",
    "has_email",
    "has_address",
    "has_facility",
    "terminal",
    "duplicate_of",
    "evidence",
    "settled_by",
    "settled_at",
    "worked_out_at",
)


class Superseded(Exception):
    """Another worker took the derivation up; this one stops and writes nothing more."""


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """What was worked out of one of the N. `same_as`: of which number it is a duplicate; `why` says so."""

    person: int
    """The row's primary key."""
    number: int
    cohort: Cohort
    rank: int
    place: int
    order: tuple[Any, ...]
    """What to sort the whole N by."""
    known: Mapping[str, Any]
    same_as: int | None = None
    why: Same | None = None


def still_ours(one: Derivation, now: str, done: int | None = None, total: int | None = None) -> None:
    """Tell how far it is, and that the worker lives. Raises Superseded."""
    told: dict[str, Any] = {"now": now[:100], "heard_at": timezone.now()}
    if done is not None:
        told["done"] = done
    if total is not None:
        told["total"] = total
    running = Derivation.objects.filter(pk=one.pk, state=DeriveState.RUNNING, tries=one.tries)
    if not running.update(**told):
        raise Superseded


def write_standings(one: Derivation, found: Sequence[Found], known: str) -> bool:
    """All of them, a batch in a transaction. False as soon as people have decided something else than what
    these were worked out from (`known`: see `grouping.decisions`)."""
    for start in range(0, len(found), BATCH):
        batch = found[start : start + BATCH]
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=one.case.pk)
            still_ours(one, "writing where each of them stands", start + len(batch), len(found))
            if decisions(one.case) != known:
                return False
            if write_batch(one.case, batch, one.asked_by):
                known = decisions(one.case)
    return True


def write_batch(case: Case, batch: Sequence[Found], by: User) -> int:
    """In the caller's transaction, which holds the case: these standings, derived anew, as `by` set it going.
    An end that what is known now speaks against is open again, and the ledger has that; how many are.
    Raises CaseError."""
    before = {
        row.number: row for row in Standing.objects.filter(case=case, number__in=[f.number for f in batch])
    }
    rows = [_standing(case, one, before.get(one.number)) for one in batch]
    Standing.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=_WRITTEN,
    )
    return _open_again(case, batch, before, by)


def _open_again(case: Case, batch: Sequence[Found], before: Mapping[int, Standing], by: User) -> int:
    """No way to tell them was recorded and one is known now, or nothing of them was exposed and a further row
    is theirs: whatever two people had confirmed, they did not have this before them."""
    ended = Standing.objects.filter(case=case)
    reachable = [
        one.number
        for one in batch
        if one.number in before and _ways(one.known) - _ways(before[one.number].known)
    ]
    heads = {
        one.same_as
        for one in batch
        if one.same_as is not None
        and (one.number not in before or before[one.number].duplicate_of != one.same_as)
    }
    found = [
        *ended.filter(number__in=reachable, terminal=Terminal.NO_PATH_RECORDED),
        *ended.filter(number__in=heads, terminal=Terminal.NOT_AFFECTED),
    ]
    for row in found:
        note = f"number {row.number}, ended as {row.terminal}, is open again: more is known of them now"
        row.terminal, row.evidence = None, []
        row.settled_by = row.settled_at = row.confirmed_by = None
        row.save(update_fields=["terminal", "evidence", "settled_by", "settled_at", "confirmed_by"])
        note_of_people(case, by, "what was settled of one of the people is open again", note)
    return len(found)


def _ways(known: Mapping[str, Any]) -> set[str]:
    """Everything by which somebody may be told."""
    found = (*known["emails"], *known["addresses"], known["facility"], known["counsel"])
    return {str(one) for one in found if one}


def _standing(case: Case, found: Found, before: Standing | None) -> Standing:
    row = Standing(
        case=case,
        person_id=found.person,
        number=found.number,
        cohort=found.cohort,
        rank=found.rank,
        place=found.place,
        known=dict(found.known),
        **flags_of(found.known),
    )
    if before is not None and before.terminal not in (None, Terminal.DUPLICATE_OF):
        for name in ("terminal", "evidence", "settled_by_id", "settled_at"):
            setattr(row, name, getattr(before, name))
    elif found.same_as is not None:
        row.terminal, row.duplicate_of, row.settled_at = Terminal.DUPLICATE_OF, found.same_as, timezone.now()
        if before is not None and before.duplicate_of == found.same_as:
            row.settled_at = before.settled_at
        if found.why is not None:
            row.settled_by_id = found.why.by
            row.evidence = shown_by(found.why)
    return row


def shown_by(why: Same) -> list[str]:
    """What proves that two numbers are one person, as evidence is kept."""
    evidence = (
        [said(AGREES, f"{', '.join(why.agreeing)} of {why.one} and {why.other}")] if why.agreeing else []
    )
    return [*evidence, said(REASON, why.why)] if why.by is not None else evidence


def write_records(
    one: Derivation,
    roster: Roster,
    kept: Sequence[tuple[Record, int | None, Mapping[str, Any]]],
) -> dict[str, OwnRecord]:
    """The records that concern affected people, with whose they are and what is told beside; by their key."""
    now, written = timezone.now(), {}
    for start in range(0, len(kept), BATCH):
        batch = kept[start : start + BATCH]
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=one.case.pk)
            still_ours(one, "sealing own records", start + len(batch), len(kept))
            whose = _decided(one.case)
            rows = []
            for record, number, told in batch:
                digest = record_digest(roster, record.record)
                same, others = whose.get(digest, (None, ()))
                owner = same if same is not None else None if number in others else number
                values = {"record": packed(record), **told}
                rows.append(OwnRecord(case=one.case, digest=digest, number=owner, values=values, read_at=now))
            OwnRecord.objects.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["case", "digest"],
                update_fields=["number", "values", "read_at"],
            )
    keys = {record_digest(roster, record.record): record.record for record, _, _ in kept}
    for row in OwnRecord.objects.filter(case=one.case).defer("values"):
        if row.digest in keys:
            written[keys[row.digest]] = row
    return written


def _decided(case: Case) -> dict[str, tuple[int | None, list[int]]]:
    """By the digest of a record: whose people found it to be, and whose not."""
    asked = Question.objects.filter(case=case, record__isnull=False, decided_by__isnull=False)
    found: dict[str, tuple[int | None, list[int]]] = {}
    for digest, number, state in asked.values_list("record__digest", "number", "state"):
        same, others = found.get(digest, (None, []))
        if state == QuestionState.SAME:
            same = number
        else:
            others = [*others, number]
        found[digest] = (same, others)
    return found


def write_linked(one: Derivation, roster: Roster, found: Sequence[Linked]) -> None:
    """People who are named or implied; found again they are the same, with the plan that they have."""
    rows = [
        LinkedPerson(
            case=one.case,
            by_number=link.by,
            digest=linked_digest(roster, link.by, link.relation, link.name),
            values={"relation": link.relation, "name": link.name},
        )
        for link in found
    ]
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=one.case.pk)
        still_ours(one, "writing linked people")
        LinkedPerson.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
