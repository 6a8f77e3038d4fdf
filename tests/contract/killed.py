"""Work that is killed at a chosen moment, as `kill -9` does: nothing is flushed, no `finally` runs."""

import os
import sys
import warnings
from collections.abc import Callable
from types import FrameType
from typing import Any

_KILLED = 99
_FAILED = 98
_ROOM = f"{os.sep}withhold{os.sep}incident{os.sep}"


def lines_of(work: Callable[[], object]) -> int:
    """How many lines of the response's code the work runs through: the moments at which it can be killed."""
    count = 0

    def passed() -> None:
        nonlocal count
        count += 1

    _traced(work, passed)
    return count


def killed_at(line: int, work: Callable[[], object]) -> bool:
    """Do the work in a process of its own that dies at this line; False if it had ended before."""
    with warnings.catch_warnings():
        # Newer Pythons warn of forking beside threads; the child only does this work, and exits.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _child(line, work)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, _KILLED), f"the work itself failed before line {line}"
    return code == _KILLED


def _child(line: int, work: Callable[[], object]) -> None:
    left = line

    def passed() -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            os._exit(_KILLED)

    try:
        _traced(work, passed)
    except BaseException:  # noqa: BLE001  # a child must never go on as a second test run
        os._exit(_FAILED)
    os._exit(0)


def _traced(work: Callable[[], object], passed: Callable[[], None]) -> None:
    def at_line(_frame: FrameType, event: str, _argument: Any) -> Any:
        if event == "line":
            passed()
        return at_line

    def at_call(frame: FrameType, _event: str, _argument: Any) -> Any:
        return at_line if _ROOM in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(at_call)
    try:
        work()
    finally:
        sys.settrace(before)
