"""The command `withhold`: finds the command, turns what goes wrong into one line and an exit code."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from withhold import __version__
from withhold.cli import check, policy
from withhold.cli.output import tell
from withhold.domain.errors import WithholdError
from withhold.domain.mishap import where

COMMANDS = (check, policy)
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
    _log_to_stderr()
    options = build_parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
        return code
    except WithholdError as error:
        tell(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        tell("interrupted; nothing is cleared")
        return 130
    except BrokenPipeError:
        # Whoever read the output has left; Python would complain once more while flushing at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001  # a traceback could show values of people
        place = str(error) if type(error).__name__ == "WorkerFailed" else where(error)
        tell(f"crashed ({place}); nothing is cleared. Please report this.")
        return 1


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
