"""The steps of a takedown as its events tell them: what, where, how it stands, what shows it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from withhold.incident.case.events import TwoPersons
from withhold.incident.case.interface import Event, EventKind
from withhold.incident.case.state import CaseState
from withhold.incident.takedown.interface import Layer

_KINDS = frozenset({EventKind.STEP_BEGUN, EventKind.STEP_DONE, EventKind.STEP_FAILED, EventKind.RESTORED})
_TONES = {
    EventKind.STEP_BEGUN: ("being done", "note"),
    EventKind.STEP_DONE: ("done", "good"),
    EventKind.STEP_FAILED: ("failed", "alarm"),
    EventKind.RESTORED: ("put back", "warn"),
}


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step. What an origin gave up can be put back (a cache fills itself); `proposed_by` asked for it."""

    step: str
    layer: str
    where: str
    what: str
    word: str
    tone: str
    at: datetime
    detail: str
    proof: tuple[tuple[str, str], ...]
    can_restore: bool
    proposed_by: str = ""


def steps_of(events: Sequence[Event], state: CaseState) -> list[StepRow]:
    """Each step once, as its newest event tells it, in the order in which they were begun."""
    rows: dict[str, StepRow] = {}
    for event in events:
        if event.kind in _KINDS:
            step = str(event.facts["step"])
            rows[step] = _row(step, event, rows.get(step))
    for one in state.proposals:
        if one.what == TwoPersons.RESTORE and one.step in rows:
            rows[one.step] = replace(rows[one.step], proposed_by=one.by.name)
    return list(rows.values())


def _row(step: str, event: Event, before: StepRow | None) -> StepRow:
    word, tone = _TONES[event.kind]
    private = event.private
    layer = str(event.facts.get("layer") or (before.layer if before else ""))
    return StepRow(
        step,
        layer,
        private.get("connector_name") or (before.where if before else ""),
        private.get("describe") or (before.what if before else ""),
        word,
        tone,
        event.at,
        private.get("detail", ""),
        _proof(private.get("proof", "")) or (before.proof if before else ()),
        event.kind is EventKind.STEP_DONE and layer == Layer.ORIGIN,
    )


def _proof(text: str) -> tuple[tuple[str, str], ...]:
    """What shows it, as pairs."""
    if not text:
        return ()
    found = json.loads(text)
    return tuple((str(key).replace("_", " "), str(value)) for key, value in found.items())
