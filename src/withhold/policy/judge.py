"""Judges the facts of a document: which rules speak, and the decision that follows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from withhold.domain.finding import Evidence
from withhold.domain.verdict import Decision, Reason, worst
from withhold.policy.cel_language import cel
from withhold.policy.facts import document_facts, finding_facts, profile_facts, skipped_facts
from withhold.policy.interface import DocumentFacts, Limit, Override, PackError, Rule
from withhold.policy.load import Condition, Policy, Standard
from withhold.policy.overrides import applied, limits_used, told_expired, without_repeats
from withhold.policy.words import people_words, put_into_words


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
            rule, number = self.rule, facts.get(self.rule.counts)
            if not isinstance(number, int):
                raise PackError(
                    f"In the pack {rule.pack}, rule {rule.id}: there is no number {rule.counts!r}."
                )
            self.count += number
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
    told: list[tuple[Reason, int]] = []
    for standard in policy.standards:
        told += _judged(standard, document, policy.overrides)
    reasons = [*without_repeats(told), *told_expired(policy.expired)]
    decision = worst([Decision.RELEASE, *(reason.decision for reason in reasons)])
    return decision, tuple(sorted(reasons, key=_gravity))


def _judged(
    standard: Standard, document: DocumentFacts, overrides: Sequence[Override]
) -> Iterator[tuple[Reason, int]]:
    """The reasons of one pack, each with the number of findings or parts that it speaks of."""
    shared = {
        "limits": {name: limit.value for name, limit in standard.limits.items()},
        "profile": profile_facts(standard.profile),
        "document": document_facts(document),
    }
    subjects: dict[str, list[dict[str, Any]]] = {
        "finding": [finding_facts(finding, standard) for finding in document.findings],
        "skipped": [skipped_facts(skipped) for skipped in document.skipped],
        "document": [shared["document"]],
    }
    for condition in standard.conditions:
        scope = condition.rule.scope
        spoken = _Spoken(condition.rule)
        for facts in subjects[scope]:
            if _holds(condition, shared if scope == "document" else {**shared, scope: facts}):
                spoken.gather(facts)
        if spoken.parts:
            yield _reason(spoken, _most(spoken, document), standard.limits, overrides), spoken.parts


def _holds(condition: Condition, variables: dict[str, Any]) -> bool:
    try:
        result = condition.program.execute(cel.Context(variables))
    except (ValueError, RuntimeError, TypeError, LookupError, ArithmeticError) as error:
        rule = condition.rule
        raise PackError(f"In the pack {rule.pack}, rule {rule.id}: the condition fails: {error}.") from None
    if not isinstance(result, bool):
        rule = condition.rule
        raise PackError(f"In the pack {rule.pack}, rule {rule.id}: the condition must be true or false.")
    return result


def _most(spoken: _Spoken, document: DocumentFacts) -> int:
    """How many distinct people a reason can speak of at most: those in the register by their evidence."""
    evidences = [Evidence(told) for told in spoken.values.get("evidence", ()) if told]
    if evidences:
        return sum(document.registered.get(evidence, 0) for evidence in evidences)
    return document.people


def _reason(
    spoken: _Spoken, people: int, limits: Mapping[str, Limit], overrides: Sequence[Override]
) -> Reason:
    rule = spoken.rule
    words = {name: ", ".join(map(put_into_words, values)) for name, values in spoken.values.items()}
    words["count"] = people_words(min(spoken.count, people) or spoken.count)
    words["count_parts"] = "One part" if spoken.parts == 1 else f"{spoken.parts} parts"
    words["reasons"] = words.get("reason", "")
    used = [limits[name] for name in limits_used(rule)]
    thresholds = tuple(f"{put_into_words(limit.name)} {limit.value:,}: {limit.reason}" for limit in used)
    decision, by_whom = applied(rule, overrides)
    try:
        text = rule.text.format_map(words)
    except (KeyError, ValueError, IndexError):
        raise PackError(f"In the pack {rule.pack}, rule {rule.id}: the text names nothing known.") from None
    return Reason(rule.id, decision, rule.authority, text + by_whom, thresholds)


def _gravity(reason: Reason) -> int:
    return [Decision.WITHHOLD, Decision.REVIEW, Decision.NOTE].index(reason.decision)
