"""The command `withhold`: finds the command, turns what goes wrong into one line and an exit code."""

import argparse
import logging
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from withhold import __version__
from withhold.cli import (
    authorize,
    baseline,
    case,
    check,
    clean,
    clearance,
    exposure,
    guard,
    icap,
    ledger,
    policy,
    preserve,
    publish,
    register,
    removals,
    reposts,
    rescan,
    serve,
    sightings,
    sweep,
    takedown,
    trace,
)
from withhold.cli.output import prepare, tell, writing
from withhold.domain.errors import WithholdError
from withhold.domain.mishap import where

COMMANDS = (
    check,
    clean,
    baseline,
    policy,
    register,
    clearance,
    publish,
    rescan,
    icap,
    authorize,
    guard,
    ledger,
    case,
    exposure,
    preserve,
    takedown,
    removals,
    trace,
    reposts,
    sightings,
    sweep,
    serve,
)
"""Each has `add_parser(subparsers)`, which sets `run` to a function of the parsed arguments."""

_EPILOG = (
    "exit codes: 0 release, 10 withhold, 11 review (also: something could not be read), 3 no file found, "
    "2 usage, 1 crashed, 130 interrupted"
)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"withhold: {message}; see `{self.prog} --help`\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit code. argparse ends the process itself for --help and wrong options."""
    prepare()
    _log_to_stderr()
    try:
        with _ended_by_signals():
            return _run(arguments)
    except WithholdError as error:
        tell(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        tell("interrupted; nothing is cleared")
        return 130
    except BrokenPipeError:
        # Whoever read the output left before the end: not everything was judged.
        return 1
    except Exception as error:  # noqa: BLE001  # a traceback could show values of people
        place = str(error) if type(error).__name__ == "WorkerFailed" else where(error)
        tell(f"crashed ({place}); nothing is cleared. Please report this.")
        return 1


def _run(arguments: Sequence[str] | None) -> int:
    try:
        options = build_parser().parse_args(arguments)
    except SystemExit:
        # Help is still buffered: written when Python ends, a failure would be a traceback.
        if sys.stdout is not None:
            with writing(sys.stdout):
                sys.stdout.flush()
        raise
    code: int = options.run(options)
    return code


class _Ended(KeyboardInterrupt):
    """A signal to end.

    CPython dies of a plain KeyboardInterrupt at its exit, though it was caught, if it was raised inside
    `exec`: as it is when the signal comes while a module makes its dataclasses.
    """


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """In this block, being told to end is an interrupt: what was begun is cleaned up, once.

    Signals that the caller ignores (nohup) stay ignored.
    """
    numbers = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
    if threading.current_thread() is not threading.main_thread():
        numbers = []
    before = {number: signal.getsignal(number) for number in numbers}
    before = {number: handler for number, handler in before.items() if handler is not signal.SIG_IGN}

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        for number in before:
            signal.signal(number, signal.SIG_IGN)
        raise _Ended

    for number in before:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def build_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="withhold",
        description="Inspects what is about to be public: release, review or withhold.",
        epilog=_EPILOG,
    )
    parser.add_argument("--version", action="version", version=f"withhold {__version__}")
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    for command in COMMANDS:
        command.add_parser(subparsers)
    return parser


class _ToStderr(logging.Handler):
    """Messages of ours, one line each, wherever standard error leads at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        tell(record.getMessage())


def _log_to_stderr() -> None:
    """Our own messages go to stderr; those of libraries, which may quote what they read, nowhere."""
    logging.lastResort = None
    logging.raiseExceptions = False
    logger = logging.getLogger("withhold")
    if not logger.handlers:
        logger.addHandler(_ToStderr())
