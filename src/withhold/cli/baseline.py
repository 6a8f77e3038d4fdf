"""`withhold baseline`: findings that people looked at and accepted, with who, why and until when."""

import argparse
import os
from datetime import date
from typing import TYPE_CHECKING

from withhold.cli.judging import add_judging_options, add_key_option, key_of, run_of
from withhold.cli.output import put, tell
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from withhold.inspection.baseline import Entry

Subparsers = argparse._SubParsersAction  # the only name argparse has for it


def add_parser(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = subparsers.add_parser(
        "baseline",
        help="accept findings of a document, until a date",
        description="Keeps what people accepted, so that the same finding does not stop the document again.",
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    accept = actions.add_parser("accept", help="accept what would stop a document now")
    accept.add_argument("document", metavar="DOCUMENT", help="the file whose findings are accepted")
    accept.add_argument("--baseline", metavar="FILE", required=True, help="written there; made if missing")
    accept.add_argument(
        "--by", metavar="NAME", action="append", required=True, help="who accepts; twice for a withhold"
    )
    accept.add_argument("--why", metavar="REASON", required=True, help="why it may be public")
    accept.add_argument("--until", metavar="DATE", required=True, type=_day, help="last day, as 2027-03-31")
    add_judging_options(accept)
    accept.set_defaults(run=_accept)
    listing = actions.add_parser("list", help="who accepted what, until when")
    listing.add_argument("--baseline", metavar="FILE", required=True, help="the baseline")
    add_key_option(listing)
    listing.set_defaults(run=_list)


def _accept(options: argparse.Namespace) -> int:
    """Accept the findings that stop the document; returns 0, or raises for what nobody can accept."""
    from withhold.inspection.baseline import BaselineFile, Entry, add

    by, why = tuple(name.strip() for name in options.by), options.why.strip()
    if not all(by) or not why:
        raise UsageError("an acceptance needs who (--by) and why (--why)")
    today = date.today()
    if options.until < today:
        raise UsageError(f"--until {options.until} is over; give the last day on which it counts")
    if not os.path.isfile(options.document):
        raise UsageError(f"there is no file {options.document}; accept documents one by one")
    file = BaselineFile(options.baseline, key_of(options))
    run = run_of(options)
    entry = Entry("", "", "", by, why, today, options.until)
    with file.alone(), run.inspector() as inspector:
        inspector.baseline = file.open(new=True)
        contents, findings = inspector.found_in(options.document)
        changed, count, left_out = add(inspector.baseline, contents, findings, run.policy, entry)
        if not count:
            raise UsageError(_nothing(left_out))
        file.write(changed)
    tell(f"accepted {_findings(count)} until {options.until}")
    if left_out:
        tell(f"{_findings(left_out)} cannot be accepted: people of the register are never accepted")
    return 0


def _list(options: argparse.Namespace) -> int:
    """One line an acceptance: the beginning of its fingerprint, what, by whom, until when, why."""
    from withhold.inspection.baseline import BaselineFile

    baseline = BaselineFile(options.baseline, key_of(options)).open()
    today = date.today()
    for entry in sorted(baseline.entries.values(), key=lambda entry: (entry.until, entry.fingerprint)):
        put(_line(entry, today))
    expired = sum(not entry.holds_on(today) for entry in baseline.entries.values())
    tell(f"{_findings(len(baseline.entries))} accepted, {expired:,} of them expired")
    return 0


def _line(entry: "Entry", today: date) -> str:
    state = f"until {entry.until}" if entry.holds_on(today) else f"expired {entry.until}"
    who = " and ".join(entry.by)
    told = f"{entry.fingerprint[:12]}  {state}  {entry.kind} ({entry.decision})  by {who}: {entry.why}"
    return "".join(c if c.isprintable() else " " for c in told)


def _findings(count: int) -> str:
    return "1 finding" if count == 1 else f"{count:,} findings"


def _nothing(left_out: int) -> str:
    if left_out:
        return "nothing was accepted: people of the register are never accepted"
    return "nothing was accepted: no finding stops this document (what could not be read cannot be accepted)"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it as 2027-03-31") from None
