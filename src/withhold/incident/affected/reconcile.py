"""Accounts for each of the N: exactly one end with its evidence, or the number is told. Fails loudly."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from withhold.incident.affected.interface import Account, Cohort, Terminal
from withhold.incident.affected.terminals import counsel_missing, lacking
from withhold.ledger.tree import Frontier, leaf_hash
from withhold.signing.canonical import canonical

ACCOUNTED, UNACCOUNTED = 0, 10
"""Exit codes: everybody, and not everybody (design 5.1)."""


class Problem(StrEnum):
    """Why a number is not accounted for: a closed list, the plainest first."""

    MISSING = "missing"  # there is no account of it
    DOUBLE = "double"  # there are several
    NOT_SETTLED = "not_settled"  # no end yet: queued, sent and tried are none
    WAITS_FOR_SECOND = "waits_for_second"  # one person proposed an end; nobody confirmed it
    WITHOUT_EVIDENCE = "without_evidence"  # an end without what it has to rest on
    COUNSEL_NOT_TOLD = "counsel_not_told"  # the person was; their counsel of record is not proven to be
    DUPLICATE_OF_NOBODY = "duplicate_of_nobody"  # of no number, or of one that is not among the N
    DUPLICATE_OF_ITSELF = "duplicate_of_itself"
    DUPLICATE_OF_DUPLICATE = "duplicate_of_duplicate"
    IN_A_CIRCLE = "in_a_circle"  # duplicates of one another
    DUPLICATE_OF_UNACCOUNTED = "duplicate_of_unaccounted"
    CONTRADICTION = "contradiction"  # a duplicate by one thing, something else by another
    NOT_AMONG_THEM = "not_among_them"  # an account of a number that is not one of the N


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """How the N stand. Every number is either in `ends` or among the `problems`, never in both.

    `problems`: numbers, sorted; a number may have several. `cohorts`: of those who are not accounted for.
    `root`: over all accounts in order, hexadecimal; it fixes this reconciliation in the ledger.
    """

    people: int
    ends: Mapping[Terminal, int]
    problems: Mapping[Problem, Sequence[int]]
    cohorts: Mapping[Cohort, int]
    root: str

    @property
    def accounted(self) -> int:
        """How many of the N have their end."""
        return sum(self.ends.values())

    @property
    def unaccounted(self) -> tuple[int, ...]:
        """The numbers of the N that have none, sorted."""
        among = (numbers for problem, numbers in self.problems.items() if problem != Problem.NOT_AMONG_THEM)
        return tuple(sorted({number for numbers in among for number in numbers}))

    @property
    def complete(self) -> bool:
        """Whether everybody is accounted for, and nobody else. Nobody at all is not complete."""
        return self.people > 0 and self.accounted == self.people and not self.problems

    @property
    def exit_code(self) -> int:
        """0 if it is complete, else 10."""
        return ACCOUNTED if self.complete else UNACCOUNTED


def reconcile(n: int, accounts: Iterable[Account]) -> Reconciliation:
    """What becomes of the numbers 1 to `n` by these accounts. The order of the accounts does not matter."""
    given: dict[int, list[Account]] = defaultdict(list)
    for account in accounts:
        given[account.number].append(account)
    single = {number: several[0] for number, several in given.items() if len(several) == 1}
    own = {number: _problems_of(single[number], n) for number in single if 0 < number <= n}
    circles = _circles(single)
    problems: dict[Problem, list[int]] = defaultdict(list)
    ends: Counter[Terminal] = Counter()
    cohorts: Counter[Cohort] = Counter()
    for number in range(1, n + 1):
        found = _problems(number, given, single, own, circles)
        for problem in found:
            problems[problem].append(number)
        one = single.get(number)
        if not found and one is not None and one.terminal is not None:
            ends[one.terminal] += 1
        else:
            cohorts[Cohort.UNKNOWN if one is None else one.cohort] += 1
    strangers = sorted(number for number in given if not 0 < number <= n)
    if strangers:
        problems[Problem.NOT_AMONG_THEM] = strangers
    return Reconciliation(
        max(n, 0),
        {one: ends[one] for one in Terminal},
        {one: tuple(problems[one]) for one in Problem if one in problems},
        {one: cohorts[one] for one in Cohort if cohorts[one]},
        _root(given),
    )


def _problems_of(account: Account, n: int) -> list[Problem]:
    """What is wrong with an account by itself."""
    if account.terminal is None:
        if account.duplicate_of is not None:
            return [Problem.CONTRADICTION]
        return [Problem.WAITS_FOR_SECOND if account.waits else Problem.NOT_SETTLED]
    found = [Problem.WITHOUT_EVIDENCE] if lacking(account.terminal, account.evidence) else []
    proven = account.terminal is Terminal.PROVEN_PERSON
    if proven and account.has_counsel and not found and counsel_missing(account.evidence):
        found = [Problem.COUNSEL_NOT_TOLD]
    if account.terminal is not Terminal.DUPLICATE_OF:
        return found if account.duplicate_of is None else [*found, Problem.CONTRADICTION]
    target = account.duplicate_of
    if target is None or not 0 < target <= n:
        return [*found, Problem.DUPLICATE_OF_NOBODY]
    return [*found, Problem.DUPLICATE_OF_ITSELF] if target == account.number else found


def _problems(
    number: int,
    given: Mapping[int, Sequence[Account]],
    single: Mapping[int, Account],
    own: Mapping[int, Sequence[Problem]],
    circles: Set[int],
) -> list[Problem]:
    if number not in single:
        return [Problem.DOUBLE if number in given else Problem.MISSING]
    account, found = single[number], list(own[number])
    target = account.duplicate_of
    if account.terminal is not Terminal.DUPLICATE_OF or target is None or target == number:
        return found
    if Problem.DUPLICATE_OF_NOBODY in found:
        return found
    other = single.get(target)
    if other is not None and other.terminal is Terminal.DUPLICATE_OF:
        found.append(Problem.IN_A_CIRCLE if number in circles else Problem.DUPLICATE_OF_DUPLICATE)
    elif other is None or own[target]:
        found.append(Problem.DUPLICATE_OF_UNACCOUNTED)
    return found


def _circles(single: Mapping[int, Account]) -> set[int]:
    """The duplicates whose chain never reaches somebody who is none."""
    follows = {
        number: one.duplicate_of for number, one in single.items() if one.terminal is Terminal.DUPLICATE_OF
    }
    endless: set[int] = set()
    seen: set[int] = set()
    for start in follows:
        chain: dict[int, None] = {}
        here: int | None = start
        while here in follows and here not in seen and here not in chain:
            chain[here] = None
            here = follows[here]
        if here in chain or here in endless:
            endless.update(chain)
        seen.update(chain)
    return endless


def _root(given: Mapping[int, Sequence[Account]]) -> str:
    tree = Frontier()
    written = sorted(
        (number, canonical([number, one.terminal, one.duplicate_of, list(one.evidence)]))
        for number, several in given.items()
        for one in several
    )
    for _, leaf in written:
        tree.add(leaf_hash(leaf))
    return tree.root().hex()
