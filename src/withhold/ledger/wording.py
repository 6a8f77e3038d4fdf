"""What a verified export proves, and what it cannot: in words, and as JSON."""

import base64
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from withhold.ledger.checkpoints import Signed
from withhold.ledger.entries import write_time
from withhold.ledger.proofs import Included
from withhold.ledger.verify import Fault, Kept, Report

REPORT_SCHEMA = "withhold.ledger-report/1"
PROOF_SCHEMA = "withhold.ledger-proof/1"
UNPROVEN = (
    "that everything that happened was recorded: only what was recorded is proven",
    "that the times are true: entries have those that were recorded, checkpoints those of the signer's clock",
)
"""What no ledger can prove by itself."""
_ALONE = (
    "that nobody was shown another history, and that nothing was taken off the end: only against checkpoints "
    "that were kept elsewhere (--checkpoint)"
)


def report_lines(report: Report) -> Iterator[str]:
    """The report for people; a fault comes first."""
    if report.fault is not None:
        yield f"BAD: {_fault(report.fault)}"
        yield "What stands before it:" if report.entries else "Nothing is proven."
    if report.entries:
        yield from _proven(report)
    if report.good:
        yield "Not proven:"
        yield from (f"  {one}" for one in unproven(report))


def report_json(report: Report) -> dict[str, Any]:
    """The report for programs, see spec/ledger.md."""
    fault = report.fault
    return {
        "schema": REPORT_SCHEMA,
        "good": report.good,
        "key": str(report.key),
        "entries": report.entries,
        "root": base64.b64encode(report.root).decode("ascii") if report.entries else None,
        "checkpoints": report.checkpoints,
        "openings": report.openings,
        "first_signed": _time(report.first_signed),
        "last_signed": _time(report.last_signed),
        "kept": [{"checkpoint": one.name, "entries": one.signed.checkpoint.size} for one in report.kept],
        "fault": fault and {"line": fault.line, "index": fault.index, "last": fault.last, "why": fault.why},
        "not_proven": unproven(report),
    }


def unproven(report: Report) -> list[str]:
    """What this export leaves open."""
    beyond = report.entries - max((one.signed.checkpoint.size for one in report.kept), default=0)
    return [*UNPROVEN, *([_ALONE] if beyond else [])]


def included_lines(found: Included) -> Iterator[str]:
    """What a proof of inclusion proves."""
    signed = found.signed
    yield f"Proven: entry {found.index} is in the ledger {signed.checkpoint.origin}"
    yield f"  {found.entry.kind}, of {write_time(found.entry.at)}"
    yield f"  among {signed.checkpoint.size:,} entries, signed at {_time(signed.at)} by the signer's clock"


def included_json(found: Included) -> dict[str, Any]:
    """The same for programs, see spec/ledger.md."""
    signed = found.signed
    return {
        "schema": PROOF_SCHEMA,
        "index": found.index,
        "kind": found.entry.kind,
        "at": write_time(found.entry.at),
        "entries": signed.checkpoint.size,
        "signed": write_time(signed.at),
    }


def begins_lines(kept: Kept, newer: Signed) -> Iterator[str]:
    """What a proof of consistency proves."""
    size, old = newer.checkpoint.size, kept.signed.checkpoint.size
    yield f"Proven: the ledger of {size:,} entries begins with the one of {old:,} in {kept.name}"
    yield f"  signed at {_time(newer.at)} by the signer's clock"


def begins_json(kept: Kept, newer: Signed) -> dict[str, Any]:
    """The same for programs, see spec/ledger.md."""
    return {
        "schema": PROOF_SCHEMA,
        "since": kept.signed.checkpoint.size,
        "entries": newer.checkpoint.size,
        "signed": write_time(newer.at),
    }


def _proven(report: Report) -> Iterator[str]:
    count = f"{report.entries:,} entries are" if report.entries != 1 else "1 entry is"
    yield f"Proven: {count} exactly what this key signed, in this order"
    yield f"  key {report.key}"
    signed = f"last signed at {_time(report.last_signed)}, first at {_time(report.first_signed)}"
    yield f"  {report.checkpoints:,} checkpoints, {signed}"
    yield f"  root {base64.b64encode(report.root).decode('ascii')}"
    if report.openings:
        yield f"  {report.openings:,} private values shown are those that were committed to"
    for kept in report.kept:
        size = kept.signed.checkpoint.size
        yield f"  only appended to since {kept.name}, of {size:,} entries, signed at {_time(kept.signed.at)}"


def _fault(fault: Fault) -> str:
    which = f"entry {fault.index}" if fault.index == fault.last else f"entries {fault.index} to {fault.last}"
    return f"line {fault.line}, {which}: {fault.why}"


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else write_time(moment)
