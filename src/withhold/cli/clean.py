"""`withhold clean`: a copy to publish instead, judged again before it is written."""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from withhold.cli.judging import add_judging_options, run_of
from withhold.cli.output import put, tell
from withhold.domain.errors import UsageError, WithholdError

if TYPE_CHECKING:
    from withhold.cleaning.interface import CleanCopy

Subparsers = argparse._SubParsersAction  # the only name argparse has for it
_STANDARD_OUTPUT = "-"
_ALSO = {".jpeg": ".jpg", ".tiff": ".tif", ".htm": ".html"}
"""Endings that mean the same."""
_MODE = 0o600
"""Of the new file: who publishes it decides who may read it."""


class NoCleanCopy(WithholdError):
    """No copy can be made that is surely safe; the message says what a person can do."""

    exit_code = 11


def add_parser(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = subparsers.add_parser(
        "clean",
        help="make a publishable copy of a file",
        description="Makes a copy of what is visible and unobjectionable in a file, and judges it again: it "
        "is written only if the same policy releases it. The original is never touched.",
        epilog="exit codes: 0 the copy is written, 11 none can be made (withheld or unsure), 2 usage",
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="the file to clean")
    parser.add_argument(
        "-o", "--output", metavar="OUT", required=True, help="the copy's file, or - for standard output"
    )
    add_judging_options(parser)
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="of the report on what was removed"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make the copy, write it, tell what is not in it; returns 0. Raises NoCleanCopy: nothing is written."""
    from withhold.cleaning.clean import clean
    from withhold.cleaning.interface import Refused

    _check(options)
    with run_of(options).inspector() as inspector:
        made = clean(options.file, inspector)
    if isinstance(made, Refused):
        raise NoCleanCopy(f"no copy of {options.file} was made: {made.why}")
    if options.output == _STANDARD_OUTPUT:
        sys.stdout.buffer.write(made.content)
        sys.stdout.buffer.flush()
        for line in told(made, options.format):
            tell(line)
        return 0
    _check_ending(options.output, made.suffix)
    _write(Path(options.output), made.content)
    for line in told(made, options.format):
        put(line)
    return 0


def told(made: "CleanCopy", form: str) -> list[str]:
    """What is not in the copy, masked: as lines to read, or as one line of JSON."""
    if form == "json":
        removed = [
            {"concealment": str(one.concealment), "place": one.place, "cells": one.cells}
            for one in made.removed
        ]
        told = {"schema": "withhold.clean/1", "media_type": made.media_type, "removed": removed}
        return [json.dumps(told, ensure_ascii=False)]
    if not made.removed:
        return ["the copy has everything that is visible; nothing was hidden"]
    return [
        f"removed: {one.cells:,} {'cell or text' if one.cells == 1 else 'cells or texts'}, "
        f"{_words(str(one.concealment))}, {one.place}"
        for one in made.removed
    ]


def _words(concealment: str) -> str:
    return "visible, and not to be public" if concealment == "visible" else concealment.replace("_", " ")


def _check(options: argparse.Namespace) -> None:
    """Raises UsageError, before any work, for a file that is none, and for a copy in its own place."""
    if not options.file.is_file():
        raise UsageError(f"there is no file {options.file}; check the path")
    if options.output == _STANDARD_OUTPUT:
        if sys.stdout is None or sys.stdout.isatty():
            raise UsageError("a copy is no text for a terminal; lead it into a file, or give one with -o")
        return
    target = Path(options.output)
    if target.is_dir() or (target.exists() and not target.is_file()):
        raise UsageError(f"{target} is no file; give the name of a file to write")
    if target.exists() and target.samefile(options.file):
        raise UsageError("the original is never touched; give another name with -o")
    if not target.parent.is_dir():
        raise UsageError(f"there is no folder {target.parent}; make it first")


def _check_ending(output: str, suffix: str) -> None:
    ending = Path(output).suffix.lower()
    if _ALSO.get(ending, ending) != suffix:
        raise UsageError(f"the copy is a {suffix} file; give a name that ends so with -o")


def _write(target: Path, content: bytes) -> None:
    """Whole or not at all. Raises UsageError."""
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".withhold-", delete=False) as stream:
            try:
                os.fchmod(stream.fileno(), _MODE)
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
                os.replace(stream.name, target)
            except BaseException:
                os.unlink(stream.name)
                raise
    except OSError as error:
        raise UsageError(f"{target} cannot be written ({error.strerror}); check disk and rights") from None
