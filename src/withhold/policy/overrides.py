"""What an organisation may change in packs, and what it may not: the rules that lives depend on stand."""

import re
from collections.abc import Sequence

from withhold.domain.verdict import Decision, Reason
from withhold.policy.interface import Limit, Override, Pack, PackError, Rule

EXPIRED_RULE = "policy/override"
_LIMIT = re.compile(r"limits\.(\w+)")
_FIRM = ("people/registered", "people/protected", "people/concealed", "coverage/")
"""Design 5.3: these stand whatever a profile or an organisation says."""
_GRAVITY = {Decision.NOTE: 0, Decision.REVIEW: 1, Decision.WITHHOLD: 2}


def limits_used(rule: Rule) -> tuple[str, ...]:
    """The names of the limits in its condition, each once."""
    return tuple(dict.fromkeys(_LIMIT.findall(rule.when)))


def check_overrides(packs: Sequence[Pack]) -> None:
    """Raises PackError for an override of nothing, and for one that makes a firm rule milder."""
    rules = [rule for pack in packs for rule in pack.rules]
    limits = [limit for pack in packs for limit in pack.limits.values()]
    for override in (override for pack in packs for override in pack.overrides):
        if override.rule is not None:
            _check_rule(override, [rule for rule in rules if rule.id == override.rule])
        else:
            same = [limit for limit in limits if limit.name == override.limit]
            _check_limit(override, same, [rule for rule in rules if override.limit in limits_used(rule)])


def _check_rule(override: Override, same: Sequence[Rule]) -> None:
    if not same:
        raise PackError(
            f"In the pack {override.pack}, an override names {override.subject}, and there is none."
        )
    assert override.decision is not None
    gravest = max(_GRAVITY[rule.decision] for rule in same)
    if any(map(is_firm, same)) and _GRAVITY[override.decision] < gravest:
        raise PackError(
            f"In the pack {override.pack}, the override of {override.subject} would make it milder, "
            "and this rule stands whatever an organisation says; take the override out."
        )


def _check_limit(override: Override, same: Sequence[Limit], users: Sequence[Rule]) -> None:
    if not same:
        raise PackError(
            f"In the pack {override.pack}, an override names {override.subject}, and there is none."
        )
    assert override.value is not None
    firm = next((rule for rule in users if is_firm(rule)), None)
    if firm is not None and override.value > min(limit.value for limit in same):
        raise PackError(
            f"In the pack {override.pack}, the override of {override.subject} would make the rule {firm.id} "
            "milder, and this rule stands whatever an organisation says; take the override out."
        )


def is_firm(rule: Rule) -> bool:
    """No override may make it milder."""
    return rule.firm or rule.id.startswith(_FIRM)


def overridden(limits: dict[str, Limit], overrides: Sequence[Override]) -> dict[str, Limit]:
    """The limits with the overrides that speak of them; of two on one limit the lower (stricter) counts."""
    changed = dict(limits)
    for name, limit in limits.items():
        told = [(override.value, override) for override in overrides if override.limit == name]
        values = [(value, override) for value, override in told if value is not None]
        if values:
            value, override = min(values, key=lambda pair: pair[0])
            words = f"{_whose(override)} has set it from {limit.value:,} until {override.expiry}: "
            changed[name] = Limit(name, value, words + override.reason)
    return changed


def applied(rule: Rule, overrides: Sequence[Override]) -> tuple[Decision, str]:
    """What the rule decides under the overrides, and the words that tell of it: empty without one.

    Of two on one rule the stricter counts.
    """
    told = [(override.decision, override) for override in overrides if override.rule == rule.id]
    decisions = [(decision, override) for decision, override in told if decision is not None]
    if not decisions:
        return rule.decision, ""
    decision, override = max(decisions, key=lambda pair: _GRAVITY[pair[0]])
    if decision is rule.decision:
        return decision, ""
    words = f" {_whose(override)} has set this from {rule.decision} to {decision} until {override.expiry}: "
    return decision, words + override.reason


def _whose(override: Override) -> str:
    return f"{override.owner} (pack {override.pack})"


def told_expired(expired: Sequence[Override]) -> list[Reason]:
    """The notes that tell of overrides which no longer count."""
    return [
        Reason(
            EXPIRED_RULE,
            Decision.NOTE,
            _whose(override),
            f"The override of {override.subject} expired on {override.expiry} and no longer counts; "
            f"{override.owner} can renew it or take it out.",
        )
        for override in expired
    ]


def without_repeats(reasons: Sequence[tuple[Reason, int]]) -> list[Reason]:
    """Where packs repeat a rule its gravest outcome stays; of equal ones that which speaks of most parts."""
    kept: dict[str, tuple[Reason, int]] = {}
    for reason, parts in reasons:
        other = kept.get(reason.rule)
        if other is None or (_GRAVITY[reason.decision], parts) > (_GRAVITY[other[0].decision], other[1]):
            kept[reason.rule] = (reason, parts)
    return [reason for reason, _ in kept.values()]
