"""The verdict as one page to read and print: no script, nothing fetched, no value of a person."""

import base64
import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from withhold.domain.verdict import Decision, DocumentVerdict, Engine, worst
from withhold.report.html_document import document_view, people_words
from withhold.report.places import one_line
from withhold.report.text import MOST_RELEASED, next_steps

MOST_DETAILED = 100
"""Documents told in full: beyond, nobody reads on, and the page stays small."""
MOST_NOTES = 30
"""Different notes on released documents: an override that counted or expired is among them."""
MOST_ROWS = 2000
"""Documents in the table of those that cannot be released."""

_HEADLINES = {
    Decision.WITHHOLD: ("Do not publish", "Do not publish these"),
    Decision.REVIEW: ("A person has to look before this is published",) * 2,
    Decision.RELEASE: ("This can be released", "These can be released"),
}


@dataclass(slots=True)
class Gathered:
    """What the page keeps of a run: bounded, however many documents there are."""

    counts: Counter[Decision] = field(default_factory=Counter)
    people: int = 0
    lower_bound: bool = False
    registered: int | None = None
    incomplete: int = 0
    released: list[str] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    only: DocumentVerdict | None = None
    stopped: dict[Decision, list[DocumentVerdict]] = field(default_factory=dict)
    rows: dict[Decision, list[tuple[str, str, str]]] = field(default_factory=dict)

    def add(self, document: DocumentVerdict) -> None:
        """Take in the verdict on one more document."""
        self.counts[document.decision] += 1
        self.only = document if self.counts.total() == 1 else None
        self.people += document.people.count
        self.lower_bound |= document.people.basis == "lower_bound"
        self.incomplete += document.coverage.read < document.coverage.parts
        if document.people.registered is not None:
            self.registered = (self.registered or 0) + document.people.registered
        if document.decision is Decision.RELEASE:
            if len(self.released) < MOST_RELEASED:
                self.released.append(one_line(document.path))
            for reason in document.reasons:
                if reason.text in self.notes or len(self.notes) < MOST_NOTES:
                    self.notes[reason.text] += 1
            return
        detailed = self.stopped.setdefault(document.decision, [])
        if len(detailed) < MOST_DETAILED:
            detailed.append(document)
        rows = self.rows.setdefault(document.decision, [])
        if len(rows) < MOST_ROWS:
            first = document.reasons[0].text if document.reasons else ""
            rows.append((one_line(document.path), people_words(document.people), first))


def render_html(gathered: Gathered, engine: Engine, when: datetime) -> str:
    """The page. Raises ValueError if nothing was gathered: nothing empty passes."""
    return rendered("report.html.j2", **_page(gathered, engine, when))


def rendered(template: str, **values: Any) -> str:
    """A page of this room's templates with its style, which the page's policy allows by its hash alone."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("withhold.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = _style(environment)
    return environment.get_template(template).render(style=style, style_hash=_hash(style), **values)


def _style(environment: Any) -> Any:
    from markupsafe import Markup

    # Our own file: without quotes or angle brackets that would need escaping, and hashed as it stands.
    return Markup(environment.loader.get_source(environment, "report.css")[0].strip())


def _hash(style: str) -> str:
    digest = hashlib.sha256(style.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _page(gathered: Gathered, engine: Engine, when: datetime) -> dict[str, Any]:
    decision = worst(list(gathered.counts))
    stopped = [
        document
        for stop in (Decision.WITHHOLD, Decision.REVIEW)
        for document in gathered.stopped.get(stop, [])
    ][:MOST_DETAILED]
    if gathered.only is not None:
        stopped = [gathered.only]
    rows = [
        {"path": path, "decision": str(stop), "people": people, "reason": reason}
        for stop in (Decision.WITHHOLD, Decision.REVIEW)
        for path, people, reason in gathered.rows.get(stop, [])
    ][:MOST_ROWS]
    # The details are the first of each decision, in the order of the rows.
    detailed = {id(document): f"d{number}" for number, document in enumerate(stopped, 1)}
    waiting = {stop: [d for d in stopped if d.decision is stop] for stop in Decision}
    for row in rows:
        following = waiting[Decision(row["decision"])]
        row["anchor"] = detailed[id(following.pop(0))] if following else ""
    total, cannot = gathered.counts.total(), gathered.counts.total() - gathered.counts[Decision.RELEASE]
    return {
        "decision": str(decision),
        "headline": _HEADLINES[decision][total > 1],
        "summary": _summary(gathered, decision),
        "when": when.strftime("%-d %B %Y, %H:%M %Z").strip(),
        "steps": next_steps(stopped[0]) if stopped else [],
        "figures": _figures(gathered),
        "rows": rows if total > 1 else [],
        "more_rows": f"{cannot - len(rows):,}" if cannot > len(rows) else "",
        "released": gathered.released if total > 1 else [],
        "notes": [{"text": text, "count": f"{n:,}"} for text, n in gathered.notes.items()]
        if total > 1
        else [],
        "more_released": _beyond(gathered.counts[Decision.RELEASE], len(gathered.released)),
        "documents": [document_view(document, f"d{n}") for n, document in enumerate(stopped, 1)],
        "engine": _engine(engine, when),
    }


def _beyond(count: int, shown: int) -> str:
    return f"{count - shown:,}" if count > shown else ""


def _summary(gathered: Gathered, decision: Decision) -> str:
    total = gathered.counts.total()
    if decision is Decision.RELEASE:
        unread = " Parts that the policy lets pass were not read." if gathered.incomplete else ""
        return f"Nothing speaks against it under the policy below.{unread}"
    these = "The document" if total == 1 else f"{gathered.counts[decision]:,} of {total:,} documents"
    if decision is Decision.WITHHOLD:
        return f"{these} would tell the public of people whom it must not learn of. The reasons are below."
    return f"{these} may be harmless, but a machine cannot say so. Somebody other than the uploader decides."


def _figures(gathered: Gathered) -> list[dict[str, str]]:
    words = {
        Decision.WITHHOLD: "to be withheld",
        Decision.REVIEW: "to be looked at",
        Decision.RELEASE: "can be released",
    }
    figures = [
        {"number": f"{gathered.counts[decision]:,}", "words": text}
        for decision, text in words.items()
        if gathered.counts[decision]
    ]
    found = "people found, at least" if gathered.lower_bound and gathered.people else "people found"
    if gathered.counts.total() > 1:
        found += ", counted in each document"
    figures.append({"number": f"{gathered.people:,}", "words": found})
    if gathered.registered is not None:
        figures.append({"number": f"{gathered.registered:,}", "words": "of them registered as protected"})
    if gathered.incomplete:
        figures.append({"number": f"{gathered.incomplete:,}", "words": "could not be read to the end"})
    return figures


def _engine(engine: Engine, when: datetime) -> list[tuple[str, str]]:
    return [
        ("Engine", f"withhold {engine.version}"),
        ("Policy", ", ".join(engine.policy)),
        ("Place of publication", engine.profile or "no profile given"),
        ("Register", engine.register or "no register given"),
        ("Time", when.isoformat(timespec="seconds")),
    ]
