"""`withhold rescan`: judges again what is public, when register or policy changed."""

import argparse
import json
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from withhold.cli.arguments import number
from withhold.cli.authority import add_authority_options, authority_of
from withhold.cli.judging import add_judging_options, run_of
from withhold.cli.output import put, tell
from withhold.cli.publish import printable, watched
from withhold.domain.errors import NothingToInspect, UsageError

if TYPE_CHECKING:
    from withhold.gates.rescan import Rescan, Result
    from withhold.inspection.run import Run

Subparsers = argparse._SubParsersAction  # the only name argparse has for it

SCHEMA = "withhold.rescan/1"


def add_parser(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = subparsers.add_parser(
        "rescan",
        help="judge again what is public",
        description="Judges again what is public and was cleared by another engine, policy or register.",
    )
    parser.add_argument("folders", metavar="FOLDER", nargs="+", help="a public folder")
    add_authority_options(parser)
    parser.add_argument(
        "--all", action="store_true", help="judge everything, also what the same engine cleared"
    )
    parser.add_argument("--dry-run", action="store_true", help="tell what would change, and change nothing")
    add_judging_options(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument("--jobs", metavar="N", type=number, help="processes (default: one a processor)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Judge again; exit code of the gravest decision that no clearance covers."""
    from withhold.domain.verdict import EXIT_CODES, Decision, worst

    if len(options.folders) > 1 and (options.state is not None or options.destination is not None):
        raise UsageError("--state and --destination are those of one folder; rescan the folders one by one")
    started = time.perf_counter()
    judging = replace(run_of(options), jobs=options.jobs)
    rescans = list(_rescans(options, judging))
    results = []
    for rescan in rescans:
        results += rescan.results(watched)
    current = sum(rescan.current for rescan in rescans)
    if not results and not current:
        raise NothingToInspect(f"nothing is public in {', '.join(options.folders)}; nothing was judged")
    _write(options, results, current)
    _summarise(results, current, time.perf_counter() - started)
    return EXIT_CODES[worst([Decision.RELEASE, *(result.decision for result in results)])]


def _rescans(options: argparse.Namespace, judging: "Run") -> "Iterator[Rescan]":
    from withhold.clearance.state import destination_named
    from withhold.clearance.trust import May
    from withhold.gates.place import root_of
    from withhold.gates.rescan import Rescan

    authority = None
    for folder in options.folders:
        real = Path(os.path.realpath(folder))
        if not real.is_dir():
            raise UsageError(f"there is no folder {folder}; check the path")
        root, state = root_of(real, options.state)
        if not options.dry_run:
            state.make(root)
        destination = destination_named(options.destination or str(root))
        if authority is None:  # once: a key that comes through a pipe is read only once
            authority = authority_of(options, state, destination, judging, May.RELEASE, May.REVOKE)
        yield Rescan(judging, authority.at(state, destination), root, options.all, options.dry_run)


def _write(options: argparse.Namespace, results: "list[Result]", current: int) -> None:
    if options.format == "json":
        documents = [
            {
                "path": result.path,
                "sha256": result.sha256,
                "decision": str(result.decision),
                "fate": str(result.fate),
            }
            for result in results
        ]
        whole = {"schema": SCHEMA, "dry_run": options.dry_run, "current": current, "documents": documents}
        put(json.dumps(whole, ensure_ascii=False, indent=1))
        return
    for line in _lines(results):
        put(line)


def _lines(results: "Iterable[Result]") -> Iterator[str]:
    from withhold.gates.rescan import Fate

    for result in results:
        judged = "" if result.fate in (Fate.KEPT, Fate.RENEWED) else f": {result.decision}"
        yield f"{result.fate}  {printable(result.path)}  {result.sha256[:12]}{judged}"


def _summarise(results: "list[Result]", current: int, seconds: float) -> None:
    counts = Counter(str(result.fate) for result in results)
    parts = ", ".join(f"{count:,} {fate}" for fate, count in sorted(counts.items()))
    documents = "1 document" if len(results) == 1 else f"{len(results):,} documents"
    tell(
        f"judged {documents} again in {seconds:.1f} s{': ' if parts else ''}{parts}; {current:,} are current"
    )
    if counts["revoked"] or counts["not cleared"]:
        tell("what is revoked or not cleared lies in the folder until a guard pulls it, or you take it out")
