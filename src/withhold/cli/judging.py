"""The options of every command that judges: policy, profile, register; and the run that they make."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from withhold.inspection.run import Run

DEFAULT_KEY = "WITHHOLD_KEY"
"""The variable that holds the register's key where no --key-file is given."""


def add_judging_options(parser: argparse.ArgumentParser) -> None:
    """What judges, and by which register."""
    parser.add_argument(
        "--policy", metavar="PACK", action="append", help="a policy pack, repeatable (default: default)"
    )
    parser.add_argument(
        "--profile", metavar="FILE", type=Path, help="what the place of publication may contain"
    )
    parser.add_argument("--register", metavar="FILE", help="match against this register of protected people")
    add_key_option(parser)
    parser.add_argument(
        "--password-file",
        metavar="FILE",
        help="passwords to try on encrypted documents, one a line, in a file of mode 0600",
    )
    parser.add_argument(
        "--ocr",
        metavar="LANG",
        help="recognise text in pictures and scanned pages, in languages as Tesseract names them (eng, "
        "deu+fra); needs the extra ocr",
    )
    parser.add_argument(
        "--unsafe-no-sandbox", action="store_true", help="read hostile files without isolation"
    )


def add_key_option(parser: argparse.ArgumentParser) -> None:
    """Where the register's key is."""
    parser.add_argument(
        "--key-file",
        metavar="FILE",
        help="the key of the register and the baseline: a file of mode 0600, /dev/fd/N, or env:NAME "
        f"(default: env:{DEFAULT_KEY})",
    )


def key_of(options: argparse.Namespace) -> str:
    """The source of the key that the options name. Raises UsageError where there is none."""
    if options.key_file is not None:
        source: str = options.key_file
        return source
    if DEFAULT_KEY in os.environ:
        return f"env:{DEFAULT_KEY}"
    raise UsageError(f"the key of the register or baseline is missing; give --key-file, or set {DEFAULT_KEY}")


def run_of(options: argparse.Namespace) -> "Run":
    """The run that the options ask for. Raises UsageError for a pack, profile, register or key of no use."""
    from dataclasses import replace

    from withhold.inspection.run import Run
    from withhold.inspection.with_register import RegisterFile

    register = None if options.register is None else RegisterFile(options.register, key_of(options))
    run = Run.under(options.policy or ["default"], options.profile, register)
    return replace(
        run, safe=not options.unsafe_no_sandbox, password_file=options.password_file, ocr=options.ocr
    )
