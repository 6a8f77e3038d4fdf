"""What `withhold case` does, over the rules of `incident.case`."""

import argparse
import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from withhold.cli.casework import actor_of, at_of, open_case
from withhold.cli.output import private_output, put, tell, wants_colour, writing
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from withhold.incident.case.clocks.interface import Running
    from withhold.incident.case.events import Source
    from withhold.incident.case.interface import Settings
    from withhold.incident.case.store import CaseFolder

Run = Callable[[argparse.Namespace], int]

_DONE = 0
_OVERDUE = 10
_UNDECIDED = 11


def open_new(options: argparse.Namespace) -> int:
    """A new case with its first report."""
    from withhold.incident.case.interface import Event, EventKind
    from withhold.incident.case.store import CaseFolder

    first = Event(EventKind.REPORTED, at_of(options), actor_of(options), options.why, *_said(options))
    case = CaseFolder.create(options.folder, _settings(options), [first])
    tell(f"opened the case {case.settings.case_id} in {case.folder}")
    if case.settings.ledger_key is None:
        tell("its ledger is signed with the key in the folder; docs/cases.md says why to keep it elsewhere")
    return _DONE


def report(options: argparse.Namespace) -> int:
    """A further report."""
    from withhold.incident import flow

    facts, private = _said(options)
    case = open_case(options)
    flow.report(case, actor_of(options), options.why, at_of(options), facts["source"], private)
    tell("recorded the report")
    return _DONE


def confirm(options: argparse.Namespace) -> int:
    """A person confirms it."""
    from withhold.incident import flow

    new = flow.confirm(open_case(options), actor_of(options), options.why, at_of(options))
    tell("confirmed: take it down with `withhold takedown`" if new else "it was confirmed before")
    return _DONE


def dismiss(options: argparse.Namespace) -> int:
    """It is no incident."""
    from withhold.incident import flow

    done = flow.dismiss(open_case(options), actor_of(options), options.why, at_of(options))
    return _by_two("dismiss", "dismissed", done)


def close(options: argparse.Namespace) -> int:
    """Close it."""
    from withhold.incident import flow
    from withhold.incident.case.clocks.running import still_open

    case = open_case(options)
    left = still_open(_running(case))
    done = flow.close(case, actor_of(options), options.why, at_of(options), left)
    return _by_two("close", "closed", done)


def reopen(options: argparse.Namespace) -> int:
    """Go on with it."""
    from withhold.incident import flow

    case = open_case(options)
    flow.reopen(case, actor_of(options), options.why, at_of(options))
    tell(f"reopened: the case is {case.state().phase}")
    return _DONE


def note(options: argparse.Namespace) -> int:
    """Something to remember."""
    from withhold.incident.case.interface import Event, EventKind

    open_case(options).append([Event(EventKind.NOTED, at_of(options), actor_of(options), options.why)])
    tell("noted")
    return _DONE


def show(options: argparse.Namespace) -> int:
    """How it stands."""
    from datetime import UTC, datetime

    from withhold.incident.case import tell as telling
    from withhold.incident.case.tell_json import case_json

    case = open_case(options)
    state, clocks, now = case.state(), _running(case), datetime.now(UTC)
    if options.format == "json":
        put(json.dumps(case_json(case.settings, state, clocks, now), indent=2))
        return _DONE
    view = telling.case_view(case.settings, state, clocks, now)
    put(telling.render(view, wants_colour(sys.stdout)).rstrip("\n"))
    return _DONE


def timeline(options: argparse.Namespace) -> int:
    """What happened when."""
    with private_output(options.output) as target, writing(target):
        target.write(_timeline(options))
    return _DONE


def _timeline(options: argparse.Namespace) -> str:
    from datetime import UTC, datetime

    from withhold.incident.case.timeline import timeline as made

    case = open_case(options)
    state = case.state()
    line = made(case.events(), state)
    if options.format == "json":
        from withhold.incident.case.tell_json import timeline_json

        return json.dumps(timeline_json(case.settings, line), indent=2) + "\n"
    if options.format == "html":
        from withhold.incident.case.tell_html import render_timeline

        return render_timeline(case.settings, state, line, datetime.now(UTC)) + "\n"
    from withhold.incident.case.tell import render, timeline_view

    return render(timeline_view(case.settings, line), options.output is None and wants_colour(sys.stdout))


def clocks(options: argparse.Namespace) -> int:
    """The deadlines; exit code 10 with one overdue, 11 with one that is soon."""
    from datetime import UTC, datetime

    from withhold.incident.case import tell as telling
    from withhold.incident.case.clocks.interface import Status
    from withhold.incident.case.tell_json import clocks_json

    if options.list:
        return _list_clocks()
    if options.case is None:
        raise UsageError("give --case for the deadlines of a case, or --list for all that are known")
    case = open_case(options)
    running = _running(case)
    if options.format == "json":
        put(json.dumps(clocks_json(running), indent=2))
    else:
        view = telling.clocks_view(case.settings, running, datetime.now(UTC))
        put(telling.render(view, wants_colour(sys.stdout)).rstrip("\n"))
    statuses = {one.status for one in running}
    if Status.OVERDUE in statuses:
        return _OVERDUE
    return _UNDECIDED if Status.SOON in statuses else _DONE


def met(options: argparse.Namespace) -> int:
    """A deadline's recipient was told."""
    return _settle(options, "clock_met", "met")


def waive(options: argparse.Namespace) -> int:
    """A deadline does not apply."""
    return _settle(options, "clock_waived", "waived")


def _settle(options: argparse.Namespace, kind: str, word: str) -> int:
    from withhold.incident.case.interface import Event, EventKind

    case = open_case(options)
    if options.clock not in {one.rule.id for one in _running(case)}:
        raise UsageError(f"the case has no deadline {options.clock!r}; `withhold case clocks` names them")
    facts = {"clock": options.clock}
    case.append([Event(EventKind(kind), at_of(options), actor_of(options), options.why, facts)])
    tell(f"{word}: {options.clock}")
    return _DONE


def _list_clocks() -> int:
    from withhold.incident.case.clocks.packs import PACKS, load_pack

    for name in PACKS:
        pack = load_pack(name)
        put(f"{pack.name}: {pack.title}")
        for rule in pack.rules:
            period = f"{rule.amount} {rule.unit}" if rule.amount else str(rule.unit)
            put(f"  {rule.id}: {period.replace('_', ' ')} from {rule.trigger}, to {rule.recipient}")
            put(f"    {rule.law}{'' if rule.reviewed else ' (not compared with its source)'}; {rule.url}")
    put("eu-de, eu-fr and so on take the holidays of that country. Not legal advice.")
    return _DONE


def _by_two(verb: str, past: str, done: bool) -> int:
    if done:
        tell(f"the case is {past}")
        return _DONE
    tell(f"proposed to {verb} it: now somebody else runs the same command, with their own --by")
    return _UNDECIDED


def _running(case: "CaseFolder") -> "tuple[Running, ...]":
    from datetime import UTC, datetime

    from withhold.incident.case.clocks.running import running

    return running(case.settings, case.state(), datetime.now(UTC))


def _said(options: argparse.Namespace) -> "tuple[dict[str, Source], dict[str, str]]":
    from withhold.incident.case.events import Source

    private = {"url": options.url, "told_by": options.told_by}
    return {"source": Source(options.source)}, {key: text for key, text in private.items() if text}


def _settings(options: argparse.Namespace) -> "Settings":
    import secrets

    from withhold.incident.case.interface import Settings

    return Settings(
        case_id=f"case-{secrets.token_hex(6)}",
        title=options.title,
        time_zone=options.time_zone,
        recipients=tuple(options.recipient),
        site=None if options.site is None else _existing(options.site, "--site"),
        jurisdictions=tuple(options.jurisdiction),
        sectors=tuple(options.sector),
        deadlines=tuple(_existing(path, "--deadlines") for path in options.deadlines),
        ledger_key=None if options.ledger_key is None else _existing(options.ledger_key, "--ledger-key"),
    )


def _existing(path: "Path", option: str) -> "Path":
    if not path.is_file():
        raise UsageError(f"there is no file {path}; check {option}")
    return path.absolute()
