"""`withhold check`: inspects documents and says release, review or withhold."""

import argparse
import gc
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from withhold.cli.arguments import number
from withhold.cli.judging import add_judging_options, key_of, run_of
from withhold.cli.output import output
from withhold.cli.verdicts import FORMATS, summarise, write
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from withhold.inspection.run import Run

# Rendering, inspecting and their libraries are imported when they are used: `--help` is instant.

GC_THRESHOLDS = (200_000, 20, 20)
"""A run makes millions of cells and hardly a cycle: looking for one every 700 objects costs a tenth."""

Subparsers = argparse._SubParsersAction  # the only name argparse has for it


def add_parser(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = subparsers.add_parser(
        "check",
        help="inspect files and folders before they are public",
        description="Inspects every byte of files and folders and says release, review or withhold.",
    )
    parser.add_argument("paths", metavar="PATH", nargs="+", help="a file, a folder, or - for standard input")
    add_judging_options(parser)
    parser.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, help="write there, not to stdout")
    parser.add_argument(
        "--previous", metavar="EDITION", type=Path, help="compare with the earlier edition (file or folder)"
    )
    parser.add_argument(
        "--baseline", metavar="FILE", help="findings that people accepted (see `withhold baseline`)"
    )
    parser.add_argument("--examples", action="store_true", help="show masks of what was found")
    parser.add_argument("--jobs", metavar="N", type=number, help="processes (default: one a processor)")
    parser.add_argument("--engine", choices=("local", "dask"), default="local", help="default: local")
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="with --engine dask: the cluster (default: this machine)"
    )
    parser.add_argument(
        "--resume", metavar="JOURNAL", help="keep verdicts there, and do not inspect again what it knows"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Inspect, write the verdict, summarise; returns the exit code of the gravest decision."""
    from withhold.cli.progress import shown
    from withhold.domain.verdict import EXIT_CODES, worst
    from withhold.fleet.walk import STANDARD_INPUT

    if STANDARD_INPUT in options.paths and sys.stdin is None:
        raise UsageError("standard input is closed; lead a document into it, or give a path")
    if options.scheduler is not None and options.engine != "dask":
        raise UsageError("--scheduler goes with --engine dask; add it, or leave --scheduler out")
    started = time.perf_counter()
    gc.set_threshold(*GC_THRESHOLDS)
    with output(options.output) as target:
        run = _spread(_compared(run_of(options), options), options)
        # Asked before the documents: a register that changes meanwhile is not the one they were matched with.
        engine = run.engine()
        counts = write(shown(run.documents(options.paths)), engine, options.format, target)
    summarise(counts, time.perf_counter() - started)
    return EXIT_CODES[worst(list(counts))]


def _compared(run: "Run", options: argparse.Namespace) -> "Run":
    """The run with a previous edition and a baseline, where they are given."""
    from withhold.inspection.baseline import BaselineFile
    from withhold.inspection.editions import Editions

    baseline = None if options.baseline is None else BaselineFile(options.baseline, key_of(options))
    editions = None if options.previous is None else Editions.paired(options.paths, options.previous)
    return replace(run, baseline=baseline, editions=editions)


def _spread(run: "Run", options: argparse.Namespace) -> "Run":
    """The run over processes or a cluster, with a journal, as the options say."""
    return replace(
        run,
        examples=options.examples,
        jobs=options.jobs,
        cluster=options.engine == "dask",
        scheduler=options.scheduler,
        journal=options.resume,
    )
