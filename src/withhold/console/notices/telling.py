"""What the page of notices says: by way and state, what they wait for, and who has no way."""

from collections import Counter
from dataclasses import dataclass

from withhold.console.cases.models import Case
from withhold.console.notices.models import Notice, Plan, Sheet
from withhold.incident.notices.interface import Channel, Proof

WAITS = {
    "hold": "the hold does not stand yet",
    "review": "nobody has signed the text in this language yet",
    "settled": "found to be dead, not affected or a duplicate: not to be told",
    "translation": "there is no text in this language yet",
}
STATES = {
    Proof.QUEUED: "Ready to leave",
    Proof.WAITING: "Waiting",
    Proof.SENDING: "On its way",
    Proof.ACCEPTED: "Taken by the next station",
    Proof.DELIVERED: "In a box, not known to be read",
    Proof.PROVEN: "Proven",
}


@dataclass(frozen=True, slots=True)
class Overview:
    """How the notices of a case stand."""

    planned: bool
    rows: list[tuple[str, list[int], int]]
    """Way, counts by `columns`, all."""
    columns: list[str]
    waits: list[tuple[str, int]]
    no_way: int
    proven: int
    all: int
    sheets: list[Sheet]


def overview(row: Case) -> Overview:
    """As the database has it now."""
    notices = list(Notice.objects.filter(case=row).values_list("channel", "state", "waiting"))
    counts = Counter((channel, state) for channel, state, _ in notices)
    ways = [one for one in Channel if any(channel == one for channel, _ in counts)]
    states = [one for one in Proof if any(counts[(way, one)] for way in ways)]
    waits = Counter(word for channel, _, words in notices if channel for word in words)
    return Overview(
        planned=Plan.objects.filter(case=row).exists(),
        rows=[
            (str(way).capitalize(), [counts[(way, state)] for state in states], _sum(counts, way))
            for way in ways
        ],
        columns=[STATES.get(state, str(state).capitalize()) for state in states],
        waits=[(WAITS[word], count) for word, count in sorted(waits.items())],
        no_way=sum(not channel for channel, _, _ in notices),
        proven=sum(state == Proof.PROVEN for _, state, _ in notices),
        all=len(notices),
        sheets=list(Sheet.objects.filter(case=row).select_related("made_by").order_by("-made_at")[:50]),
    )


def _sum(counts: Counter[tuple[str, str]], way: str) -> int:
    return sum(count for (channel, _), count in counts.items() if channel == way)
