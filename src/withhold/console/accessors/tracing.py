"""The accessors of the newest trace, with what people found about them."""

import hmac
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from withhold.console.accessors.models import Answer, Matter
from withhold.console.affected.models import Standing
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.persons.accessors import Accessors, newest_trace
from withhold.console.persons.models import ExposedPerson
from withhold.domain.fields import Field
from withhold.incident.accessors.asking import bounds_of, contradictions
from withhold.register.canonical import nationality

_NATIONS = (Field.NATIONALITY, Field.COUNTRY_OF_BIRTH)


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """One accessor: what the trace says, and the matter, if somebody classified it."""

    lookup: str
    told: dict[str, Any]
    matter: Matter | None


@dataclass(frozen=True, slots=True, repr=False)
class Listed:
    """All of them. `low` networks surely hold the whole file, at most `high` do."""

    lines: list[Line]
    low: int
    high: int
    standing: list[tuple[str, int]]
    copies: tuple[int, int | None]
    told: tuple[int, int | None]
    contradicted: frozenset[int]
    """Matters whose newest answer says something else than an earlier one."""


def lookup_of(case: Case, network: str) -> str:
    """Finds a network's matter without keeping the network: a digest under the installation's secret."""
    return hmac.digest(
        settings.SECRET_KEY.encode(), f"accessor\0{case.pk}\0{network}".encode(), "sha256"
    ).hex()


def listed(case: Case) -> Listed | None:
    """The accessors as the newest trace has them; None if there was none. Raises TraceUnusable, CaseError."""
    found = _newest(case)
    if found is None:
        return None
    matters = {one.lookup: one for one in Matter.objects.filter(case=case)}
    lines = []
    for told in found.chosen("", ""):
        lookup = lookup_of(case, told["network"])
        lines.append(Line(lookup, told, matters.get(lookup)))
    counts = Counter(
        one.matter.get_standing_display() if one.matter else "Not classified yet" for one in lines
    )
    by_matter = answers_of(case)
    answers = [several[0].as_ruled() for several in by_matter.values()]
    told_low = sum(one.told or 0 for one in answers)
    told_known = bool(answers) and all(one.told is not None for one in answers)
    return Listed(
        lines,
        found.low,
        found.high,
        counts.most_common(),
        bounds_of(answers),
        (told_low, told_low if told_known else None),
        frozenset(
            matter
            for matter, several in by_matter.items()
            if contradictions([one.as_ruled() for one in several])
        ),
    )


def answers_of(case: Case) -> dict[int, list[Answer]]:
    """The answers of each matter, the newest first: that one counts, all are kept."""
    found: dict[int, list[Answer]] = defaultdict(list)
    for one in Answer.objects.filter(matter__case=case):
        assert one.matter_id is not None
        found[one.matter_id].append(one)
    return found


def line_of(case: Case, lookup: str) -> Line | None:
    """One accessor; None where the trace and the case have none of it. Raises TraceUnusable, CaseError."""
    matter = Matter.objects.filter(case=case, lookup=lookup).first()
    found = _newest(case)
    for told in found.chosen("", "") if found is not None else []:
        if lookup_of(case, told["network"]) == lookup:
            return Line(lookup, told, matter)
    if matter is None:
        return None
    # An older trace had it: what was asked of it goes on.
    kept = {"network": matter.network, "grade": matter.grade, "organisation": matter.organisation}
    return Line(lookup, kept, matter)


def fled_for(matter: Matter) -> frozenset[str]:
    """The countries of the people of the case: codes, or folded labels where there is none.

    Who only leads the case is never told them; they decide that by default no notice goes there. Looked at
    only for an accessor whose country is known.
    """
    if not matter.country:
        return frozenset()
    case = matter.case
    found: set[str] = set()
    for values in ExposedPerson.objects.filter(case=case).values_list("values", flat=True).iterator(500):
        for name in _NATIONS:
            found.update(nationality(one) for one in values["fields"].get(name, ()) if one.strip())
    # Where the leak tells no nationality, or another one, the organisation's own records may.
    for known in Standing.objects.filter(case=case).values_list("known", flat=True).iterator(500):
        found.update(known.get("fled") or ())
    return frozenset(one.upper() for one in found)


def _newest(case: Case) -> Accessors | None:
    store = ConsoleCase.open(case)
    return newest_trace(store.work, list(store.events()))
