"""The verdict for people: what, how many, where, how hidden, what to do next, in five seconds."""

import io

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from withhold.domain.concealment import Concealment
from withhold.domain.finding import Finding, Kind
from withhold.domain.piece import Skipped
from withhold.domain.verdict import Decision, DocumentVerdict, Reason, Verdict
from withhold.report.places import display, one_line

WIDTH = 100
_STYLE = {
    Decision.RELEASE: "bold green",
    Decision.REVIEW: "bold yellow",
    Decision.WITHHOLD: "bold white on red",
    Decision.NOTE: "dim",
}
_MOST_PLACES = 8
MOST_RELEASED = 20


def render_text(verdict: Verdict, color: bool, width: int = WIDTH) -> str:
    """The verdict as lines of text, at most `width` columns wide, with ANSI colours if `color`."""
    target = io.StringIO()
    console = Console(
        file=target,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        highlight=False,
        soft_wrap=False,
        legacy_windows=False,
    )
    console.print(verdict_view(verdict))
    return "\n".join(line.rstrip() for line in target.getvalue().splitlines()) + "\n"


def verdict_view(verdict: Verdict) -> RenderableType:
    """The verdict as something a console can print: the documents to act on first in full, then the rest."""
    stopped = [d for d in verdict.documents if d.decision is not Decision.RELEASE]
    released = [d for d in verdict.documents if d.decision is Decision.RELEASE]
    views: list[RenderableType] = [_document(document) for document in stopped]
    views += [_document(document) for document in released[:MOST_RELEASED]]
    if len(released) > MOST_RELEASED:
        views.append(Text(f"… and {len(released) - MOST_RELEASED:,} more released.", style="dim"))
    views.append(_footer(verdict))
    return Group(*views)


def _document(document: DocumentVerdict) -> RenderableType:
    head = Text.assemble(
        (f" {document.decision.upper()} ", _STYLE[document.decision]),
        (f" {one_line(document.path)}", "bold"),
        _people(document),
    )
    grid = Grid.grid(padding=(0, 2, 0, 0), expand=False)
    grid.add_column(style="dim", no_wrap=True, min_width=8)
    grid.add_column(ratio=1)
    _add(grid, "Where", _places(document))
    _add(grid, "Why", [_why(reason) for reason in document.reasons])
    _add(grid, "Not read", [_unread(skipped) for skipped in _first(document.skipped)])
    if document.decision is not Decision.RELEASE:
        _add(grid, "Next", [Text(step) for step in next_steps(document)])
    if not grid.row_count:
        return head
    return Group(head, Padding(grid, (0, 0, 1, 2)))


def _add(grid: Grid, title: str, rows: list[Text]) -> None:
    for index, row in enumerate(rows):
        grid.add_row(title if index == 0 else "", row)


def _people(document: DocumentVerdict) -> str:
    count = document.people.count
    least = "at least " if document.people.basis == "lower_bound" else ""
    people = "1 person" if count == 1 else f"{count:,} people" if count else "no people found"
    unread = document.coverage.parts - document.coverage.read
    parts = f", {unread:,} of {document.coverage.parts:,} parts not read" if unread else ""
    known = document.people.registered
    registered = f", {known:,} in the register" if known else ""
    return f"  {least if count else ''}{people}{registered}{parts}"


def _why(reason: Reason) -> Text:
    style = {Decision.WITHHOLD: "bold red", Decision.REVIEW: "yellow"}.get(reason.decision, "dim")
    return Text.assemble((reason.rule, style), f"  {reason.text}", (f"  [{reason.authority}]", "dim"))


def _places(document: DocumentVerdict) -> list[Text]:
    findings = [finding for finding in document.findings if finding.people or finding.kind is not Kind.NAMES]
    rows = [_place(finding) for finding in sorted(findings, key=_weight)[:_MOST_PLACES]]
    if len(findings) > _MOST_PLACES:
        rows.append(
            Text(f"… and {len(findings) - _MOST_PLACES:,} more places (see --format json)", style="dim")
        )
    return rows


def _weight(finding: Finding) -> tuple[int, int]:
    order = ("critical", "high", "medium", "low")
    return order.index(str(finding.severity)), -finding.people


def _place(finding: Finding) -> Text:
    hidden = finding.concealment is not Concealment.VISIBLE
    words = [(one_line(display(finding.location, finding.concealment)), "bold magenta" if hidden else "bold")]
    if finding.people:
        words.append((" · 1 person" if finding.people == 1 else f" · {finding.people:,} people", ""))
    if finding.fields:
        words.append((" · " + ", ".join(str(f).replace("_", " ") for f in finding.fields), ""))
    if finding.kind is Kind.REGISTER_MATCH:
        why = ", ".join(str(protection).replace("_", " ") for protection in finding.protections)
        words.append((f" · register ({why}) by {str(finding.evidence).replace('_', ' ')}", ""))
    text = Text.assemble(*words)
    for example in finding.examples:
        text.append(f"\n{example}", style="dim")
    return text


def _unread(skipped: Skipped) -> Text:
    detail = f" ({skipped.detail})" if skipped.detail else ""
    return Text(f"{one_line(display(skipped.location))}: {str(skipped.reason).replace('_', ' ')}{detail}")


def _first(skipped: tuple[Skipped, ...]) -> tuple[Skipped, ...]:
    return skipped[:_MOST_PLACES]


def next_steps(document: DocumentVerdict) -> list[str]:
    """What the person in front of the screen should do now, most important first."""
    rules = {reason.rule for reason in document.reasons if reason.decision is document.decision}
    steps = []
    if document.decision is Decision.WITHHOLD:
        steps.append("Do not publish. If it is public already, take it down and call the privacy office.")
    hidden = [f for f in document.findings if f.concealment is not Concealment.VISIBLE and f.people]
    if hidden and "people/concealed" in rules:
        steps.append("Build a new file from the visible figures: deleting in this one leaves copies behind.")
    elif document.decision is Decision.WITHHOLD:
        steps.append("Take the people out of the places that are named, then check the new file again.")
    if "coverage/unread" in rules:
        steps.append("Have the part that could not be read looked at, or publish a file without it.")
    if document.decision is Decision.REVIEW:
        steps.append("Somebody other than the one who uploads it has to look, and say yes or no.")
    if rules & {"people/roster", "profile/undeclared", "people/names"}:
        steps.append("If this place may show these details, declare them in its profile (--profile FILE).")
    return steps


def _footer(verdict: Verdict) -> Text:
    count = len(verdict.documents)
    counts = ", ".join(
        f"{sum(d.decision is decision for d in verdict.documents):,} {decision}"
        for decision in (Decision.WITHHOLD, Decision.REVIEW, Decision.RELEASE)
        if any(d.decision is decision for d in verdict.documents)
    )
    profile = f" · profile {verdict.engine.profile}" if verdict.engine.profile else ""
    files = "1 document" if count == 1 else f"{count:,} documents"
    policy = ", ".join(verdict.engine.policy)
    words = f"{files}: {counts} · withhold {verdict.engine.version} · policy {policy}{profile}"
    return Text(f"{words} · not legal advice", style="dim")
