"""A trace as one page to read and print: no script, nothing fetched, hostile text shown as text."""

import base64
import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from withhold import __version__
from withhold.incident.trace.networks import as_network, wider_counts
from withhold.incident.trace.result import Accessor, Contact, Grade, Trace
from withhold.incident.trace.tell.chart import chart
from withhold.incident.trace.tell.words import (
    CLASSES,
    GRADES,
    LIMITS,
    MOST_SHOWN,
    MOST_WARNED,
    cell,
    moment,
    next_steps,
    owner_words,
    plain,
    summary,
    utc,
)

MOST_OPEN = 50
"""Networks told in full: what is beyond is folded away, and told in short."""
MOST_ROWS = 2000
"""Networks in all: beyond, nobody reads on, and the page stays small; the JSON has them all."""
MOST_AGENTS = 5
MOST_AROUND = 3
MOST_BRIEF = 150
"""Characters of an agent in the table, and of any text of a folded network."""
MOST_LOGS_OPEN = 20
MOST_LOGS = 200
MOST_WARNINGS = 40


def render_html(trace: Trace, when: datetime, everything: bool = False) -> str:
    """The page, made at `when`."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("withhold.incident.trace.tell"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    assert environment.loader is not None
    # Our own file: without quotes or angle brackets that would need escaping, and hashed as it stands.
    style = Markup(environment.loader.get_source(environment, "trace.css")[0].strip())
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    template = environment.get_template("trace.html.j2")
    return template.render(style=style, style_hash=f"sha256-{digest}", **_page(trace, when, everything))


def _page(trace: Trace, when: datetime, everything: bool) -> dict[str, Any]:
    shown = trace.shown(everything)
    question = trace.question
    anybody = any(trace.requests.values())
    return {
        "headline": _headline(trace, anybody),
        "anybody": anybody,
        "tone": _tone(trace, anybody),
        "summary": plain(summary(trace), MOST_WARNED),
        "when": moment(when),
        "figures": _figures(trace) if anybody else [],
        "warnings": [one_paragraph(warning) for warning in trace.warnings[:MOST_WARNINGS]],
        "more_warnings": f"{len(trace.warnings) - MOST_WARNINGS:,}"
        if len(trace.warnings) > MOST_WARNINGS
        else "",
        "steps": next_steps(trace),
        "chart": chart(trace),
        "counts": _counts(shown),
        "rows": [_row(one) for one in shown[:MOST_OPEN]],
        "folded": [_row(one, MOST_BRIEF) for one in shown[MOST_OPEN:MOST_ROWS]],
        "contacts": any(one.contact is not None for one in shown[:MOST_ROWS]),
        "owners": any(owner_words(one) for one in shown[:MOST_ROWS]),
        "more_rows": f"{len(shown) - MOST_ROWS:,}" if len(shown) > MOST_ROWS else "",
        "hidden": _hidden(trace, everything),
        "wider": [
            (f"/{length}", f"{count:,}") for length, count in wider_counts(o.network for o in shown).items()
        ],
        "meanings": [(name, words) for name, words in GRADES.values()],
        "classes": [(name, words) for name, words in CLASSES.values()],
        "limits": LIMITS,
        "logs": [_log(span) for span in trace.spans[:MOST_LOGS_OPEN]],
        "folded_logs": [_log(span) for span in trace.spans[MOST_LOGS_OPEN:MOST_LOGS]],
        "more_logs": f"{len(trace.spans) - MOST_LOGS:,}" if len(trace.spans) > MOST_LOGS else "",
        "asked": [
            ("Paths", cell(", ".join(question.paths))),
            ("From", moment(question.start)),
            ("Until before", moment(question.end)),
            ("Lengths of the whole file", ", ".join(f"{s:,}" for s in question.sizes) or "not given"),
            ("Hosts", cell(", ".join(question.hosts)) or "all"),
            ("Trusted proxies", ", ".join(map(str, question.trusted_proxies)) or "none"),
            ("Lines read", f"{trace.lines:,}"),
            ("Engine", f"withhold {__version__}"),
        ],
    }


def one_paragraph(warning: str) -> str:
    """A warning as a sentence of its own."""
    shown = cell(warning, MOST_WARNED)
    return shown[:1].upper() + shown[1:] + ("" if shown.endswith(("…", ".")) else ".")


def _headline(trace: Trace, anybody: bool) -> str:
    low, high = trace.bounds
    if not trace.lines:
        return "These logs hold no line: who fetched the file is not known"
    if not anybody:
        found = "No request for the file was found"
        return f"{found}, but not all could be read" if trace.unread else f"{found} in these logs"
    if high == 0:
        return "These logs show nobody who received the whole file"
    count = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    return f"{count} {'network' if high == 1 else 'networks'} received the whole file"


def _tone(trace: Trace, anybody: bool) -> str:
    """How the finding looks: calm only where nobody was found and nothing was missed."""
    low, high = trace.bounds
    if low:
        return "sure"
    return (
        "may" if high or trace.unread or not trace.lines or (anybody and not trace.question.sizes) else "none"
    )


def _counts(shown: Sequence[Accessor]) -> dict[str, Any] | None:
    """Networks by what they received and what asked; None where the list itself is as short."""
    if len(shown) <= 1:
        return None
    counts = Counter((one.grade, one.agent_class) for one in shown)
    classes = [kind for kind in CLASSES if any(counts[grade, kind] for grade in GRADES)]
    grades = [grade for grade in GRADES if any(counts[grade, kind] for kind in classes)]
    return {
        "classes": [CLASSES[kind][0] for kind in classes],
        "rows": [
            {
                "grade": str(grade),
                "words": GRADES[grade][0],
                "cells": [f"{counts[grade, kind]:,}" for kind in classes],
                "total": f"{sum(counts[grade, kind] for kind in classes):,}",
            }
            for grade in grades
        ],
    }


def _figures(trace: Trace) -> list[dict[str, str]]:
    low, high = trace.bounds
    figures = [
        _figure(low, "network", "surely received the whole file"),
        _figure(high, "network", "at most, with those that may have"),
    ]
    partly = sum(one.grade is Grade.PARTIAL for one in trace.accessors)
    figures.append(_figure(partly, "network", "received a part"))
    figures.append(_figure(sum(trace.requests.values()), "request", "for the file, of any outcome"))
    return figures


def _figure(number: int, what: str, words: str) -> dict[str, str]:
    return {"number": f"{number:,}", "words": f"{what}{'' if number == 1 else 's'} {words}"}


def _hidden(trace: Trace, everything: bool) -> str:
    count = 0 if everything else sum(one.grade is Grade.NONE for one in trace.accessors)
    return f"{count:,}" if count else ""


def _row(one: Accessor, most: int = MOST_SHOWN) -> dict[str, Any]:
    agents = [f"“{plain(agent)}”" for agent, _ in one.agents[:MOST_AGENTS]]
    first = one.agents[0][0] if one.agents else ""
    return {
        "network": cell(one.network, most),
        "address": as_network(one.network) is not None,
        "grade": str(one.grade),
        "grade_words": GRADES[one.grade][0],
        "class": CLASSES[one.agent_class][0],
        "verified": plain(one.verified_name, most),
        "requests": f"{one.requests:,}",
        "fetches": f"{one.fetches:,}",
        "bytes": f"{one.bytes:,}",
        "first": utc(one.first),
        "last": utc(one.last) if one.last != one.first else "",
        "agent": f"“{plain(first, MOST_BRIEF)}”" if first else "",
        "agents": agents if len(agents) > 1 or len(first) > MOST_BRIEF else [],
        "owner": plain(owner_words(one), most),
        "peers": ", ".join(plain(peer) for peer in one.peers),
        "others": ", ".join(CLASSES[kind][0] for kind in one.classes if kind is not one.agent_class),
        "elsewhere": f"{one.elsewhere:,}" if one.elsewhere > one.requests else "",
        "around": [f"“{plain(path)}”" for path in one.around[:MOST_AROUND]],
        "contact": _contact(one.contact, most),
    }


def _contact(contact: Contact | None, most: int) -> str:
    if contact is None:
        return ""
    if contact.problem:
        return f"could not be asked: {plain(contact.problem, most)}"
    return cell(", ".join(contact.emails), most) or "none published"


def _log(span: Any) -> dict[str, str]:
    return {
        "name": cell(span.log),
        "lines": f"{span.lines:,}",
        "first": moment(span.first) if span.first else "no time",
        "last": moment(span.last) if span.last else "no time",
        "formats": ", ".join(sorted(map(str, span.formats))) or "none known",
        "unparsed": f"{span.unparsed:,}",
        "problem": cell(span.problem),
    }
