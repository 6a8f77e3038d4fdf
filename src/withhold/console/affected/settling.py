"""How each of the N ends: proven by a delivery, or settled by a person with its evidence."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from withhold.console.affected.confirming import overtaken, proposal_of, propose
from withhold.console.affected.deciding import join
from withhold.console.affected.grouping import groups_of
from withhold.console.affected.interface import NotDerived, SettlingRefused
from withhold.console.affected.models import Question, QuestionState, Standing
from withhold.console.affected.noting import note_of_people
from withhold.console.affected.receipts import PROVEN, follow, given_to
from withhold.console.affected.refreshing import refresh
from withhold.console.affected.representing import has_counsel
from withhold.console.cases.models import Case
from withhold.console.people.models import User
from withhold.incident.affected.interface import Terminal
from withhold.incident.affected.terminals import (
    CONFIRMED_BY,
    COUNSEL_RECEIPT,
    COUNSEL_UNTOLD,
    DOCUMENT,
    FOUND_BY,
    REASON,
    lacking,
    said,
)

_MAY_BE_PROVEN = (None, Terminal.NO_PATH_RECORDED, *PROVEN)
"""From these a proof leads on: it outweighs that no path was known."""


def settle(
    case: Case,
    number: int,
    terminal: Terminal,
    evidence: Sequence[str],
    by: User,
    duplicate_of: int | None = None,
) -> Standing:
    """A person settles it: a duplicate at once, every other end as a proposal that a second person confirms
    (`confirming`). The same again changes nothing.

    Raises SettlingRefused, NotDerived, CaseError or LedgerError; then nothing changes.
    """
    if terminal in PROVEN:
        raise SettlingRefused("that a notice was proven is known from its delivery; record the receipt there")
    told = tuple(one.strip() for one in evidence if one.strip())
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        row = _standing(case, number)
        before = proposal_of(row)
        if before is not None:
            if before.by_id == by.pk and before.terminal == terminal and tuple(before.evidence) == told:
                return row
            raise SettlingRefused(
                f"an end of number {number} waits for a second person already; confirm it or set it aside"
            )
        if terminal == Terminal.DUPLICATE_OF:
            return _duplicate(case, row, duplicate_of, told, by)
        if row.terminal is not None:
            raise SettlingRefused(f"number {number} is settled already; open it again first, with a reason")
        _check(terminal, (*told, said(CONFIRMED_BY, "to come")))
        propose(row, terminal, told, by)
    return row


def prove(case: Case, number: int, counsel: bool, evidence: Sequence[str]) -> Standing:
    """The person's notice was proven; `counsel`: that of their counsel of record was as well.

    For the notices room, in whose transaction and ledger entry the proof stands. Of a duplicate it proves
    that of the person they are. The same again, or a lesser proof, changes nothing. Evidence is written as in
    `incident.affected.terminals`: `receipt: …`, for counsel `counsel receipt: …`.

    Raises SettlingRefused without these, or where the person is settled as somebody who is not to be told;
    NotDerived.
    """
    told = tuple(one.strip() for one in evidence if one.strip())
    terminal = Terminal.PROVEN_COUNSEL_AND_PERSON if counsel else Terminal.PROVEN_PERSON
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        row = _standing(case, number)
        if row.duplicate_of is not None:
            told = tuple(given_to(one, number) for one in told)
            row = _standing(case, row.duplicate_of)
        if row.terminal in (terminal, Terminal.PROVEN_COUNSEL_AND_PERSON):
            if row.number != number:  # kept: should they turn out to be two, it is the other's
                row.evidence = [*row.evidence, *(one for one in told if one not in row.evidence)]
                row.save(update_fields=["evidence"])
            return row
        if row.terminal not in _MAY_BE_PROVEN:
            raise SettlingRefused(f"number {row.number} is settled as {row.terminal}; open it again first")
        before = tuple(row.evidence) if row.terminal in PROVEN else ()
        if counsel:
            before = tuple(one for one in before if not one.startswith(f"{COUNSEL_UNTOLD}:"))
        every = (*before, *(one for one in told if one not in before))
        _check(terminal, every)
        overtaken(row)
        _write(row, terminal, every, None)
    return row


def record_counsel_untold(case: Case, number: int, why: str, who: str, by: User) -> Standing:
    """The person was told, and their counsel of record cannot be: why, and who tried. It waits for a second
    person. The same again changes nothing.

    Raises SettlingRefused, NotDerived, CaseError or LedgerError; then nothing changes.
    """
    if not why.strip() or not who.strip():
        raise SettlingRefused("write why counsel could not be told, and who tried")
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        row = _standing(case, number)
        if row.terminal != Terminal.PROVEN_PERSON or not has_counsel(row):
            raise SettlingRefused("this is for somebody who was told, and whose counsel of record was not")
        told = (*row.evidence, said(COUNSEL_UNTOLD, why.strip()), said(FOUND_BY, who.strip()))
        before = proposal_of(row)
        if before is None:
            propose(row, Terminal.PROVEN_PERSON, told, by)
        elif before.by_id != by.pk or tuple(before.evidence) != told:
            raise SettlingRefused(
                f"an end of number {number} waits for a second person already; confirm it or set it aside"
            )
    return row


def take_back_counsel(case: Case, number: int, instead: tuple[int, str] | None) -> bool:
    """Whoever gave counsel's receipt never stood for this person, in the caller's transaction, which records
    it. `instead`: another representative's receipt, which takes its place, and for which of the person's
    numbers it was given; without one only the person's own proof is left. Of a duplicate it is the receipt of
    the person they are. Whether it changed anything. Raises NotDerived."""
    row = _standing(case, number)
    if row.duplicate_of is not None:
        row = _standing(case, row.duplicate_of)
    if row.terminal != Terminal.PROVEN_COUNSEL_AND_PERSON:
        return False
    told = [one for one in row.evidence if not one.startswith(f"{COUNSEL_RECEIPT}:")]
    left = Terminal.PROVEN_PERSON
    if instead is not None:
        whose, receipt = instead
        given = said(COUNSEL_RECEIPT, receipt)
        told.append(given if whose == row.number else given_to(given, whose))
        left = Terminal.PROVEN_COUNSEL_AND_PERSON
    _check(left, told)
    _write(row, left, told, None)
    return True


def reopen(case: Case, number: int, why: str, by: User) -> Standing:
    """What was settled was wrong. Of a duplicate: the two are found to be different people.

    Raises SettlingRefused, CaseError or LedgerError.
    """
    if not why.strip():
        raise SettlingRefused("say why it is opened again; it goes into the ledger")
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        row = _standing(case, number)
        if row.terminal is None:
            return row
        if row.terminal in PROVEN:
            raise SettlingRefused("a proven delivery stays proven; write a note instead")
        note = f"number {number} is open again: {why}"
        note_of_people(case, by, "what was settled of one of the people is open again", note)
        # Whoever was one with this number has what is known of it, addresses too, until worked out anew.
        touched = groups_of(case).of(number)
        if row.terminal == Terminal.DUPLICATE_OF:
            _part(case, number, why, by)
        Standing.objects.filter(pk=row.pk).update(
            terminal=None, duplicate_of=None, evidence=[], settled_by=None, settled_at=None, confirmed_by=None
        )
        refresh(case, touched, by)
        follow(case, touched)
    row.refresh_from_db()
    return row


def _standing(case: Case, number: int) -> Standing:
    row = Standing.objects.select_for_update(of=("self",)).filter(case=case, number=number).first()
    if row is None:
        raise NotDerived(
            f"number {number} was not worked out yet; start that on the page of the affected people"
        )
    return row


def _write(row: Standing, terminal: Terminal, evidence: Sequence[str], by: User | None) -> None:
    row.terminal, row.duplicate_of, row.evidence = terminal, None, list(evidence)
    row.settled_by, row.settled_at, row.confirmed_by = by, timezone.now(), None
    row.save(
        update_fields=["terminal", "duplicate_of", "evidence", "settled_by", "settled_at", "confirmed_by"]
    )


def _duplicate(case: Case, row: Standing, of: int | None, told: tuple[str, ...], by: User) -> Standing:
    if of is None:
        raise SettlingRefused("a duplicate is a duplicate of somebody; give that number")
    _check(Terminal.DUPLICATE_OF, told)
    if row.terminal not in (None, Terminal.DUPLICATE_OF):
        raise SettlingRefused(f"number {row.number} is settled already; open it again first, with a reason")
    join(case, row.number, of, "; ".join(told), by)
    row.refresh_from_db()
    return row


def _part(case: Case, number: int, why: str, by: User) -> None:
    """Nobody else is this person any more."""
    same = Question.objects.filter(case=case, state=QuestionState.SAME, other__isnull=False)
    decided = {
        "state": QuestionState.DIFFERENT,
        "why": why,
        "decided_by": by,
        "decided_at": timezone.now(),
    }
    same.filter(number=number).update(**decided)
    same.filter(other=number).update(**decided)


def evidence_of(given: Mapping[str, str]) -> tuple[str, ...]:
    """What a form says, as evidence is kept."""
    told = {DOCUMENT: given["document"], REASON: given["reason"], FOUND_BY: given["who"]}
    return tuple(said(kind, which.strip()) for kind, which in told.items() if which.strip())


def _check(terminal: Terminal, told: Sequence[str]) -> None:
    if missing := lacking(terminal, told):
        name = terminal.replace("_", " ")
        raise SettlingRefused(f"“{name}” does not rest on enough; give: {', and '.join(missing)}")
