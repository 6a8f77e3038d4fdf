"""A case for programs: how it stands, which deadlines run, what happened when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from withhold.incident.case.clocks.interface import Running
from withhold.incident.case.interface import Settings
from withhold.incident.case.moments import written
from withhold.incident.case.state import CaseState
from withhold.incident.case.tell import tasks
from withhold.incident.case.timeline import Milestone, Timeline, milestones


def case_json(
    settings: Settings, state: CaseState, clocks: Sequence[Running], now: datetime
) -> dict[str, Any]:
    """How the case stands, `withhold.case-state/1`."""
    return {
        "schema": "withhold.case-state/1",
        "case": settings.case_id,
        "phase": str(state.phase),
        "documents": len(state.documents),
        "places": len(state.places),
        "places_unread": len(state.unread),
        "evidence": state.preserved,
        "steps": len(state.steps),
        "tasks": tasks(state, clocks, now),
        "deadlines": clocks_json(clocks),
        "milestones": _milestones(milestones(state)),
    }


def clocks_json(clocks: Sequence[Running]) -> list[dict[str, Any]]:
    """The deadlines with their law, content and status."""
    return [
        {
            "id": one.rule.id,
            "jurisdiction": one.jurisdiction,
            "status": str(one.status),
            "started": _text(one.started),
            "due": _text(one.due),
            "latest": _text(one.latest),
            "certain": one.certain,
            "recipient": one.rule.recipient,
            "audience": str(one.rule.audience),
            "content": list(one.rule.content),
            "law": one.rule.law,
            "url": one.rule.url,
            "reviewed": one.rule.reviewed,
            "note": one.rule.note,
        }
        for one in clocks
    ]


def timeline_json(settings: Settings, line: Timeline) -> dict[str, Any]:
    """The timeline, `withhold.case-timeline/1`. Durations are seconds."""
    return {
        "schema": "withhold.case-timeline/1",
        "case": settings.case_id,
        "milestones": _milestones(line.milestones),
        "people_seconds": line.people.total_seconds(),
        "machine_seconds": line.machine.total_seconds(),
        "events": [
            {
                "kind": str(entry.event.kind),
                "at": _text(entry.event.at),
                "recorded": _text(entry.event.recorded),
                "told_late": entry.told_late,
                "gap_seconds": entry.gap.total_seconds(),
                "by": entry.event.by.name,
                "role": str(entry.event.by.role),
                "why": entry.event.why,
                "facts": dict(entry.event.facts),
                "url": entry.event.private.get("url"),
            }
            for entry in line.entries
        ],
    }


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else written(moment)


def _milestones(all_of_them: Sequence[Milestone]) -> list[dict[str, str | None]]:
    return [
        {"name": one.name, "earliest": _text(one.earliest), "latest": _text(one.latest)}
        for one in all_of_them
    ]
