"""Verdicts as SARIF 2.1.0 (OASIS), within what GitHub code scanning takes, and fit for a public log.

One result a document and rule, never one a finding. What points at protected people is one result a rule,
without place or number (`public.py`). GitHub refuses a whole file for one result without a location, so
these carry a placeholder that names no file.
"""

import hashlib
import os
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from withhold.domain.piece import SkipReason
from withhold.domain.verdict import EXIT_CODES, Decision, DocumentVerdict, Verdict
from withhold.report.public import Told, told
from withhold.report.sarif_rules import rule_entry

MOST_RESULTS = 5_000
"""GitHub takes 25,000 results a run and shows 5,000, the gravest first (limits of code scanning, 2026)."""
MOST_LOCATIONS = 100
"""GitHub takes 1,000 locations a result and shows 100."""
MOST_NOTIFICATIONS = 1_000
"""Enough to act on, and far from the 10 MB (compressed) that an upload may have."""
NOWHERE = "not-told"
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_LEVELS = {Decision.WITHHOLD: "error", Decision.REVIEW: "warning", Decision.NOTE: "note"}
_GRAVITY = (Decision.WITHHOLD, Decision.REVIEW, Decision.NOTE)
_FAILED = frozenset({SkipReason.CRASHED, SkipReason.TIMED_OUT})


def sarif_log(verdict: Verdict) -> dict[str, Any]:
    """A whole run as one SARIF log."""
    reasons = sorted(told(verdict.documents), key=lambda item: _GRAVITY.index(item.reason.decision))
    rules = {item.reason.rule: item.reason for item in reversed(reasons)}
    order = {rule: index for index, rule in enumerate(sorted(rules))}
    aggregated = len(reasons) > MOST_RESULTS
    results = _by_rule(reasons) if aggregated else [_result([item]) for item in reasons]
    for result in results:
        result["ruleIndex"] = order[result["ruleId"]]
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "withhold",
                        "semanticVersion": verdict.engine.version,
                        "rules": [rule_entry(rules[rule]) for rule in order],
                        "properties": {
                            "policy": list(verdict.engine.policy),
                            "profile": verdict.engine.profile,
                            "notice": "Not legal advice.",
                        },
                    }
                },
                "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder it was started in."}}},
                "columnKind": "unicodeCodePoints",
                "invocations": [_invocation(verdict, len(reasons) if aggregated else 0)],
                "results": results,
            }
        ],
    }


def _by_rule(reasons: list[Told]) -> list[dict[str, Any]]:
    gathered: dict[tuple[str, Decision], list[Told]] = {}
    for item in reasons:
        gathered.setdefault((item.reason.rule, item.reason.decision), []).append(item)
    return [_result(items) for items in gathered.values()]


def _result(items: list[Told]) -> dict[str, Any]:
    """One result of one rule over one document, or over many."""
    reason = items[0].reason
    uris = [NOWHERE if item.document is None else _uri(item.document) for item in items]
    text = reason.text if len(items) == 1 else f"{len(items):,} documents; the first of them are listed."
    subject = uris[0] if len(items) == 1 else "*"
    print_of = hashlib.sha256(f"{reason.rule}\0{reason.decision}\0{subject}".encode()).hexdigest()[:32]
    return {
        "ruleId": reason.rule,
        "level": _LEVELS[reason.decision],
        "message": {"text": text},
        "locations": [_location(uri) for uri in uris[:MOST_LOCATIONS]],
        "partialFingerprints": {"withhold/v1": print_of, "primaryLocationLineHash": f"{print_of}:1"},
        "properties": {"decision": str(reason.decision), "authority": reason.authority},
    }


def _location(uri: str) -> dict[str, Any]:
    artifact = {"uri": uri, "uriBaseId": _ROOT}
    return {"physicalLocation": {"artifactLocation": artifact, "region": {"startLine": 1}}}


def _uri(document: DocumentVerdict) -> str:
    """The path below the folder the run was started in; of a file elsewhere only its name."""
    path = os.path.relpath(document.path)
    if path.split(os.sep)[0] == os.pardir:
        path = os.path.basename(document.path)
    return quote(path.replace(os.sep, "/"))


def _invocation(verdict: Verdict, aggregated: int) -> dict[str, Any]:
    """How the run went: pessimistic, since a part that crashed an inspector was not looked at."""
    unread = [document for document in verdict.documents if _reasons_unread(document)]
    notes = [_unread_note(document) for document in unread[:MOST_NOTIFICATIONS]]
    if len(unread) > MOST_NOTIFICATIONS:
        notes.append(_note(f"{len(unread) - MOST_NOTIFICATIONS:,} more documents were not read whole."))
    if aggregated:
        notes.append(
            _note(
                f"{aggregated:,} results are more than can be shown: each rule has one for all its documents."
            )
        )
    failed = any(skipped.reason in _FAILED for document in unread for skipped in document.skipped)
    return {
        "executionSuccessful": not failed,
        "exitCode": EXIT_CODES[verdict.decision],
        "toolExecutionNotifications": notes,
    }


def _reasons_unread(document: DocumentVerdict) -> set[SkipReason]:
    """Why parts were not read; what was only decoded as strings was read."""
    return {skipped.reason for skipped in document.skipped} - {SkipReason.DECODED_AS_STRINGS}


def _unread_note(document: DocumentVerdict) -> dict[str, Any]:
    reasons: Iterable[str] = sorted(str(reason).replace("_", " ") for reason in _reasons_unread(document))
    note = _note(f"Some of it was not read: {', '.join(reasons)}.")
    note["level"] = "error" if _reasons_unread(document) & _FAILED else "warning"
    note["locations"] = [_location(_uri(document))]
    return note


def _note(text: str) -> dict[str, Any]:
    return {"level": "note", "message": {"text": text}}
