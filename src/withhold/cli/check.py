"""`withhold check`: inspects documents and says release, review or withhold."""

import argparse
import gc
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from withhold.cli.arguments import number
from withhold.cli.judging import add_judging_options, key_of, run_of
from withhold.cli.output import output, tell, wants_colour, writing
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from withhold.domain.verdict import Decision, DocumentVerdict, Engine
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
    formats = ("text", "json", "jsonl", "html", "sarif", "brief")
    parser.add_argument("--format", choices=formats, default="text", help="default: text")
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
        counts = write_verdicts(shown(run.documents(options.paths)), engine, options.format, target)
    _summarise(counts, time.perf_counter() - started)
    return EXIT_CODES[worst(list(counts))]


def write_verdicts(
    documents: "Iterator[DocumentVerdict]", engine: "Engine", form: str, target: TextIO
) -> "Counter[Decision]":
    """Write verdicts in one of the forms of --format; returns how many there are of each decision."""
    write = {"jsonl": _write_lines, "html": _write_page}.get(form, _write_whole)
    return write(documents, engine, form, target)


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


def _write_lines(
    documents: "Iterator[DocumentVerdict]", engine: "Engine", _format: str, target: TextIO
) -> "Counter[Decision]":
    """One JSON object a line, each as soon as its document is judged.

    Raises BrokenPipeError if whoever read them left while there was more to judge.
    """
    from withhold.report.json_ import json_document

    counts: Counter[Decision] = Counter()
    for document in documents:
        counts[document.decision] += 1
        try:
            with writing(target):
                print(json.dumps(json_document(document, engine), ensure_ascii=False), file=target)
        except BrokenPipeError:
            if next(documents, None) is not None:
                raise
    return counts


def _write_whole(
    documents: "Iterator[DocumentVerdict]", engine: "Engine", format_: str, target: TextIO
) -> "Counter[Decision]":
    """The verdict on the whole run, when every document is judged."""
    from withhold.domain.verdict import Verdict, worst

    judged = tuple(_kept(documents) if format_ == "text" else documents)
    verdict = Verdict(worst([document.decision for document in judged]), engine, judged)
    # Whoever reads may have seen enough: the decision stands, and is the exit code.
    with suppress(BrokenPipeError), writing(target):
        if format_ == "json":
            from withhold.report.json_ import json_run

            json.dump(json_run(verdict), target, ensure_ascii=False, indent=1)
            target.write("\n")
        elif format_ == "sarif":
            from withhold.report.sarif import sarif_log

            json.dump(sarif_log(verdict), target, ensure_ascii=False, indent=1)
            target.write("\n")
        elif format_ == "brief":
            from withhold.report.brief import render_brief

            target.write(render_brief(verdict))
        else:
            from withhold.report.text import render_text

            target.write(render_text(verdict, wants_colour(target)))
    return Counter(document.decision for document in judged)


def _kept(documents: "Iterator[DocumentVerdict]") -> "Iterator[DocumentVerdict]":
    """The verdicts as far as the text tells them: after the first ones, released documents are counted."""
    from withhold.domain.verdict import Decision
    from withhold.report.text import MOST_RELEASED

    released = 0
    for document in documents:
        released += document.decision is Decision.RELEASE
        if document.decision is Decision.RELEASE and released > MOST_RELEASED:
            yield replace(document, reasons=(), findings=(), skipped=())
        else:
            yield document


def _write_page(
    documents: "Iterator[DocumentVerdict]", engine: "Engine", _format: str, target: TextIO
) -> "Counter[Decision]":
    """One page to read and print; of many documents it keeps what it shows, not all."""
    from datetime import datetime

    from withhold.report.html import Gathered, render_html

    gathered = Gathered()
    for document in documents:
        gathered.add(document)
    page = render_html(gathered, engine, datetime.now().astimezone())
    with suppress(BrokenPipeError), writing(target):
        target.write(page)
    return gathered.counts


def _summarise(counts: "Counter[Decision]", seconds: float) -> None:
    total = sum(counts.values())
    parts = ", ".join(f"{count:,} {decision}" for decision, count in sorted(counts.items(), reverse=True))
    documents = "1 document" if total == 1 else f"{total:,} documents"
    tell(f"inspected {documents} in {seconds:.1f} s: {parts}")
