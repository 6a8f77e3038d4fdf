"""Receipts follow whom they were given to: two numbers that were one person may be found to be two."""

from collections.abc import Iterable

from django.utils import timezone

from withhold.console.affected.grouping import groups_of
from withhold.console.affected.models import Standing
from withhold.console.cases.models import Case
from withhold.incident.affected.interface import Terminal
from withhold.incident.affected.terminals import COUNSEL_RECEIPT, RECEIPT, lacking

PROVEN = (Terminal.PROVEN_COUNSEL_AND_PERSON, Terminal.PROVEN_PERSON)
"""Known from a delivery, never said by a person; the most first."""
_GIVEN_TO = ", given to number "


def given_to(evidence: str, number: int) -> str:
    """A receipt of somebody whose matter is under another number."""
    kind = evidence.partition(":")[0]
    if kind not in (RECEIPT, COUNSEL_RECEIPT) or _GIVEN_TO in evidence:
        return evidence
    return f"{evidence}{_GIVEN_TO}{number}"


def follow(case: Case, touched: Iterable[int]) -> None:
    """In the caller's transaction, which holds the case: after these standings were worked out anew, nobody
    is proven by a receipt that is somebody else's, and who gave one is proven by it."""
    groups = groups_of(case)
    numbers = {one for number in touched for one in groups.of(number)}
    rows = {one.number: one for one in Standing.objects.filter(case=case, number__in=numbers)}
    for row in list(rows.values()):
        if row.terminal not in PROVEN:
            continue
        moved: dict[int, list[str]] = {}
        for told in row.evidence:
            whose = _whose(told, row.number)
            head = rows[whose].duplicate_of or whose
            if head != row.number:
                moved.setdefault(head, []).append(told)
        if moved:
            _write(row, [one for one in row.evidence if not any(one in told for told in moved.values())])
        for head, told in moved.items():
            _write(rows[head], [*rows[head].evidence, *told])


def _whose(told: str, number: int) -> int:
    _, given, whose = told.partition(_GIVEN_TO)
    return int(whose) if given else number


def _write(row: Standing, evidence: list[str]) -> None:
    """Proven as far as this goes; open where it proves nothing. Another end is left as it is."""
    if row.terminal not in (None, *PROVEN):
        return
    proven = next((one for one in PROVEN if not lacking(one, evidence)), None)
    row.terminal = proven
    row.evidence = evidence if proven else []
    row.settled_by, row.settled_at = None, timezone.now() if proven else None
    row.save(update_fields=["terminal", "evidence", "settled_by", "settled_at"])
