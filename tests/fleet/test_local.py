"""Work is spread over processes; results come in order, and one bad task costs one result."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from withhold.domain.errors import UsageError
from withhold.fleet.local import Fleet, WorkerFailed


@contextmanager
def work() -> Iterator[Callable[[int], int]]:
    yield _square


def _square(number: int) -> int:
    if number == 13:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 17:
        raise UsageError("seventeen is not allowed")
    if number == 19:
        raise KeyError("Maryam Planted")
    time.sleep(0.01 if number % 3 == 0 else 0)
    return number * number


@contextmanager
def unable() -> Iterator[Callable[[int], int]]:
    raise UsageError("cannot start")
    yield _square


def fleet() -> "Fleet[int, int]":
    return Fleet(work, lambda number: -number, 2)


def test_results_come_in_the_order_of_the_tasks() -> None:
    numbers = [number for number in range(100) if number not in (13, 17, 19)]
    assert list(fleet().run(numbers)) == [number * number for number in numbers]


def test_no_tasks_no_results() -> None:
    assert list(fleet().run([])) == []


def test_a_process_that_dies_costs_its_task_only() -> None:
    assert list(fleet().run([1, 13, 2, 13, 3])) == [1, -13, 4, -13, 9]


def test_errors_for_the_user_are_raised_here() -> None:
    with pytest.raises(UsageError, match="seventeen"):
        list(fleet().run([1, 17]))
    with pytest.raises(UsageError, match="cannot start"):
        list(Fleet(unable, lambda number: -number, 2).run([1, 2, 3]))


def test_a_bug_is_told_by_type_and_place() -> None:
    with pytest.raises(WorkerFailed, match=r"KeyError at test_local\.py:\d+") as caught:
        list(fleet().run([1, 19]))
    assert "Planted" not in str(caught.value)


def test_tasks_are_drawn_as_they_are_needed() -> None:
    drawn = []

    def tasks() -> Iterator[int]:
        for number in range(20, 1_000_000):
            drawn.append(number)
            yield number

    results = fleet().run(tasks())
    assert next(results) == 400
    results.close()  # type: ignore[attr-defined]
    assert len(drawn) < 10
