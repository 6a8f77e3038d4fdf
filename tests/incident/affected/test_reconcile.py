"""N of N: each number ends exactly once with its evidence, or is told."""

import json
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.incident.affected.interface import Account, Cohort, Terminal
from withhold.incident.affected.reconcile import Problem, Reconciliation, reconcile
from withhold.incident.affected.reconcile_tell import (
    MOST_NUMBERS,
    PROBLEMS,
    as_json,
    as_text,
    ends,
    problems,
    shown,
    verdict,
)
from withhold.incident.affected.terminals import lacking, needs, said, takes_two

ENOUGH = {
    Terminal.PROVEN_PERSON: ("receipt: 17",),
    Terminal.PROVEN_COUNSEL_AND_PERSON: ("receipt: 17", "counsel receipt: 18"),
    Terminal.NO_PATH_RECORDED: ("reason: searched twice", "found by: two people", "confirmed by: B"),
    Terminal.DECEASED: ("document: certificate 4", "confirmed by: B"),
    Terminal.DUPLICATE_OF: ("agrees: alien_number",),
    Terminal.NOT_AFFECTED: ("reason: the row names nobody", "found by: the lead", "confirmed by: B"),
}


def ended(number: int, terminal: Terminal = Terminal.PROVEN_PERSON, of: int | None = None) -> Account:
    return Account(number, terminal, ENOUGH[terminal], of)


def duplicate(number: int, of: int | None) -> Account:
    return ended(number, Terminal.DUPLICATE_OF, of)


def found(n: int, *accounts: Account) -> dict[Problem, tuple[int, ...]]:
    return {problem: tuple(numbers) for problem, numbers in reconcile(n, accounts).problems.items()}


def test_all_of_them() -> None:
    accounts = [ended(number, terminal) for number, terminal in enumerate(ENOUGH, 1) if number != 5]
    result = reconcile(6, [*accounts, duplicate(5, 1)])
    assert (result.complete, result.exit_code, result.accounted, result.unaccounted) == (True, 0, 6, ())
    assert result.ends == dict.fromkeys(Terminal, 1)


@pytest.mark.parametrize("terminal", list(Terminal))
def test_no_end_without_its_evidence(terminal: Terminal) -> None:
    of = 1 if terminal is Terminal.DUPLICATE_OF else None
    for given_ in ((), ("receipt:",), ("queued: yes",), ("receipt",)):
        assert found(2, ended(1), Account(2, terminal, given_, of)) == {Problem.WITHOUT_EVIDENCE: (2,)}
    for missing in range(len(ENOUGH[terminal])):
        fewer = tuple(one for place, one in enumerate(ENOUGH[terminal]) if place != missing)
        assert lacking(terminal, fewer)
    assert not lacking(terminal, ENOUGH[terminal])


def test_who_has_counsel_ends_when_counsel_was_told_or_two_people_say_why_not() -> None:
    def told(*evidence: str) -> dict[Problem, tuple[int, ...]]:
        one = Account(1, Terminal.PROVEN_PERSON, evidence, has_counsel=True)
        return found(2, one, duplicate(2, 1))

    missing = {Problem.COUNSEL_NOT_TOLD: (1,), Problem.DUPLICATE_OF_UNACCOUNTED: (2,)}
    assert told("receipt: 17") == missing
    assert told("receipt: 17", "counsel not told: gone") == missing
    assert told("receipt: 17", "confirmed by: Ann") == missing
    assert told("receipt: 17", "counsel not told: gone", "found by: Ben", "confirmed by: Ann") == {}
    both = Terminal.PROVEN_COUNSEL_AND_PERSON
    assert found(1, Account(1, both, ENOUGH[both], has_counsel=True)) == {}
    assert found(1, Account(1, Terminal.PROVEN_PERSON, ("receipt: 17",))) == {}


def test_queued_is_no_end() -> None:
    queued = Account(1, None, ("receipt: 17",), cohort=Cohort.IN_CUSTODY)
    result = reconcile(1, [queued])
    assert result.problems == {Problem.NOT_SETTLED: (1,)}
    assert result.cohorts == {Cohort.IN_CUSTODY: 1}


def test_missing_double_and_foreign_numbers() -> None:
    result = reconcile(3, [ended(1), ended(2), ended(2), ended(4), ended(0), ended(-1)])
    assert result.problems == {
        Problem.MISSING: (3,),
        Problem.DOUBLE: (2,),
        Problem.NOT_AMONG_THEM: (-1, 0, 4),
    }
    assert (result.exit_code, result.accounted, result.unaccounted) == (10, 1, (2, 3))


def test_a_foreign_number_alone_fails_it() -> None:
    assert reconcile(1, [ended(1), ended(2)]).exit_code == 10


def test_whom_a_duplicate_points_at() -> None:
    one = ended(1)
    assert found(2, one, duplicate(2, None)) == {Problem.DUPLICATE_OF_NOBODY: (2,)}
    assert found(2, one, duplicate(2, 3)) == {Problem.DUPLICATE_OF_NOBODY: (2,)}
    assert found(2, one, duplicate(2, 2)) == {Problem.DUPLICATE_OF_ITSELF: (2,)}
    assert found(3, one, duplicate(2, 1), duplicate(3, 2)) == {Problem.DUPLICATE_OF_DUPLICATE: (3,)}
    assert found(3, one, duplicate(2, 3), duplicate(3, 2)) == {Problem.IN_A_CIRCLE: (2, 3)}
    assert found(4, one, duplicate(2, 3), duplicate(3, 2), duplicate(4, 2)) == {
        Problem.IN_A_CIRCLE: (2, 3, 4)
    }
    assert found(2, Account(1, None), duplicate(2, 1)) == {
        Problem.NOT_SETTLED: (1,),
        Problem.DUPLICATE_OF_UNACCOUNTED: (2,),
    }
    assert found(2, duplicate(2, 1)) == {
        Problem.MISSING: (1,),
        Problem.DUPLICATE_OF_UNACCOUNTED: (2,),
    }


def test_a_duplicate_and_something_else_is_a_contradiction() -> None:
    assert found(2, ended(1), ended(2, of=1)) == {Problem.CONTRADICTION: (2,)}
    assert found(2, ended(1), Account(2, None, (), 1)) == {Problem.CONTRADICTION: (2,)}


def test_nobody_at_all_is_not_all() -> None:
    assert reconcile(0, []).exit_code == 10
    assert "not fixed" in verdict(reconcile(0, []))


def test_long_chains_take_no_time_of_their_square() -> None:
    chain = [ended(1), *(duplicate(number, number - 1) for number in range(2, 6253))]
    result = reconcile(6252, chain)
    assert len(result.problems[Problem.DUPLICATE_OF_DUPLICATE]) == 6250
    ring = [duplicate(number, number % 6252 + 1) for number in range(1, 6253)]
    assert len(reconcile(6252, ring).problems[Problem.IN_A_CIRCLE]) == 6252


_accounts = st.lists(
    st.builds(
        lambda number, terminal, evidence, of, enough: Account(
            number, terminal, ENOUGH.get(terminal, ()) if enough else evidence, of
        ),
        st.integers(-1, 8),
        st.none() | st.sampled_from(list(Terminal)),
        st.lists(st.sampled_from(["receipt: 1", "reason: x", "found by: y"]), max_size=2).map(tuple),
        st.none() | st.integers(0, 8),
        st.booleans(),
    ),
    max_size=10,
)


@given(st.integers(0, 7), _accounts, st.randoms(use_true_random=False))
def test_each_number_is_accounted_for_or_told_and_never_both(
    n: int, accounts: list[Account], rng: Random
) -> None:
    result = reconcile(n, accounts)
    assert result.accounted + len(result.unaccounted) == n
    assert sum(result.cohorts.values()) == len(result.unaccounted)
    assert result.complete == (n > 0 and not result.problems)
    assert (result.exit_code == 0) == result.complete
    assert reconcile(n, rng.sample(accounts, len(accounts))) == result
    if result.complete:
        _assert_whole(n, accounts)


def _assert_whole(n: int, accounts: list[Account]) -> None:
    """Said again in other words: one account of each, with its evidence, and duplicates of people."""
    by_number = {account.number: account for account in accounts}
    assert sorted(account.number for account in accounts) == list(range(1, n + 1))
    for account in accounts:
        assert account.terminal is not None
        assert not lacking(account.terminal, account.evidence)
        assert (account.terminal is Terminal.DUPLICATE_OF) == (account.duplicate_of is not None)
        if account.duplicate_of is not None:
            assert by_number[account.duplicate_of].terminal is not Terminal.DUPLICATE_OF


@given(st.integers(1, 7), st.integers(0, 6))
def test_taking_one_account_away_is_always_seen(n: int, place: int) -> None:
    accounts = [ended(number) for number in range(1, n + 1)]
    assert reconcile(n, accounts).complete
    del accounts[place % n]
    assert reconcile(n, accounts).unaccounted == (place % n + 1,)


def _mixed() -> Reconciliation:
    secret = Account(1, Terminal.DECEASED, ("document: Certificate of Juan Perez", "confirmed by: B"))
    return reconcile(4, [secret, ended(2), Account(3, None, cohort=Cohort.ABROAD)])


def test_it_fails_loudly_with_counts_and_numbers_alone() -> None:
    told = as_text(_mixed())
    assert told.startswith("NOT all are accounted for: 2 of 4 are not.")
    assert "Perez" not in told + as_json(_mixed()) + repr(problems(_mixed()))
    assert [(line.count, line.numbers) for line in problems(_mixed())] == [(1, "4"), (1, "3")]
    assert "abroad 1, unknown 1" in told


def test_as_json_has_every_number_and_end() -> None:
    told = json.loads(as_json(_mixed()))
    assert told["problems"] == {"missing": [4], "not_settled": [3]}
    assert (told["complete"], told["people"], told["accounted"]) == (False, 4, 2)
    assert set(told["ends"]) == set(Terminal)


def test_all_in_one_sentence_and_every_end_and_problem_in_words() -> None:
    whole = reconcile(1, [ended(1)])
    assert verdict(whole) == "All 1 are accounted for."
    assert as_text(whole).startswith("All 1")
    assert {line.words for line in ends(whole)} == {one.words for one in needs().values()}
    assert set(PROBLEMS) == set(Problem)
    assert set(needs()) == set(Terminal)


def test_runs_of_numbers_are_short_and_many_are_counted() -> None:
    assert shown([1, 2, 3, 7, 9, 10]) == "1-3, 7, 9-10"
    assert shown(range(1, 1000, 2)).endswith(f" and {500 - MOST_NUMBERS} more")


def test_the_root_fixes_every_account() -> None:
    accounts = [ended(1), ended(2)]
    root = reconcile(2, accounts).root
    assert root == reconcile(2, accounts[::-1]).root
    other = replace(accounts[1], evidence=(said("receipt", "99"),))
    assert root != reconcile(2, [accounts[0], other]).root


@pytest.mark.parametrize("terminal", [Terminal.DECEASED, Terminal.NO_PATH_RECORDED, Terminal.NOT_AFFECTED])
def test_an_end_without_a_receipt_needs_who_confirmed_it(terminal: Terminal) -> None:
    told = ("document: 12", "found by: the clerk")
    assert takes_two(terminal)
    assert reconcile(1, [Account(1, terminal, told)]).problems == {Problem.WITHOUT_EVIDENCE: (1,)}
    assert reconcile(1, [Account(1, terminal, (*told, "confirmed by: B"))]).complete
    assert reconcile(1, [Account(1, None, waits=True)]).problems == {Problem.WAITS_FOR_SECOND: (1,)}
    assert not takes_two(Terminal.PROVEN_PERSON)
