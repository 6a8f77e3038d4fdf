"""A reconciliation for people, programs and pages: counts and numbers, never anything of a person."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from withhold.incident.affected.reconcile import Problem, Reconciliation
from withhold.incident.affected.terminals import needs

SCHEMA = "withhold.reconciliation/1"
MOST_NUMBERS = 50
"""Numbers that a line for people shows; JSON has them all."""
PROBLEMS = {
    Problem.MISSING: "There is no account of them at all; work them out again",
    Problem.DOUBLE: "There are several accounts of each; keep one",
    Problem.NOT_SETTLED: "They have no end yet; queued, sent and tried are none",
    Problem.WAITS_FOR_SECOND: "Their end waits for a second person; read what it rests on, and confirm it",
    Problem.WITHOUT_EVIDENCE: "Their end does not rest on what it needs; add the evidence or open it again",
    Problem.COUNSEL_NOT_TOLD: (
        "They were told, and their counsel of record was not, or not provably; tell counsel, or two people "
        "record why that cannot be"
    ),
    Problem.DUPLICATE_OF_NOBODY: "They are duplicates of a number that is not there; say of whom",
    Problem.DUPLICATE_OF_ITSELF: "They are duplicates of themselves; say of whom",
    Problem.DUPLICATE_OF_DUPLICATE: "They are duplicates of a duplicate; point at the person's own number",
    Problem.IN_A_CIRCLE: "They are duplicates of one another; make one of each circle the person's own",
    Problem.DUPLICATE_OF_UNACCOUNTED: "Whom they are duplicates of is not accounted for; settle that first",
    Problem.CONTRADICTION: "They are said to be a duplicate and something else; settle them anew",
    Problem.NOT_AMONG_THEM: "These numbers are not among the N; take the accounts out",
}
"""What each problem means, and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: words, how many, and the numbers (without those beyond `MOST_NUMBERS`)."""

    words: str
    count: int
    numbers: str = ""


def verdict(found: Reconciliation) -> str:
    """The whole in one sentence."""
    if found.complete:
        return f"All {found.people:,} are accounted for."
    if not found.people:
        return "There is nobody to account for: the N is not fixed yet."
    return f"NOT all are accounted for: {found.people - found.accounted:,} of {found.people:,} are not."


def ends(found: Reconciliation) -> list[Line]:
    """How many end how, in the order of the closed list."""
    return [Line(needs()[terminal].words, count) for terminal, count in found.ends.items()]


def problems(found: Reconciliation) -> list[Line]:
    """What is wrong, the plainest first."""
    return [Line(PROBLEMS[one], len(numbers), shown(numbers)) for one, numbers in found.problems.items()]


def as_text(found: Reconciliation) -> str:
    """For a terminal."""
    lines = [verdict(found), ""]
    lines += [f"{line.count:>9,}  {line.words}" for line in ends(found) if line.count]
    for line in problems(found):
        lines += [f"{line.count:>9,}  {line.words}", f"           {line.numbers}"]
    if found.cohorts:
        cohorts = (f"{name.replace('_', ' ')} {count:,}" for name, count in found.cohorts.items())
        lines += ["", f"Not accounted for, by where they are: {', '.join(cohorts)}"]
    return "\n".join([*lines, "", f"Root of the accounts: {found.root}", ""])


def as_json(found: Reconciliation) -> str:
    """For programs (docs/affected.md)."""
    told = {
        "schema": SCHEMA,
        "complete": found.complete,
        "people": found.people,
        "accounted": found.accounted,
        "ends": {str(one): count for one, count in found.ends.items()},
        "problems": {str(one): list(numbers) for one, numbers in found.problems.items()},
        "unaccounted_cohorts": {str(one): count for one, count in found.cohorts.items()},
        "root": found.root,
    }
    return json.dumps(told, indent=2)


def shown(numbers: Sequence[int]) -> str:
    """Numbers in order, runs of them as `4-9`; how many more where there are too many."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    told = [str(a) if a == b else f"{a}-{b}" for a, b in runs[:MOST_NUMBERS]]
    rest = sum(b - a + 1 for a, b in runs[MOST_NUMBERS:])
    return ", ".join(told) + (f" and {rest:,} more" if rest else "")
