"""`withhold takedown`: takes a case's documents down everywhere, and shows that they are gone."""

import argparse
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from withhold.cli.arguments import number
from withhold.cli.casework import actor_of, add_actor, add_case, open_case
from withhold.cli.output import put, tell
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from withhold.cli.takedown_recorder import Screen
    from withhold.incident.case.store import CaseFolder
    from withhold.incident.preservation.preserve import Preserving
    from withhold.incident.takedown.assembly import Assembled
    from withhold.incident.takedown.run import Finished
    from withhold.incident.takedown.scope import Scope
    from withhold.incident.takedown.site import Site

Subparsers = argparse._SubParsersAction  # the only name argparse has for it

_PRESERVING_AFTER = 600.0
"""Seconds that the command waits at its end for evidence that is still being sealed."""


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
    from withhold.incident.takedown.site import load_site

    case = open_case(options)
    path = options.site or case.settings.site
    if path is None:
        raise UsageError("the case has no description of the organisation's places; give --site SITE.toml")
    site = load_site(path)
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
    from withhold.cli.takedown_recorder import CaseRecorder, Screen
    from withhold.cli.takedown_report import summary
    from withhold.incident import flow
    from withhold.incident.takedown.assembly import assembled
    from withhold.incident.takedown.scope import scope_of

    scope = scope_of(case.state(), site)
    with Screen() as screen:
        recorder = CaseRecorder(case, site.rounds, screen)
        with assembled(site, scope, case.work / "takedown", case.clock, recorder) as work:
            if options.confirm:
                flow.confirm(case, actor_of(options), options.why, case.clock.now())
            flow.require_confirmed(case)
            recorder.catch_up(work.journal)
            finished, evidence = _run(options, case, site, scope, work, screen)
            screen.rest()
            _report(options, finished, case, scope)
            tell(summary(finished, case.state()))
            _tell_evidence(evidence)
            if options.watch:
                _watch(options, work, site, screen)
    return _code(finished)


def _run(
    options: argparse.Namespace,
    case: "CaseFolder",
    site: "Site",
    scope: "Scope",
    work: "Assembled",
    screen: "Screen",
) -> "tuple[Finished, Preserving]":
    """Preserve beside the takedown, which waits for it for five seconds at most (design 5.7)."""
    begun = time.monotonic()
    evidence = _preserving(case, site, scope)

    def wait() -> None:
        from withhold.incident.case.order import MOST_DELAY, may_delay_for_preservation

        waited = timedelta(seconds=time.monotonic() - begun)
        if not may_delay_for_preservation(waited):
            return
        screen.show("preserving evidence")
        with suppress(TimeoutError):
            work.validators.result((MOST_DELAY - waited).total_seconds())
        evidence.wait(MOST_DELAY.total_seconds() - (time.monotonic() - begun))

    return work.takedown.run(options.deadline or site.deadline, wait), evidence


def _tell_evidence(evidence: "Preserving") -> None:
    """What could not be preserved. Raises what recording raised: the case does not know of that evidence."""
    from withhold.report.places import one_line

    if not evidence.wait(_PRESERVING_AFTER):
        tell("evidence is still not sealed; run `withhold preserve`")
        return
    _, failures = evidence.results()
    for failure in failures:
        tell(f"not preserved ({failure.reason}): {one_line(failure.name)}: {one_line(failure.detail)}")


def _preserving(case: "CaseFolder", site: "Site", scope: "Scope") -> "Preserving":
    """Begin to seal what answers at the addresses, unless the case has evidence already."""
    from withhold.cli.preserve import CaseRecorder
    from withhold.incident.case.interface import MACHINE
    from withhold.incident.flow import BY_MACHINE
    from withhold.incident.preservation.interface import Wanted
    from withhold.incident.preservation.preserve import Vault, start
    from withhold.incident.takedown.looking import fetcher_of

    vault = Vault(case.evidence, case.settings.recipients)
    wanted = Wanted() if case.state().preserved else Wanted(scope.target.urls)
    return start(vault, wanted, fetcher_of(site), CaseRecorder(case, MACHINE, BY_MACHINE))


def _watch(options: argparse.Namespace, work: "Assembled", site: "Site", screen: "Screen") -> NoReturn:
    """Look again and again until interrupted; take down what has come back."""
    from withhold.incident.takedown.outside.interface import Ending

    screen.say(f"watching, every {options.every} s; end it with Ctrl-C")
    while True:
        screen.show("watching")
        time.sleep(options.every)
        seen = work.takedown.look()
        if seen is Ending.STILL:
            finished = work.takedown.run(options.deadline or site.deadline)
            screen.say(f"it had come back and was taken down again; now: {finished.ending}")
        elif seen is Ending.UNSURE:
            screen.say("something could not be looked at: not known to be gone there")


def _restore(options: argparse.Namespace, case: "CaseFolder", site: "Site") -> int:
    """Two people: the first run proposes it, the second by somebody else does it."""
    from withhold.incident import flow
    from withhold.incident.case.events import TwoPersons
    from withhold.incident.case.rules import check_all
    from withhold.incident.takedown.assembly import restorable
    from withhold.incident.takedown.interface import Result

    if not options.step:
        raise UsageError("give --step ID: the summary of the takedown names the steps")
    event = flow.restored(options.step, actor_of(options), options.why, case.clock.now())
    with restorable(site, case.work / "takedown", case.clock, options.step) as step:
        if not flow.agreed(case, TwoPersons.RESTORE, event):
            tell("proposed; somebody else has to run the same command with their own name and reason")
            return 11
        check_all(case.state(), [event], case.clock.now())
        outcome = step.restore()
        if outcome.result is Result.FAILED:
            tell(f"not put back: {outcome.detail}")
            return 11
        case.append([event])
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
