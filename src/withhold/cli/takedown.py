"""`withhold takedown`: takes a case's documents down everywhere, and shows that they are gone."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from withhold.cli.arguments import number
from withhold.cli.casework import actor_of, add_actor, add_case, open_case
from withhold.cli.output import put, tell
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from withhold.incident.case.store import CaseFolder
    from withhold.incident.preservation.preserve import Preserving
    from withhold.incident.takedown.run import Finished
    from withhold.incident.takedown.scope import Scope
    from withhold.incident.takedown.site import Site

Subparsers = argparse._SubParsersAction  # the only name argparse has for it


def add_parser(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = subparsers.add_parser(
        "takedown",
        help="take a case's documents down everywhere, with proof from outside",
        description="Takes the documents of a confirmed case down at origins, then caches, and looks from "
        "outside until they are gone (docs/takedown.md). Exit codes: 0 verified gone, 10 still public, "
        "11 not verified.",
    )
    parser.add_argument(
        "verb", metavar="restore", nargs="?", choices=("restore",), help="put back what a step took in error"
    )
    add_case(parser)
    parser.add_argument(
        "--site", metavar="SITE.toml", type=Path, help="the organisation's places (default: the case's)"
    )
    parser.add_argument("--dry-run", action="store_true", help="print what would be done; change nothing")
    parser.add_argument(
        "--confirm", action="store_true", help="confirm the case, too: needs --by, --role, --why"
    )
    parser.add_argument(
        "--deadline", metavar="SECONDS", type=number, help="give up then (default: the site file's)"
    )
    parser.add_argument("--watch", action="store_true", help="then keep looking, and take what comes back")
    parser.add_argument(
        "--every",
        metavar="SECONDS",
        type=number,
        default=60,
        help="between two looks of --watch (default: 60)",
    )
    parser.add_argument("--step", metavar="ID", help="with restore: the step whose file is put back")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    add_actor(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Take down, or print the plan, or put back; returns the exit code."""
    from withhold.incident.running.sites import required_site

    case = open_case(options)
    site = required_site(options.site, case.settings)
    if options.verb:
        return _restore(options, case, site)
    if options.step:
        raise UsageError("--step belongs to `withhold takedown restore`")
    if options.dry_run:
        return _dry_run(options, case, site)
    return _take_down(options, case, site)


def _dry_run(options: argparse.Namespace, case: "CaseFolder", site: "Site") -> int:
    from withhold.cli.takedown_report import plan_json, plan_text
    from withhold.incident.takedown.assembly import dry
    from withhold.incident.takedown.scope import scope_of

    scope = scope_of(case.state(), site)
    plan = dry(site, scope, case.clock)
    if options.format == "json":
        put(plan_json(plan, scope))
    else:
        for line in plan_text(plan, scope):
            put(line)
    tell("nothing was changed: this was a dry run")
    if plan.unplanned:
        return 11
    return 0 if plan.steps else 3


def _take_down(options: argparse.Namespace, case: "CaseFolder", site: "Site") -> int:
    from withhold.cli.takedown_recorder import Screen
    from withhold.cli.takedown_report import summary
    from withhold.incident import flow
    from withhold.incident.running.takedown import taking_down

    def confirm() -> None:
        if options.confirm:
            flow.confirm(case, actor_of(options), options.why, case.clock.now())

    with Screen() as screen, taking_down(case, site, screen, confirm) as running:
        finished, evidence = running.run(options.deadline)
        screen.rest()
        _report(options, finished, case, running.scope)
        tell(summary(finished, case.state()))
        _tell_evidence(evidence)
        if options.watch:
            screen.say(f"watching, every {options.every} s; end it with Ctrl-C")
            running.watch(options.every, options.deadline)
    return _code(finished)


def _tell_evidence(evidence: "Preserving") -> None:
    """What could not be preserved. Raises what recording raised: the case does not know of that evidence."""
    from withhold.incident.running.takedown import evidence_failures
    from withhold.report.places import one_line

    failures = evidence_failures(evidence)
    if failures is None:
        tell("evidence is still not sealed; run `withhold preserve`")
        return
    for failure in failures:
        tell(f"not preserved ({failure.reason}): {one_line(failure.name)}: {one_line(failure.detail)}")


def _restore(options: argparse.Namespace, case: "CaseFolder", site: "Site") -> int:
    """Two people: the first run proposes it, the second by somebody else does it."""
    from withhold.incident.running.takedown import put_back
    from withhold.incident.takedown.interface import Result

    if not options.step:
        raise UsageError("give --step ID: the summary of the takedown names the steps")
    outcome = put_back(case, site, options.step, actor_of(options), options.why)
    if outcome is None:
        tell("proposed; somebody else has to run the same command with their own name and reason")
        return 11
    if outcome.result is Result.FAILED:
        tell(f"not put back: {outcome.detail}")
        return 11
    tell("put back; it is public again")
    return 0


def _report(options: argparse.Namespace, finished: "Finished", case: "CaseFolder", scope: "Scope") -> None:
    from withhold.cli.takedown_report import finished_json, finished_text

    if options.format == "json":
        put(finished_json(finished, case.state(), scope))
        return
    for line in finished_text(finished, case.state(), scope):
        put(line)


def _code(finished: "Finished") -> int:
    from withhold.incident.takedown.outside.interface import Ending

    return {Ending.GONE: 0, Ending.STILL: 10, Ending.UNSURE: 11}[finished.ending]
