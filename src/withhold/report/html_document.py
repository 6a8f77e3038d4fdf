"""What the page shows of one document: its picture, its places, the reasons, what was not read."""

from typing import Any

from withhold.domain.concealment import Concealment
from withhold.domain.finding import Finding, Kind
from withhold.domain.location import Location
from withhold.domain.piece import Skipped
from withhold.domain.verdict import DocumentVerdict, People
from withhold.report.places import display, hidden_how, one_line
from withhold.report.text import next_steps

_MOST_PLACES = 30
_MOST_PICTURED = 10
_MOST_UNREAD = 20
_LABEL = 30
"""Characters of a tab's label that fit into the picture."""
_ROW, _WIDEST, _LEAST = 66, 270, 3
"""Units of the picture: height of a place, width of its bar at most, and at least if there is anybody."""
_ORDER = ("critical", "high", "medium", "low")


def document_view(document: DocumentVerdict, anchor: str) -> dict[str, Any]:
    """Everything that the template needs to tell of a document that was stopped."""
    findings = sorted(document.findings, key=lambda f: (_ORDER.index(str(f.severity)), -f.people))
    told = [finding for finding in findings if finding.people or finding.kind is not Kind.NAMES]
    return {
        "anchor": anchor,
        "path": one_line(document.path),
        "decision": str(document.decision),
        "words": _words(document),
        "steps": next_steps(document),
        "picture": _picture(document),
        "places": [_place(finding) for finding in told[:_MOST_PLACES]],
        "more_places": max(0, len(told) - _MOST_PLACES),
        "reasons": [
            {
                "rule": reason.rule,
                "decision": str(reason.decision),
                "authority": reason.authority,
                "text": reason.text,
                "thresholds": reason.thresholds,
            }
            for reason in document.reasons
        ],
        "unread": [_unread(skipped) for skipped in document.skipped[:_MOST_UNREAD]],
        "more_unread": max(0, len(document.skipped) - _MOST_UNREAD),
        "sha256": document.sha256,
    }


def people_words(people: People) -> str:
    """`6,252`, or `at least 6,252` where not everything could be read; `none found`."""
    if not people.count:
        return "none found"
    return f"{'at least ' if people.basis == 'lower_bound' else ''}{people.count:,}"


def _words(document: DocumentVerdict) -> str:
    count = document.people.count
    people = f"{people_words(document.people)} {'person' if count == 1 else 'people'}"
    words = [f"It holds {people}." if count else "No people were found in what could be read."]
    if document.people.registered:
        words.append(f"{document.people.registered:,} of them stand in the register of protected people.")
    unread = document.coverage.parts - document.coverage.read
    if unread:
        words.append(f"{unread:,} of its {document.coverage.parts:,} parts could not be read.")
    else:
        words.append(f"All of its {document.coverage.parts:,} parts were read.")
    return " ".join(words)


def _picture(document: DocumentVerdict) -> dict[str, Any] | None:
    """The parts that hold people: a tab each, a bar for how many, dashed and marked where it is hidden."""
    counts: dict[tuple[str, Concealment], int] = {}
    for finding in document.findings:
        if finding.people and finding.kind is not Kind.REGISTER_MATCH:
            key = (_part(finding.location), finding.concealment)
            counts[key] = max(counts.get(key, 0), finding.people)
    if not counts:
        return None
    shown = sorted(counts.items(), key=lambda item: (item[0][1] is Concealment.VISIBLE, -item[1]))
    most = max(counts.values())
    places = [
        _pictured(label, concealment, people, most, row)
        for row, ((label, concealment), people) in enumerate(shown[:_MOST_PICTURED])
    ]
    left = len(shown) - len(places)
    words = "; ".join(f"{place['label']}: {place['people']} people, {place['how']}" for place in places)
    more = f" {left:,} more parts are in the table below." if left else ""
    return {
        "height": _ROW * len(places),
        "places": places,
        "words": f"Parts of the document that hold people. {words}.",
        "caption": f"Each tab is a part of the document; the bar shows how many people it holds.{more}",
    }


def _pictured(label: str, concealment: Concealment, people: int, most: int, row: int) -> dict[str, Any]:
    short = label if len(label) <= _LABEL else label[: _LABEL - 1] + "…"
    concealed = concealment is not Concealment.VISIBLE
    how = hidden_how(concealment)
    return {
        "label": short,
        "concealed": concealed,
        "people": f"{people:,}",
        "how": f"not seen by a reader: {how}" if concealed else "seen by every reader",
        "bar": max(_LEAST, round(_WIDEST * people / most)),
        "tab": min(_WIDEST, 40 + 8 * len(short)),
        "top": row * _ROW,
    }


def _part(location: Location) -> str:
    """The part of a document that a place lies in: its sheet, page, slide or file, without cells or lines."""
    words = [
        step.value if step.key in ("sheet", "member", "part") else f"{step.key} {step.value}"
        for step in location
        if step.key not in ("cells", "line", "path")
    ]
    return one_line(" › ".join(words)) or "the whole document"


def _place(finding: Finding) -> dict[str, Any]:
    concealed = finding.concealment is not Concealment.VISIBLE
    what = ", ".join(str(field).replace("_", " ") for field in finding.fields)
    if finding.kind is Kind.REGISTER_MATCH:
        why = ", ".join(str(protection).replace("_", " ") for protection in finding.protections)
        what = f"registered ({why}), found by {str(finding.evidence).replace('_', ' ')}"
    return {
        "where": one_line(display(finding.location, finding.concealment)),
        "concealed": concealed,
        "how": hidden_how(finding.concealment),
        "people": f"{finding.people:,}" if finding.people else "–",
        "what": what or str(finding.kind).replace("_", " "),
        "examples": finding.examples,
    }


def _unread(skipped: Skipped) -> str:
    detail = f" ({one_line(skipped.detail)})" if skipped.detail else ""
    reason = str(skipped.reason).replace("_", " ")
    return f"{one_line(display(skipped.location))}: {reason}{detail}"
