"""Packs and a profile, put together into one policy with compiled conditions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import cel

from withhold.domain.fields import Field
from withhold.policy.interface import Limit, Pack, PackError, Profile, Rule
from withhold.policy.pack import load_pack
from withhold.policy.profile import load_profile

_VARIABLES = {
    "finding": {"finding", "limits", "profile", "document"},
    "skipped": {"skipped", "limits", "profile", "document"},
    "document": {"limits", "profile", "document"},
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A rule with its compiled condition."""

    rule: Rule
    program: cel.Program


@dataclass(frozen=True, slots=True)
class Policy:
    """What judges: every rule of every pack in force. `names` are `name@version`, as verdicts print them."""

    names: tuple[str, ...]
    packs: tuple[Pack, ...]
    conditions: tuple[Condition, ...]
    limits: dict[str, Limit]
    private: frozenset[Field]
    follow_visible: frozenset[str]
    profile: Profile | None


def load_policy(packs: Sequence[str], profile: Path | None, today: date | None = None) -> Policy:
    """The policy of these packs (and of those that they extend) with an optional profile.

    Where packs share a limit, the stricter pack is the later one and its value counts. Raises PackError
    for a pack or profile that cannot be used, and when no pack is given: nothing empty passes.
    """
    if not packs:
        raise PackError("No policy pack was given; use --policy default.")
    chosen: dict[str, Pack] = {}
    for name in packs:
        _add(name, chosen, ())
    conditions = tuple(_compile(rule) for pack in chosen.values() for rule in pack.rules)
    return Policy(
        names=tuple(f"{pack.name}@{pack.version}" for pack in chosen.values()),
        packs=tuple(chosen.values()),
        conditions=conditions,
        limits={name: limit for pack in chosen.values() for name, limit in pack.limits.items()},
        private=frozenset().union(*(pack.private for pack in chosen.values())),
        follow_visible=frozenset().union(*(pack.follow_visible for pack in chosen.values())),
        profile=load_profile(profile, today or date.today()) if profile else None,
    )


def _add(name: str, chosen: dict[str, Pack], trail: tuple[str, ...]) -> None:
    if name in trail:
        raise PackError(f"The packs extend each other in a circle: {' → '.join((*trail, name))}.")
    pack = load_pack(name)
    if pack.extends:
        _add(pack.extends, chosen, (*trail, name))
    chosen.setdefault(pack.name, pack)


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
    return Condition(rule, program)
