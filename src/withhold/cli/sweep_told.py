"""What `withhold sweep` writes: events as they come, then everything public with the verdict that stands."""

import argparse
import json
from collections import Counter
from collections.abc import Generator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from withhold.cli.output import private_output, tell, writing
from withhold.cli.verdicts import write

if TYPE_CHECKING:
    from withhold.domain.verdict import Decision, Engine
    from withhold.incident.watch.sweep.interface import Order, Seen
    from withhold.incident.watch.sweep.memory import Standing
    from withhold.inspection.run import Run


class Told:
    """What is written of: the order, its memory, what judged."""

    def __init__(self, order: "Order", state: Path, judging: "Run", engine: "Engine") -> None:
        self.order = order
        self.state = state
        self.judging = judging
        self.engine = engine


def write_all(
    options: argparse.Namespace, seen: "Generator[Seen]", told: Told, target: TextIO
) -> "Counter[Decision]":
    """Write everything; returns how many documents that are public have which decision."""
    from withhold.domain.verdict import Decision
    from withhold.incident.watch.sweep.interface import Change
    from withhold.incident.watch.sweep.standing import standing, verdicts
    from withhold.incident.watch.sweep.sweeping import SweepUnfinished

    unread = []
    changes: Counter[Change] = Counter()
    stopped = ""
    with ExitStack() as stack:
        stack.enter_context(closing(seen))
        events = stack.enter_context(private_output(options.events)) if options.events else None
        try:
            for one in seen:
                changes[one.change] += 1
                unread += [one] if one.change is Change.UNREAD else []
                if events is not None:
                    _line(events, one)
                if options.format == "jsonl":
                    _judged(one, told, target)
        except SweepUnfinished as error:
            stopped = str(error)
    found = list(standing(told.state, told.order.hosts))
    if options.baseline_report is not None and found:
        _report(options.baseline_report, found, told)
    tell(", ".join(f"{changes[change]:,} {change}" for change in Change if changes[change]) or "nothing seen")
    counts: Counter[Decision] = Counter()
    public = verdicts(found, unread, told.judging.policy)
    if options.format == "jsonl":
        counts.update(document.decision for document in public)
    elif found or unread:
        counts = write(public, told.engine, options.format, target)
    if stopped:
        tell(stopped)
        counts[Decision.REVIEW] += 1  # what was not asked may be anything
    return counts


def _line(target: TextIO, seen: "Seen") -> None:
    from withhold.incident.watch.sweep.events import event

    with writing(target):
        print(json.dumps(event(seen), ensure_ascii=False), file=target)


def _judged(seen: "Seen", told: Told, target: TextIO) -> None:
    """A line for what was judged now, or could not be looked at."""
    from withhold.incident.watch.sweep.interface import Change
    from withhold.inspection.inspector import Inspector
    from withhold.report.json_ import json_document

    verdict = seen.verdict if seen.judged else None
    if seen.change is Change.UNREAD:
        verdict = Inspector(told.judging.policy).unread(seen.url, seen.reason)
    if verdict is not None:
        with writing(target):
            print(json.dumps(json_document(verdict, told.engine), ensure_ascii=False), file=target)


def _report(path: Path, found: "list[Standing]", told: Told) -> None:
    """What is public and should not be; for its owner alone: it says where people's data lies."""
    from datetime import datetime

    from withhold.incident.watch.sweep.baseline import as_json, baseline_of
    from withhold.incident.watch.sweep.page import page

    now = datetime.now().astimezone()
    baseline = baseline_of(found, now)
    with private_output(path) as target, writing(target):
        if path.suffix == ".html":
            target.write(page(baseline, told.engine, now))
        else:
            json.dump(as_json(baseline, told.engine, now), target, ensure_ascii=False, indent=1)
            target.write("\n")
