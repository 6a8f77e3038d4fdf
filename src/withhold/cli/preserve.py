"""`withhold preserve`: seals evidence to the case's recipients, and checks that it is still there."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from withhold.cli.casework import actor_of, add_actor, add_case, open_case
from withhold.cli.output import put, tell
from withhold.domain.errors import NothingToInspect

if TYPE_CHECKING:
    from withhold.incident.case.store import CaseFolder
    from withhold.incident.preservation.interface import Failure, Sealed, Wanted

Subparsers = argparse._SubParsersAction  # the only name argparse has for it


def add_parser(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = subparsers.add_parser(
        "preserve",
        help="seal what is public, logs and files as evidence of a case",
        description="Seals evidence to the case's recipients, or checks it (docs/preserving.md). "
        "Without --url, --log or --file: what answers at every place that `withhold exposure` found.",
    )
    add_case(parser)
    parser.add_argument("--url", metavar="URL", action="append", default=[], help="what a server says there")
    parser.add_argument("--log", metavar="FILE", action="append", default=[], type=Path, help="a whole log")
    parser.add_argument("--file", metavar="FILE", action="append", default=[], type=Path, help="a file")
    parser.add_argument(
        "--site", metavar="FILE", type=Path, help="the site file: how to reach it (default: the case's)"
    )
    parser.add_argument(
        "--check", action="store_true", help="compare what is sealed with the ledger, and end"
    )
    parser.add_argument("--dry-run", action="store_true", help="list what would be preserved, and end")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    add_actor(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Preserve, or check what is preserved; returns the exit code."""
    case = open_case(options)
    if options.check:
        return _check(case, options.format)
    wanted = _wanted(options, case)
    if options.dry_run:
        _list(wanted)
        return 0
    actor = actor_of(options)
    from withhold.incident.running.evidence import preserve, reaching

    sealed, failures = preserve(case, wanted, reaching(case, options.site), actor, options.why)
    _show(sealed, failures, options.format)
    tell(f"preserved {len(sealed):,}, could not preserve {len(failures):,}; in {case.evidence}")
    return 11 if failures else 0


def _wanted(options: argparse.Namespace, case: "CaseFolder") -> "Wanted":
    """What was named; else every place of the site that holds it, or that could not be looked at."""
    from withhold.incident.preservation.interface import Wanted
    from withhold.incident.running.evidence import places_to_preserve

    if options.url or options.log or options.file:
        return Wanted(tuple(options.url), tuple(options.file), tuple(options.log))
    return places_to_preserve(case)


def _check(case: "CaseFolder", form: str) -> int:
    from dataclasses import asdict

    from withhold.incident.preservation.check import check

    checked = check(case.evidence, case.events())
    if form == "json":
        _json({"schema": "withhold.preserved-check/1", **asdict(checked)})
    else:
        for digest in checked.good:
            put(f"good     {digest}")
        for word, names in (
            ("MISSING", checked.missing),
            ("CHANGED", checked.changed),
            ("UNREAD", checked.unread),
            ("unknown", checked.unknown),
        ):
            for name in names:
                put(f"{word:<8} {_safe(name)}")
    bad = len(checked.missing) + len(checked.changed)
    tell(f"{len(checked.good):,} are as the ledger has them, {bad:,} missing or changed")
    if bad:
        return 10
    if checked.unread or checked.unknown:
        return 11
    if not checked.good:
        raise NothingToInspect("nothing was preserved in this case yet; run `withhold preserve`")
    return 0


def _list(wanted: "Wanted") -> None:
    for what, names in (("answer", wanted.urls), ("file", wanted.files), ("log", wanted.logs)):
        for name in names:
            put(f"would preserve {what:<6} {_safe(str(name))}")


def _show(sealed: "list[Sealed]", failures: "list[Failure]", form: str) -> None:
    if form == "text":
        for one in sealed:
            put(f"sealed   {one.what:<6} {one.sealed_sha256}  {_safe(one.name)}")
        for failure in failures:
            put(
                f"FAILED   {failure.what:<6} {failure.reason}: {_safe(failure.name)}: {_safe(failure.detail)}"
            )
        return
    kept = [
        {
            "what": str(one.what),
            "name": one.name,
            "file": one.path.name,
            "sha256": one.sha256,
            "size": one.size,
            "sealed_sha256": one.sealed_sha256,
            "sealed_size": one.sealed_size,
        }
        for one in sealed
    ]
    failed = [
        {"what": str(one.what), "reason": one.reason, "name": one.name, "detail": one.detail}
        for one in failures
    ]
    _json({"schema": "withhold.preserving/1", "sealed": kept, "failed": failed})


def _json(content: dict[str, object]) -> None:
    import json

    put(json.dumps(content, indent=1))


def _safe(text: str) -> str:
    from withhold.report.places import one_line

    return one_line(text)
