"""Accounts for each of the N: against the number and the root that stand in the case's ledger."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from withhold.console.affected.confirming import waiting_of
from withhold.console.affected.interface import RowsChanged
from withhold.console.affected.models import Standing
from withhold.console.affected.representing import represented
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.persons.models import ExposedPerson
from withhold.incident.affected.interface import Account, Cohort, Terminal
from withhold.incident.affected.reconcile import ACCOUNTED, UNACCOUNTED, Reconciliation, reconcile
from withhold.incident.affected.root import Fixed, fixed
from withhold.incident.case.interface import Actor, Event, EventKind
from withhold.ledger.interface import Fact

_AT_ONCE = 1000
_FIXING = (EventKind.EXPOSED_FIXED, EventKind.EXPOSED_AMENDED)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How each of the N stands. `committed` is what the ledger fixed, `kept` what the rows are now: both have
    to be the same, else somebody was lost or put in outside the ledger."""

    found: Reconciliation
    committed: Fixed | None
    kept: Fixed

    @property
    def rows_hold(self) -> bool:
        """Whether the rows are the ones that the ledger fixed."""
        return self.committed == self.kept

    @property
    def complete(self) -> bool:
        """Whether each of those that the ledger fixed is accounted for, and nobody else."""
        return self.rows_hold and self.found.complete

    @property
    def exit_code(self) -> int:
        """0 if it is complete, else 10."""
        return ACCOUNTED if self.complete else UNACCOUNTED


def reconciled(case: Case) -> Reconciled:
    """As it stands now. Raises CaseError or LedgerError where the ledger cannot be read."""
    committed = committed_of(case)
    rows = ExposedPerson.objects.filter(case=case).order_by("number")
    kept = fixed(rows.values_list("commitment", flat=True).iterator(_AT_ONCE))
    people = kept.people if committed is None else committed.people
    return Reconciled(reconcile(people, accounts_of(case)), committed, kept)


def committed_of(case: Case) -> Fixed | None:
    """The N and its root as the case's ledger holds them last."""
    fixing = [one for one in ConsoleCase.open(case).events() if one.kind in _FIXING]
    if not fixing:
        return None
    facts = fixing[-1].facts
    people = facts["people_high"]
    assert isinstance(people, int)
    return Fixed(people, str(facts["root"]))


def accounts_of(case: Case) -> Iterator[Account]:
    """All that are kept, and one for each row of the leak or found later that has none: not worked out is not
    settled. A number that two have, or that no row has, is told as it is."""
    standings = Standing.objects.filter(case=case).defer("known").order_by("number", "pk")
    found = set()
    waiting, counselled = waiting_of(case), represented(case)
    for one in standings.iterator(_AT_ONCE):
        found.add(one.number)
        yield _account(one, one.number in waiting, one.has_counsel or one.number in counselled)
    rows = ExposedPerson.objects.filter(case=case).order_by("number")
    for number in rows.values_list("number", flat=True):
        if number not in found:
            yield Account(number, None)


def record(case: Case, by: Actor, why: str) -> Reconciled:
    """Put how it stands into the ledger. The same as the last entry tells is not put there again.

    Raises RowsChanged, CaseError or LedgerError; then nothing is put there.
    """
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        now = reconciled(case)
        if not now.rows_hold:
            raise RowsChanged(
                "the people who are kept are NOT those whom the ledger fixed: somebody was lost or put in; "
                "nothing was recorded"
            )
        facts: dict[str, Fact] = {
            "people": now.found.people,
            "accounted": now.found.accounted,
            "root": now.found.root,
        }
        last = last_of(case)
        if last is None or last.facts != facts:
            ConsoleCase.open(case).append([Event(EventKind.RECONCILED, timezone.now(), by, why, facts)])
    return now


def last_of(case: Case) -> Event | None:
    """The last reconciliation that stands in the ledger."""
    found = [one for one in ConsoleCase.open(case).events() if one.kind is EventKind.RECONCILED]
    return found[-1] if found else None


def _account(one: Standing, waits: bool, has_counsel: bool) -> Account:
    terminal = None if one.terminal is None else Terminal(one.terminal)
    settled: datetime | None = one.settled_at
    return Account(
        one.number,
        terminal,
        tuple(one.evidence),
        one.duplicate_of,
        Cohort(one.cohort),
        settled,
        waits,
        has_counsel,
    )
