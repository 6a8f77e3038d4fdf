"""A trace as `withhold.trace/1`, described in spec/trace.md."""

import json
from datetime import datetime
from typing import Any

from withhold.incident.trace.interface import LogSpan, Question
from withhold.incident.trace.networks import wider_counts
from withhold.incident.trace.result import Accessor, Contact, Trace

SCHEMA = "withhold.trace/1"


def trace_json(trace: Trace, everything: bool = False) -> str:
    """The whole answer, one object with a line break at its end; networks of grade `none` only on demand."""
    # Escaped to ASCII: what a log holds cannot move a cursor or turn the direction of text.
    return json.dumps(_sound(trace_object(trace, everything)), indent=2) + "\n"


def trace_object(trace: Trace, everything: bool = False) -> dict[str, Any]:
    """The same as values that JSON knows."""
    shown = trace.shown(everything)
    return {
        "schema": SCHEMA,
        "question": _question(trace.question),
        "lines": trace.lines,
        "requests": {str(grade): count for grade, count in trace.requests.items()},
        "accessors": [_accessor(one) for one in shown],
        "bounds": {"complete": list(trace.bounds)},
        "wider": {f"/{length}": count for length, count in wider_counts(o.network for o in shown).items()},
        "warnings": list(trace.warnings),
        "logs": [_log(span) for span in trace.spans],
    }


def _sound(value: Any) -> Any:
    """The same with no half of a surrogate pair in its texts: strict readers would refuse all of it.

    Names of files that are no UTF-8 have them, and registries may send them.
    """
    match value:
        case str():
            return value.encode("utf-8", "backslashreplace").decode("utf-8")
        case list():
            return [_sound(one) for one in value]
        case dict():
            return {name: _sound(one) for name, one in value.items()}
        case _:
            return value


def written(at: datetime) -> str:
    """A time as RFC 3339, in the zone it was given in."""
    return at.isoformat().replace("+00:00", "Z")


def _question(question: Question) -> dict[str, Any]:
    return {
        "paths": list(question.paths),
        "from": written(question.start),
        "until": written(question.end),
        "sizes": list(question.sizes),
        "hosts": list(question.hosts),
        "fold_case": question.fold_case,
        "trusted_proxies": [str(network) for network in question.trusted_proxies],
    }


def _accessor(one: Accessor) -> dict[str, Any]:
    told: dict[str, Any] = {
        "network": one.network,
        "grade": str(one.grade),
        "class": str(one.agent_class),
        "classes": [str(kind) for kind in one.classes],
        "requests": one.requests,
        "fetches": one.fetches,
        "bytes": one.bytes,
        "first": written(one.first),
        "last": written(one.last),
        "agents": [agent for agent, _ in one.agents],
        "asn": one.owner.asn,
        "organisation": one.owner.organisation,
        "owner_source": one.owner.source or None,
        "hosting": one.hosting,
        "verified_name": one.verified_name,
        "grades": {str(grade): count for grade, count in one.grades.items()},
        "addresses": one.addresses,
        "peers": list(one.peers),
        "all_requests": one.elsewhere,
        "before": list(one.around),
    }
    if one.contact is not None:
        told["abuse_contact"] = _contact(one.contact)
    return told


def _contact(contact: Contact) -> dict[str, Any]:
    return {"emails": list(contact.emails), "source": contact.source or None, "problem": contact.problem}


def _log(span: LogSpan) -> dict[str, Any]:
    return {
        "log": span.log,
        "lines": span.lines,
        "unparsed": span.unparsed,
        "unparsed_examples": list(span.unparsed_examples),
        "first": written(span.first) if span.first else None,
        "last": written(span.last) if span.last else None,
        "formats": {str(kind): count for kind, count in span.formats.items()},
        "gaps": [[written(begin), written(end)] for begin, end in span.gaps],
        "unordered": span.unordered,
        "candidates": span.candidates,
        "referer_only": span.referer_only,
        "foreign": span.foreign,
        "problem": span.problem,
    }
