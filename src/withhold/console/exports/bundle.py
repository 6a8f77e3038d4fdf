"""The case for programs: one ZIP whose bytes depend on nothing but the case's ledger. Nobody's values."""

import io
import json
import zipfile
from typing import Any

from django.db import transaction

from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.exports.facts import Facts
from withhold.incident.case.moments import written
from withhold.incident.case.tell_json import case_json, timeline_json

_EPOCH = (1980, 1, 1, 0, 0, 0)
_VALUES = ("by", "why", "url")
"""Of an event in the timeline: names, words and addresses that people wrote."""
_HOW = """What this is: case {case}, as its ledger had it at {at}.

case.json      withhold.case-state/1: how the case stands
timeline.json  withhold.case-timeline/1, without names, reasons and addresses
exposure.json  withhold.case-exposure/1: documents, places by kind, the window, how many people
trace.json     withhold.case-trace/1: who fetched it, in bounds
ledger.jsonl   withhold.ledger-export/1: every entry; private values as commitments only
ledger.pub     the ledger's public key

To verify the ledger:

    withhold ledger verify ledger.jsonl --public-key ledger.pub

Get the public key from somewhere else as well: who could forge the file could replace the key beside it.
"""


def ledger_proof(row: Case) -> tuple[bytes, str]:
    """The export of the case's ledger, without private values, and its public key."""
    with transaction.atomic():
        ledger = ConsoleCase(row).ledger  # which stays when the data of the case were destroyed
        return b"".join(ledger.export()), str(ledger.key)


def bundle_of(row: Case, facts: Facts) -> bytes:
    """The whole bundle."""
    export, key = ledger_proof(row)
    told = timeline_json(facts.settings, facts.line)
    for event in told["events"]:
        for name in _VALUES:
            event.pop(name)
    files = {
        "README.txt": _HOW.format(case=facts.case_id, at=written(facts.at)).encode(),
        "case.json": _json(case_json(facts.settings, facts.state, facts.clocks, facts.at)),
        "exposure.json": _json(_exposure(facts)),
        "ledger.jsonl": export,
        "ledger.pub": f"{key}\n".encode(),
        "timeline.json": _json(told),
        "trace.json": _json(_trace(facts)),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, content)
    return stream.getvalue()


def _exposure(facts: Facts) -> dict[str, Any]:
    people = facts.people
    window = facts.state.window.items()
    return {
        "schema": "withhold.case-exposure/1",
        "case": facts.case_id,
        "documents": [{"sha256": digest, "size": size} for digest, size in facts.state.documents.items()],
        "places": [{"kind": kind, "held": held, "count": count} for kind, held, count in facts.places()],
        "window": {name: None if at is None else written(at) for name, at in window},
        "people": None if people is None else {"low": people[0], "high": people[1]},
    }


def _trace(facts: Facts) -> dict[str, Any]:
    networks = facts.networks
    return {
        "schema": "withhold.case-trace/1",
        "case": facts.case_id,
        "traced": facts.state.traced,
        "logs_missing": facts.state.logs_missing,
        "networks": None if networks is None else {"low": networks[0], "high": networks[1]},
    }


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, indent=2, sort_keys=True) + "\n").encode()
