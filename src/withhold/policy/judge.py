"""Judges the facts of a document: which rules speak, and the decision that follows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import cel

from withhold.domain.verdict import Decision, Reason, worst
from withhold.policy.facts import document_facts, finding_facts, profile_facts, skipped_facts
from withhold.policy.interface import DocumentFacts, Limit, PackError, Rule
from withhold.policy.load import Condition, Policy
from withhold.policy.words import people_words, put_into_words

_LIMIT = re.compile(r"limits\.(\w+)")


@dataclass(slots=True)
class _Spoken:
    """What one rule found over the whole document, gathered into one reason."""

    rule: Rule
    count: int = 0
    values: dict[str, list[str]] = field(default_factory=dict)
    parts: int = 0

    def gather(self, facts: dict[str, Any]) -> None:
        self.parts += 1
        if self.rule.counts:
            self.count += int(facts[self.rule.counts])
        for name, value in facts.items():
            if isinstance(value, list | str):
                seen = self.values.setdefault(name, [])
                items = [value] if isinstance(value, str) else value
                seen.extend(item for item in items if item not in seen)


def judge(policy: Policy, document: DocumentFacts) -> tuple[Decision, tuple[Reason, ...]]:
    """The decision on a document and its reasons, gravest first.

    A rule that matches several findings gives one reason; its count is never more than the distinct people
    of the document. Raises PackError when a condition cannot be evaluated: a broken rule must not pass.
    """
    shared = {
        "limits": {name: limit.value for name, limit in policy.limits.items()},
        "profile": profile_facts(policy.profile),
        "document": document_facts(document),
    }
    subjects: dict[str, list[dict[str, Any]]] = {
        "finding": [finding_facts(finding, policy) for finding in document.findings],
        "skipped": [skipped_facts(skipped) for skipped in document.skipped],
        "document": [shared["document"]],
    }
    reasons = []
    for condition in policy.conditions:
        scope = condition.rule.scope
        spoken = _Spoken(condition.rule)
        for facts in subjects[scope]:
            if _holds(condition, shared if scope == "document" else {**shared, scope: facts}):
                spoken.gather(facts)
        if spoken.parts:
            reasons.append(_reason(spoken, document.people, policy.limits))
    reasons = _without_repeats(reasons)
    decision = worst([Decision.RELEASE, *(reason.decision for reason in reasons)])
    return decision, tuple(sorted(reasons, key=_gravity))


def _holds(condition: Condition, variables: dict[str, Any]) -> bool:
    try:
        result = condition.program.execute(cel.Context(variables))
    except (ValueError, RuntimeError, TypeError, KeyError) as error:
        rule = condition.rule
        raise PackError(f"In the pack {rule.pack}, rule {rule.id}: the condition fails: {error}.") from None
    if not isinstance(result, bool):
        rule = condition.rule
        raise PackError(f"In the pack {rule.pack}, rule {rule.id}: the condition must be true or false.")
    return result


def _reason(spoken: _Spoken, people: int, limits: Mapping[str, Limit]) -> Reason:
    rule = spoken.rule
    words = {name: ", ".join(map(put_into_words, values)) for name, values in spoken.values.items()}
    words["count"] = people_words(min(spoken.count, people) or spoken.count)
    words["count_parts"] = "One part" if spoken.parts == 1 else f"{spoken.parts} parts"
    words["reasons"] = words.get("reason", "")
    used = [limits[name] for name in dict.fromkeys(_LIMIT.findall(rule.when))]
    thresholds = tuple(f"{put_into_words(limit.name)} {limit.value:,}: {limit.reason}" for limit in used)
    return Reason(rule.id, rule.decision, rule.authority, rule.text.format_map(words), thresholds)


def _without_repeats(reasons: list[Reason]) -> list[Reason]:
    """Where packs repeat a rule, its gravest outcome stays."""
    kept: dict[str, Reason] = {}
    for reason in reasons:
        other = kept.get(reason.rule)
        if other is None or _gravity(reason) < _gravity(other):
            kept[reason.rule] = reason
    return list(kept.values())


def _gravity(reason: Reason) -> int:
    return [Decision.WITHHOLD, Decision.REVIEW, Decision.NOTE].index(reason.decision)
