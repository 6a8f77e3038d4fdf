"""What a takedown came to, as text and as JSON. Addresses and paths are others' words: each in one line."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from withhold.incident.case.moments import written
from withhold.incident.case.state import CaseState
from withhold.incident.takedown.interface import Result
from withhold.incident.takedown.outside.interface import Ending, Look, Seen
from withhold.incident.takedown.plan import Plan
from withhold.incident.takedown.run import Finished
from withhold.incident.takedown.scope import Scope
from withhold.report.places import one_line

SCHEMA = "withhold.takedown/1"
_MOST_LOOKS = 20
_ENDINGS = {
    Ending.GONE: "verified gone",
    Ending.STILL: "STILL PUBLIC",
    Ending.UNSURE: "NOT VERIFIED: something failed or could not be looked at",
}
_LEFT = {
    Ending.STILL: "STILL PUBLIC, but only on pages that a person has to edit",
    Ending.UNSURE: "NOT VERIFIED, but only on pages that a person has to edit: gone everywhere else",
}


def plan_text(plan: Plan, scope: Scope) -> Iterator[str]:
    """A dry run in words."""
    for layer, step in plan.steps:
        yield f"{layer:<6}  {step.id}  {one_line(step.connector)}: {one_line(step.describe)}"
    for one in plan.unplanned:
        yield f"{one.layer:<6}  could not be looked at  {one_line(one.connector)}: {one_line(one.reason)}"
    yield f"plan {plan.sha256}: {len(plan.steps)} steps, {len(plan.urls)} addresses to look at from outside"
    yield from _scope_text(scope)


def plan_json(plan: Plan, scope: Scope) -> str:
    """A dry run as one JSON object."""
    return _dumped({"schema": SCHEMA, "dry_run": True, **_plan(plan), **_scope(scope)})


def finished_text(finished: Finished, state: CaseState, scope: Scope) -> Iterator[str]:
    """How it ended: the times, what was done with its proof, what is left."""
    yield _ending(finished)
    for what, at, seconds in _times(state):
        since = "" if seconds is None else f"  ({seconds:.1f} s after the confirmation)"
        yield f"  {what:<14} {'not yet' if at is None else written(at)}{since}"
    for done in finished.steps:
        proof = ", ".join(f"{key} {value}" for key, value in done.outcome.proof.items())
        parts = (one_line(part) for part in (done.step.describe, done.outcome.detail, proof) if part)
        yield f"  {done.outcome.result:<8} {done.step.id}  {'; '.join(parts)}"
    for one in finished.plan.unplanned:
        yield f"  {'not seen':<8} {one_line(one.connector)}: {one_line(one.reason)}"
    for seen in (Seen.STILL, Seen.UNSURE):
        looks = list(_last_looks(finished, seen))
        for look in looks[:_MOST_LOOKS]:
            place = f"{one_line(look.url)} ({look.how}, from {one_line(look.vantage)})"
            yield f"  {seen:<8} {place}: {one_line(look.detail)}"
        if len(looks) > _MOST_LOOKS:
            yield f"  {seen:<8} and {len(looks) - _MOST_LOOKS} more looks; --format json has them all"
    yield from _scope_text(replace(scope, edited=_to_edit(finished, scope)))


def finished_json(finished: Finished, state: CaseState, scope: Scope) -> str:
    """The same as one JSON object."""
    times = {what.replace(" ", "_"): None if at is None else written(at) for what, at, _ in _times(state)}
    seconds = {what.replace(" ", "_"): after for what, _, after in _times(state) if what != "confirmed"}
    rounds = finished.verification.rounds if finished.verification else ()
    return _dumped(
        {
            "schema": SCHEMA,
            "dry_run": False,
            "ending": finished.ending,
            "times": times,
            "seconds": seconds,
            **_plan(finished.plan),
            "steps": [
                {
                    "id": done.step.id,
                    "layer": done.layer,
                    "connector": done.step.connector,
                    "action": done.step.action,
                    "describe": done.step.describe,
                    "result": done.outcome.result,
                    "detail": done.outcome.detail,
                    "proof": dict(done.outcome.proof),
                }
                for done in finished.steps
            ],
            "rounds": [
                {
                    "began": written(one.began),
                    "ended": written(one.ended),
                    "found": one.found,
                    **Counter(str(look.seen) for look in one.looks),
                }
                for one in rounds
            ],
            "still": [_look(look) for look in _last_looks(finished, Seen.STILL)],
            "unsure": [_look(look) for look in _last_looks(finished, Seen.UNSURE)],
            **_scope(replace(scope, edited=_to_edit(finished, scope))),
        }
    )


def summary(finished: Finished, state: CaseState) -> str:
    """One line for standard error."""
    results = Counter(done.outcome.result for done in finished.steps)
    told = ", ".join(f"{results[result]} {result}" for result in Result if results[result]) or "nothing to do"
    after = [f"{what} after {seconds:.1f} s" for what, _, seconds in _times(state)[1:] if seconds is not None]
    return f"{_ending(finished)}; steps: {told}" + (f"; {', '.join(after)}" if after else "")


def _ending(finished: Finished) -> str:
    return (_LEFT if finished.left else _ENDINGS)[finished.ending]


def _to_edit(finished: Finished, scope: Scope) -> tuple[str, ...]:
    """The pages that a person has to edit, but for those that are gone meanwhile."""
    left = {look.place for seen in (Seen.STILL, Seen.UNSURE) for look in _last_looks(finished, seen)}
    looked = finished.verification is not None and bool(finished.verification.rounds)
    return tuple(url for url in scope.edited if url in left or not looked)


def _times(state: CaseState) -> list[tuple[str, datetime | None, float | None]]:
    """What, when, and how many seconds after the confirmation."""
    start = state.confirmed_at
    named = (
        ("confirmed", start),
        ("unreachable", state.unreachable_at),
        ("verified gone", state.gone_at),
    )
    return [
        (what, at, None if at is None or start is None else (at - start).total_seconds())
        for what, at in named
    ]


def _last_looks(finished: Finished, seen: Seen) -> Iterator[Look]:
    if finished.verification is not None and finished.verification.rounds:
        yield from finished.verification.rounds[-1].of(seen)


def _look(look: Look) -> dict[str, Any]:
    return {
        "place": look.place,
        "url": look.url,
        "from": look.vantage,
        "how": look.how,
        "status": look.status,
        "at": written(look.at),
        "detail": look.detail,
    }


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "plan": plan.sha256,
        "steps": [
            {
                "id": step.id,
                "layer": layer,
                "connector": step.connector,
                "action": step.action,
                "describe": step.describe,
            }
            for layer, step in plan.steps
        ],
        "unplanned": [
            {"connector": one.connector, "layer": one.layer, "reason": one.reason} for one in plan.unplanned
        ],
        "urls": list(plan.urls),
    }


def _scope(scope: Scope) -> dict[str, Any]:
    return {"elsewhere": list(scope.elsewhere), "edited": list(scope.edited)}


def _scope_text(scope: Scope) -> Iterable[str]:
    for url in scope.edited:
        yield (
            f"  a person has to edit {one_line(url)}, which shows content of the document in other bytes; "
            "then run `withhold exposure` again, and this command"
        )
    for url in scope.elsewhere:
        yield f"  not on a server of the site: {one_line(url)}; ask for its removal (`withhold removals`)"


def _dumped(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=True, indent=1)
