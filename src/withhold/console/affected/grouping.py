"""Which numbers are one person: found sure, or decided by a person."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from django.db.models import Q

from withhold.console.affected.models import OwnRecord, Question, QuestionState, Standing
from withhold.console.cases.models import Case
from withhold.incident.affected.interface import Terminal


@dataclass(frozen=True, slots=True, repr=False)
class Same:
    """That two numbers are one person, by what, and by whose decision (None: found sure)."""

    one: int
    other: int
    agreeing: tuple[str, ...]
    by: int | None = None
    why: str = ""


@dataclass(slots=True)
class Groups:
    """Numbers that are one person, each group with its head, which is no duplicate."""

    members: dict[int, tuple[int, ...]] = field(default_factory=dict)
    heads: dict[int, int] = field(default_factory=dict)
    reasons: dict[int, Same] = field(default_factory=dict)
    """Of each number that is one of several, a pair that says so: one that a person decided, if there is."""

    def of(self, number: int) -> tuple[int, ...]:
        """All numbers of this person, this one first."""
        return (number, *(one for one in self.members.get(number, ()) if one != number))

    def head(self, number: int) -> int:
        """The number that the others are duplicates of: itself, if there are no others."""
        return self.heads.get(number, number)


def groups_of(case: Case) -> Groups:
    """As the questions stand now. The head is who is settled as somebody of their own, else the lowest."""
    asked = Question.objects.filter(case=case, state=QuestionState.SAME, other__isnull=False)
    pairs = [
        Same(number, other or number, tuple(evidence), by, why)
        for number, other, evidence, by, why in asked.values_list(
            "number", "other", "evidence", "decided_by", "why"
        )
    ]
    settled = Standing.objects.filter(case=case, terminal__isnull=False)
    own = settled.exclude(terminal=Terminal.DUPLICATE_OF).values_list("number", flat=True)
    return grouped(pairs, own)


def decisions(case: Case) -> str:
    """What groups and owners of records rest on, in short: another one where somebody decided."""
    asked = Question.objects.filter(case=case, state=QuestionState.SAME).order_by("pk")
    several = Q(number__in=asked.values("number")) | Q(number__in=asked.values("other"))
    settled = Standing.objects.filter(several, case=case, terminal__isnull=False)
    settled = settled.exclude(terminal=Terminal.DUPLICATE_OF)
    of_records = OwnRecord.objects.filter(case=case, number__isnull=False).order_by("pk")
    found = sha256()
    for rows in (
        asked.values_list("pk", "decided_at"),
        settled.order_by("number").values_list("number"),
        of_records.values_list("pk", "number"),
    ):
        found.update(repr(list(rows)).encode())
    return found.hexdigest()


def grouped(pairs: Iterable[Same], settled: Iterable[int]) -> Groups:
    """Joined through any chain of pairs."""
    parent: dict[int, int] = {}

    def root(one: int) -> int:
        while parent.setdefault(one, one) != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    found = Groups()
    for pair in pairs:
        parent[root(pair.one)] = root(pair.other)
        for number in (pair.one, pair.other):
            before = found.reasons.get(number)
            if before is None or before.by is None:
                found.reasons[number] = pair
    together = defaultdict(list)
    for number in parent:
        together[root(number)].append(number)
    own = set(settled)
    for several in together.values():
        members = tuple(sorted(several))
        head = min((one for one in members if one in own), default=members[0])
        for number in members:
            found.members[number], found.heads[number] = members, head
    return found
