"""Sentences that say of people that they are on a disclosed list, or that some of a group are protected."""

from dataclasses import dataclass

from withhold.domain.fields import Protection
from withhold.recognisers.context.grammar import Analysis, Turn, turned
from withhold.recognisers.context.lexicon import Hit
from withhold.recognisers.prose.linkage import JOINING, free_order
from withhold.recognisers.prose.people import Named

_REACH = 8
"""Tokens between the parts of such a sentence."""
_SHORT = 2
"""Tokens between a group and what it is, in languages that need no verb there."""
_WIDEST_COUNT = 10**7


@dataclass(frozen=True, slots=True)
class Membership:
    """Who is said to be a member: named people, or (empty) `count` unnamed ones of a group, at a token."""

    named: tuple[Named, ...]
    at: int
    count: int = 1
    protections: frozenset[Protection] = frozenset()


def memberships(analysis: Analysis, named: list[Named]) -> list[Membership]:
    """What the sentence says of members; nothing if it denies it."""
    if analysis.has("on_list"):
        found = _on_list(analysis, named)
        if found is not None:
            return [found]
    if analysis.has("these"):
        return _some_of_these(analysis)
    return []


def _on_list(analysis: Analysis, named: list[Named]) -> Membership | None:
    first, last = _run(analysis, "on_list")
    if any(analysis.has_at("negation", at) for at in range(max(first - _REACH, 0), first)):
        return None
    members = _members_before(analysis, named, first)
    disclosed = analysis.has("disclosed")
    protections = _list_of(analysis, last)
    grouped = any(analysis.has(kind) for kind in ("these", "pronoun", "possessive", "list")) or analysis.of(
        "people"
    )
    ends = (
        last >= len(analysis.tokens)
        or analysis.stops(last)
        or analysis.tokens[last].text in ("that", "which")
    )
    if not (
        protections or (disclosed and (members or grouped)) or (ends and (members or analysis.has("these")))
    ):
        return None
    if protections and not members and not analysis.has("these"):
        return None
    return Membership(tuple(members), first, _count(analysis, first), protections)


def _run(analysis: Analysis, kind: str) -> tuple[int, int]:
    """The first run of tokens of a kind."""
    positions = sorted(analysis.marks[kind])
    last = positions[0]
    for at in positions[1:]:
        if at != last + 1:
            break
        last = at
    return positions[0], last + 1


def _members_before(analysis: Analysis, named: list[Named], first: int) -> list[Named]:
    """People close before "is on the list", with nothing but light words between."""
    near = [one for one in named if one.last <= first and not one.person.official]
    if not near or first - near[-1].last > _REACH:
        return []
    between = range(near[-1].last, first)
    # A verb of another kind ("put nurses on the list") makes somebody else the member.
    light = ("copula", "aux", "attribute", "list", "disclosed", "link", "boundary", "on_list", "possessive")
    heavy = sum(
        not analysis.stops(at) and not any(analysis.has_at(kind, at) for kind in light) for at in between
    )
    return near if heavy == 0 else []


def _list_of(analysis: Analysis, last: int) -> frozenset[Protection]:
    """Whose list it is, if protected people's: "on the list of asylum seekers"."""
    return frozenset(
        hit.entry.protection
        for hit in analysis.subjects
        if hit.entry.protection is not None
        and hit.entry.kind in ("people", "person")
        and 0 <= hit.first - last <= 3
        and turned(analysis, hit) is not Turn.INSTITUTION
    )


def _count(analysis: Analysis, before: int) -> int:
    """How many, if a number says so: "46 of the 103 deportees were on the list"."""
    for token in analysis.tokens[:before]:
        if token.text.isdecimal() and len(token.text) <= 7:
            return max(1, min(int(token.text), _WIDEST_COUNT))
    return 1


def _some_of_these(analysis: Analysis) -> list[Membership]:
    """ "Some of these people are asylum seekers"."""
    first, last = _run(analysis, "these")
    for hit in analysis.of("people", "state", "person"):
        if hit.entry.kind == "person" and not free_order(analysis, hit):
            continue
        if 0 <= hit.first - last <= _REACH and _predicated(analysis, last, hit):
            protection = hit.entry.protection
            assert protection is not None
            return [Membership((), first, _count(analysis, first), frozenset({protection}))]
    return []


def _predicated(analysis: Analysis, last: int, hit: Hit) -> bool:
    """A form of "to be" or the verb itself leads from the group to what it is said to be."""
    between = range(last, hit.first)
    if any(analysis.has_at("negation", at) for at in between) or turned(analysis, hit) is not Turn.NONE:
        return False
    if not between:
        return hit.entry.kind == "state" or free_order(analysis, hit)
    if free_order(analysis, hit) and len(between) <= _SHORT:
        return True
    # "All of the families and victims of …" has an "and" between, which says nothing.
    return any(
        analysis.has_at(kind, at) and analysis.tokens[at].text not in JOINING
        for kind in ("copula", "aux")
        for at in between
    )
