"""Verdicts as JSON: `withhold.verdict/1`, specified in spec/verdict.md."""

from typing import Any

from withhold.domain.finding import Finding
from withhold.domain.location import Location
from withhold.domain.piece import Skipped
from withhold.domain.verdict import DocumentVerdict, Engine, Reason, Verdict
from withhold.report.places import display

SCHEMA = "withhold.verdict/1"


def json_run(verdict: Verdict) -> dict[str, Any]:
    """A whole run as one object."""
    return {
        "schema": SCHEMA,
        "decision": str(verdict.decision),
        "engine": json_engine(verdict.engine),
        "documents": [_document(document) for document in verdict.documents],
    }


def json_document(document: DocumentVerdict, engine: Engine) -> dict[str, Any]:
    """One document as an object of its own, a line of JSON Lines."""
    return {"schema": SCHEMA, "engine": json_engine(engine), **_document(document)}


def json_engine(engine: Engine) -> dict[str, Any]:
    """What judged."""
    return {
        "version": engine.version,
        "policy": list(engine.policy),
        "profile": engine.profile,
        "register": engine.register,
    }


def _document(document: DocumentVerdict) -> dict[str, Any]:
    return {
        "path": document.path,
        "sha256": document.sha256,
        "size": document.size,
        "media_type": document.media_type,
        "decision": str(document.decision),
        "people": {
            "count": document.people.count,
            "basis": document.people.basis,
            "registered": document.people.registered,
        },
        "reasons": [_reason(reason) for reason in document.reasons],
        "findings": [_finding(finding) for finding in document.findings],
        "skipped": [_skipped(skipped) for skipped in document.skipped],
        "coverage": {"parts": document.coverage.parts, "read": document.coverage.read},
        "seconds": round(document.seconds, 3),
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "rule": reason.rule,
        "decision": str(reason.decision),
        "authority": reason.authority,
        "text": " ".join([reason.text, *(f"[{threshold}]" for threshold in reason.thresholds)]),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    told = _common(finding)
    if finding.evidence is not None:
        told["evidence"] = str(finding.evidence)
        told["protections"] = [str(protection) for protection in finding.protections]
    return told


def _common(finding: Finding) -> dict[str, Any]:
    return {
        "kind": str(finding.kind),
        "people": finding.people,
        "fields": [str(field) for field in finding.fields],
        "location": _location(finding.location, display(finding.location, finding.concealment)),
        "concealment": str(finding.concealment),
        "severity": str(finding.severity),
        "confidence": round(finding.confidence, 2),
        "examples": list(finding.examples),
    }


def _skipped(skipped: Skipped) -> dict[str, Any]:
    return {
        "location": _location(skipped.location, display(skipped.location)),
        "reason": str(skipped.reason),
        "detail": skipped.detail,
    }


def _location(location: Location, words: str) -> dict[str, Any]:
    return {"route": list(location.route()), "display": words}
