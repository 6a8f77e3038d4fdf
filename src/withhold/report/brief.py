"""A verdict in a few lines for a public log: decision, rule, path; nothing of protected people."""

import itertools
from collections.abc import Iterator

from withhold.domain.verdict import Decision, Verdict
from withhold.report.places import one_line
from withhold.report.public import NOT_TOLD, Told, told

_MOST_LINES = 200
_ORDER = (Decision.WITHHOLD, Decision.REVIEW)


def render_brief(verdict: Verdict) -> str:
    """One line a reason that stops a document, gravest first. Empty if everything is released."""
    stopping = [item for item in told(verdict.documents) if item.reason.decision in _ORDER]
    stopping.sort(key=lambda item: _ORDER.index(item.reason.decision))
    lines = list(itertools.islice(_lines(stopping), _MOST_LINES))
    if len(stopping) > _MOST_LINES:
        lines.append(f"… and {len(stopping) - _MOST_LINES:,} more")
    return "".join(f"{line}\n" for line in lines)


def _lines(stopping: list[Told]) -> Iterator[str]:
    for item in stopping:
        place = NOT_TOLD if item.document is None else one_line(item.document.path)
        yield f"{item.reason.decision}  {item.reason.rule}  {place}"
