"""A trace as one page to read and print: no script, nothing fetched, hostile text shown as text."""

import base64
import hashlib
from datetime import datetime
from typing import Any

from withhold import __version__
from withhold.incident.trace.networks import wider_counts
from withhold.incident.trace.result import Accessor, Contact, Grade, Trace
from withhold.incident.trace.tell.chart import chart
from withhold.incident.trace.tell.words import (
    CLASSES,
    GRADES,
    LIMITS,
    moment,
    next_steps,
    owner_words,
    plain,
    summary,
)

MOST_ROWS = 2000
"""Networks in the table: beyond, nobody reads on, and the page stays small; the JSON has them all."""
MOST_AGENTS = 3
MOST_AROUND = 3
MOST_LOGS = 200


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
    low, high = trace.bounds
    return {
        "headline": _headline(low, high, any(trace.requests.values())),
        "tone": "none" if not any(trace.requests.values()) else "sure" if low else "may",
        "summary": plain(summary(trace)),
        "when": moment(when),
        "figures": _figures(trace),
        "warnings": [one_paragraph(warning) for warning in trace.warnings],
        "steps": next_steps(trace),
        "chart": chart(trace),
        "rows": [_row(one) for one in shown[:MOST_ROWS]],
        "contacts": any(one.contact is not None for one in shown),
        "owners": any(owner_words(one) for one in shown[:MOST_ROWS]),
        "more_rows": f"{len(shown) - MOST_ROWS:,}" if len(shown) > MOST_ROWS else "",
        "hidden": _hidden(trace, everything),
        "wider": [
            (f"/{length}", f"{count:,}") for length, count in wider_counts(o.network for o in shown).items()
        ],
        "meanings": [(name, words) for name, words in GRADES.values()],
        "classes": [(name, words) for name, words in CLASSES.values()],
        "limits": LIMITS,
        "logs": [_log(span) for span in trace.spans[:MOST_LOGS]],
        "more_logs": f"{len(trace.spans) - MOST_LOGS:,}" if len(trace.spans) > MOST_LOGS else "",
        "asked": [
            ("Paths", ", ".join(plain(path) for path in question.paths)),
            ("From", moment(question.start)),
            ("Until before", moment(question.end)),
            ("Lengths of the whole file", ", ".join(f"{s:,}" for s in question.sizes) or "not given"),
            ("Hosts", ", ".join(map(plain, question.hosts)) or "all"),
            ("Trusted proxies", ", ".join(map(str, question.trusted_proxies)) or "none"),
            ("Lines read", f"{trace.lines:,}"),
            ("Engine", f"withhold {__version__}"),
        ],
    }


def one_paragraph(warning: str) -> str:
    """A warning as a sentence of its own."""
    shown = plain(warning)
    return shown[:1].upper() + shown[1:] + ("" if shown.endswith(("…", ".")) else ".")


def _headline(low: int, high: int, anybody: bool) -> str:
    if not anybody:
        return "These logs show no request for the file"
    if high == 0:
        return "These logs show nobody who received the whole file"
    count = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    return f"{count} {'network' if high == 1 else 'networks'} received the whole file"


def _figures(trace: Trace) -> list[dict[str, str]]:
    low, high = trace.bounds
    figures = [
        {"number": f"{low:,}", "words": "networks surely received the whole file"},
        {"number": f"{high:,}", "words": "networks at most, with those that may have"},
    ]
    partly = sum(one.grade is Grade.PARTIAL for one in trace.accessors)
    figures.append({"number": f"{partly:,}", "words": "networks received a part"})
    figures.append(
        {"number": f"{sum(trace.requests.values()):,}", "words": "requests for the file, of any outcome"}
    )
    return figures


def _hidden(trace: Trace, everything: bool) -> str:
    count = 0 if everything else sum(one.grade is Grade.NONE for one in trace.accessors)
    return f"{count:,}" if count else ""


def _row(one: Accessor) -> dict[str, Any]:
    return {
        "network": plain(one.network),
        "grade": str(one.grade),
        "grade_words": GRADES[one.grade][0],
        "class": CLASSES[one.agent_class][0],
        "verified": plain(one.verified_name),
        "requests": f"{one.requests:,}",
        "fetches": f"{one.fetches:,}",
        "bytes": f"{one.bytes:,}",
        "first": moment(one.first),
        "last": moment(one.last) if one.last != one.first else "",
        "agents": [plain(agent) for agent, _ in one.agents[:MOST_AGENTS]],
        "owner": owner_words(one),
        "peers": ", ".join(plain(peer) for peer in one.peers),
        "elsewhere": f"{one.elsewhere:,}" if one.elsewhere > one.requests else "",
        "around": [plain(path) for path in one.around[:MOST_AROUND]],
        "contact": _contact(one.contact),
    }


def _contact(contact: Contact | None) -> str:
    if contact is None:
        return ""
    if contact.problem:
        return f"could not be asked: {plain(contact.problem)}"
    return ", ".join(map(plain, contact.emails)) or "none published"


def _log(span: Any) -> dict[str, str]:
    return {
        "name": plain(span.log),
        "lines": f"{span.lines:,}",
        "first": moment(span.first) if span.first else "no time",
        "last": moment(span.last) if span.last else "no time",
        "formats": ", ".join(sorted(map(str, span.formats))) or "none known",
        "unparsed": f"{span.unparsed:,}",
        "problem": plain(span.problem),
    }
