"""Editions of one page: what was there before, and what is different now."""

from dataclasses import dataclass
from typing import Any

from withhold.console.desk.models import Inspection
from withhold.console.people.models import User


@dataclass(frozen=True, slots=True)
class Edition:
    """The edition before, and how the two verdicts differ, in words."""

    earlier: Inspection
    changes: tuple[str, ...]


def history_of(inspection: Inspection) -> list[Inspection]:
    """All editions of the same page at the same destination, the newest first."""
    if not inspection.page_key:
        return [inspection]
    rows = Inspection.objects.filter(page_key=inspection.page_key, destination=inspection.destination)
    return list(rows.select_related("document", "asked_by", "clearance").order_by("-asked_at")[:200])


def compared(inspection: Inspection, only_of: User | None = None) -> Edition | None:
    """Against the newest earlier edition that was judged; None where there is none.

    `only_of`: of those that this person asked for, who may not see the verdicts of others.
    """
    if not inspection.page_key or inspection.verdict is None:
        return None
    rows = Inspection.objects.filter(
        page_key=inspection.page_key,
        destination=inspection.destination,
        state=Inspection.State.JUDGED,
        asked_at__lt=inspection.asked_at,
    )
    if only_of is not None:
        rows = rows.filter(asked_by=only_of)
    earlier = rows.order_by("-asked_at").first()
    if earlier is None:
        return None
    if earlier.document.sha256 == inspection.document.sha256:
        return Edition(earlier, ("the same bytes",))
    return Edition(earlier, tuple(_changes(earlier, inspection)))


def _changes(earlier: Inspection, inspection: Inspection) -> list[str]:
    before, after = (one.verdict["documents"][0] for one in (earlier, inspection))
    found = []
    if before["decision"] != after["decision"]:
        found.append(f"the verdict was {before['decision']}, it is {after['decision']} now")
    was, now = before["people"]["count"], after["people"]["count"]
    if was != now:
        found.append(f"{was:,} people were found then, {now:,} now")
    fresh = sorted(_places(after) - _places(before))
    found += [f"new: {place}" for place in fresh[:10]]
    parts = before["coverage"]["parts"], after["coverage"]["parts"]
    if parts[0] != parts[1]:
        found.append(f"it had {parts[0]} parts, it has {parts[1]} now")
    return found or ["nothing that was found is different"]


def _places(document: dict[str, Any]) -> set[str]:
    return {finding["location"]["display"] for finding in document["findings"]}
