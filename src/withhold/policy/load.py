"""Packs and a profile, put together into one policy with compiled conditions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from withhold.domain.fields import Field, Protection
from withhold.policy.cel_language import cel
from withhold.policy.facts import NAMES
from withhold.policy.interface import Limit, Override, Pack, PackError, Profile, Rule
from withhold.policy.overrides import check_overrides, limits_used, overridden
from withhold.policy.pack import load_pack
from withhold.policy.profile import load_profile

_VARIABLES = {
    "finding": {"finding", "limits", "profile", "document"},
    "skipped": {"skipped", "limits", "profile", "document"},
    "document": {"limits", "profile", "document"},
}

_ASKED = re.compile(r"\b(finding|skipped|document|profile)\.(\w+)")
_AMONG = re.compile(r"""['"]([^'"]*)['"]\s+in\s+finding\.(\w+)""")


@dataclass(frozen=True, slots=True)
class Condition:
    """A rule with its compiled condition, which is compiled anew where it is sent to another process."""

    rule: Rule
    program: cel.Program

    def __reduce__(self) -> tuple[object, ...]:
        return _compile, (self.rule,)


@dataclass(frozen=True, slots=True)
class Standard:
    """One pack as a judge of its own: its rules and those of the packs it extends, under *its* limits.

    `conditions` leaves out what an earlier standard of the same policy judges in just the same way.
    """

    pack: str
    conditions: tuple[Condition, ...]
    limits: dict[str, Limit]
    private: frozenset[Field]
    follow_visible: frozenset[str]
    profile: Profile | None


@dataclass(frozen=True, slots=True)
class Policy:
    """What judges: every pack in force is a standard of its own, and the gravest outcome counts.

    So a pack that is added can only make a verdict stricter. `names` are `name@version`, as verdicts print
    them. `overrides` are in force, `expired` ones are only told.
    """

    names: tuple[str, ...]
    packs: tuple[Pack, ...]
    standards: tuple[Standard, ...]
    profile: Profile | None
    overrides: tuple[Override, ...]
    expired: tuple[Override, ...]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition that is evaluated."""
        return tuple(condition for standard in self.standards for condition in standard.conditions)


def load_policy(packs: Sequence[str], profile: Path | None, today: date | None = None) -> Policy:
    """The policy of these packs (and of those that they extend) with an optional profile.

    Raises PackError for a pack, override or profile that cannot be used, and when no pack is given: nothing
    empty passes.
    """
    if not packs:
        raise PackError("No policy pack was given; use --policy default.")
    now = today or date.today()
    chains: dict[str, tuple[Pack, ...]] = {}
    for name in packs:
        _add(name, chains, ())
    chosen = tuple(chain[-1] for chain in chains.values())
    check_overrides(chosen)
    overrides = [override for pack in chosen for override in pack.overrides]
    active = tuple(override for override in overrides if override.expiry >= now)
    declared = load_profile(profile, now) if profile else None
    return Policy(
        names=tuple(f"{pack.name}@{pack.version}" for pack in chosen),
        packs=chosen,
        standards=_standards(list(chains.values()), active, declared),
        profile=declared,
        overrides=active,
        expired=tuple(override for override in overrides if override.expiry < now),
    )


def _add(name: str, chains: dict[str, tuple[Pack, ...]], trail: tuple[str, ...]) -> Pack:
    """Add a pack after those that it extends; each stands there once, with its chain, itself last."""
    if name in trail:
        raise PackError(f"The packs extend each other in a circle: {' → '.join((*trail, name))}.")
    pack = load_pack(name)
    below: tuple[Pack, ...] = ()
    if pack.extends:
        below = chains[_add(pack.extends, chains, (*trail, name)).name]
    other = chains.setdefault(pack.name, (*below, pack))[-1]
    if other.digest != pack.digest:
        raise PackError(f"Two different packs are called {pack.name!r}; give one of them another name.")
    return pack


def _standards(
    chains: Sequence[tuple[Pack, ...]], overrides: Sequence[Override], profile: Profile | None
) -> tuple[Standard, ...]:
    standards = []
    compiled: dict[tuple[str, str], Condition] = {}
    seen: set[tuple[object, ...]] = set()
    for chain in chains:
        limits = overridden({n: limit for pack in chain for n, limit in pack.limits.items()}, overrides)
        private = frozenset[Field]().union(*(pack.private for pack in chain))
        follow_visible = frozenset[str]().union(*(pack.follow_visible for pack in chain))
        conditions = []
        for rule in (rule for pack in chain for rule in pack.rules):
            used = _limits_of(rule, limits)
            key = (rule, private, follow_visible, used)
            if key not in seen:
                seen.add(key)
                known = (rule.pack, rule.scope + rule.when)
                if known not in compiled:
                    compiled[known] = _compile(rule)
                conditions.append(Condition(rule, compiled[known].program))
        standards.append(
            Standard(chain[-1].name, tuple(conditions), limits, private, follow_visible, profile)
        )
    return tuple(standards)


def _limits_of(rule: Rule, limits: dict[str, Limit]) -> tuple[Limit, ...]:
    """The limits that its condition uses. Raises PackError for one that no pack has."""
    for name in limits_used(rule):
        if name not in limits:
            raise PackError(f"In the pack {rule.pack}, rule {rule.id}: there is no limit {name}.")
    return tuple(limits[name] for name in limits_used(rule))


def _compile(rule: Rule) -> Condition:
    try:
        program = cel.compile(rule.when)
    except ValueError as error:
        first = str(error).splitlines()[0]
        message = f"In the pack {rule.pack}, rule {rule.id}: the condition does not parse: {first}"
        raise PackError(message) from None
    unknown = set(program.variables()) - _VARIABLES[rule.scope]
    if unknown:
        raise PackError(f"In the pack {rule.pack}, rule {rule.id}: unknown name {sorted(unknown)[0]!r}.")
    for name in _misspelt(rule.when):
        raise PackError(f"In the pack {rule.pack}, rule {rule.id}: there is no {name}.")
    return Condition(rule, program)


def _misspelt(condition: str) -> Iterator[str]:
    """What a condition asks that nothing has: it would fail, or never speak, once it is needed."""
    for whole, name in _ASKED.findall(condition):
        if name not in NAMES[whole]:
            yield f"{whole}.{name}"
    for value, name in _AMONG.findall(condition):
        known = set(map(str, Protection if name.endswith("protections") else Field))
        if value not in known:
            yield f"{value!r} that finding.{name} could hold"
