"""What the page of notices says: by way and state, what they wait for, and who has no way."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from withhold.console.affected.counting import NOT_TOLD
from withhold.console.affected.models import Standing as Settled
from withhold.console.cases.models import Case
from withhold.console.holds.models import Proof as HoldProof
from withhold.console.notices.library import Library
from withhold.console.notices.models import Notice, Plan, Sheet
from withhold.console.notices.queueing import is_overdue, newest
from withhold.console.persons.models import ExposedPerson
from withhold.incident.affected.interface import Terminal
from withhold.incident.notices.interface import Audience, Channel, NoticeError, Proof

WAITS = {
    "hold": "the hold does not stand yet",
    "unfindable": "no question of a case system finds them: two people look for them by hand first",
    "review": "nobody has signed the text in this language yet",
    "counsel": "their counsel has to be verified, and told in the portal",
    "proven": "they were told by another way already",
    "dismissed": "two people dismissed the case: nobody was exposed, nobody is told",
    "settled": "found to be dead, not affected or a duplicate: not to be told",
    "translation": "there is no text in this language yet, or only one that is older than its English source",
}
STATES = {
    Proof.QUEUED: "Ready to leave",
    Proof.WAITING: "Waiting",
    Proof.SENDING: "On its way",
    Proof.ACCEPTED: "Taken by the next station",
    Proof.DELIVERED: "In a box, not known to be read",
    Proof.PROVEN: "Proven",
}


_OVER = (Proof.RETURNED, Proof.REFUSED, Proof.FAILED)


@dataclass(frozen=True, slots=True)
class Overview:
    """How the notices of a case stand."""

    planned: bool
    rows: list[tuple[str, list[int], int]]
    """Way, counts by `columns`, all."""
    columns: list[str]
    waits: list[tuple[str, int]]
    no_way: int
    late: int
    """Attempts that came back, were stopped, are not proven in time, or wait too long for counsel."""
    without_law: list[tuple[str, int]]
    """Languages in which what the law adds is not there, and how many notices go without it."""
    proven: int
    """People, as `all`."""
    all: int
    not_worked_out: int
    """People of the list of whom it is not worked out how they can be told: no notice is queued for them."""
    sheets: list[Sheet]


def overview(row: Case) -> Overview:
    """As the database has it now."""
    notices = list(Notice.objects.filter(case=row).values_list("channel", "state", "waiting", "number"))
    counts = Counter((channel, state) for channel, state, *_ in notices)
    ways = [one for one in Channel if any(channel == one for channel, _ in counts)]
    states = [one for one in Proof if any(counts[(way, one)] for way in ways)]
    waits = Counter(word for channel, _, words, _ in notices if channel for word in words)
    proven = {number for _, state, _, number in notices if state == Proof.PROVEN}
    return Overview(
        planned=Plan.objects.filter(case=row).exists(),
        rows=[
            (str(way).capitalize(), [counts[(way, state)] for state in states], _sum(counts, way))
            for way in ways
        ],
        columns=[STATES.get(state, str(state).capitalize()) for state in states],
        waits=[(WAITS[word], count) for word, count in sorted(waits.items())],
        no_way=without_way(row).count(),
        late=unproven(row).count(),
        without_law=_without_law(row),
        proven=len(proven),
        all=len({number for *_, number in notices}),
        not_worked_out=ExposedPerson.objects.filter(case=row, standing=None).count(),
        sheets=list(Sheet.objects.filter(case=row).select_related("made_by").order_by("-made_at")[:50]),
    )


def without_way(row: Case) -> QuerySet[Notice]:
    """Whose newest attempt found no safe way, and who is to be told still: an open task each."""
    return _to_be_told(newest(row).filter(channel=""), row)


def unproven(row: Case) -> QuerySet[Notice]:
    """What was not proven in time, came back, was stopped, or waits too long for counsel whom nobody has
    verified, of people who are not told by now."""
    trouble = is_overdue() | Q(stopped=True) | Q(state__in=_OVER)
    return _to_be_told(Notice.objects.filter(trouble, case=row), row)


def is_out(one: Notice) -> bool:
    """Whether it left, and nothing is known yet that ends it: somebody may say that it did not arrive."""
    return one.left_at is not None and not Proof(one.state).is_end


def _without_law(row: Case) -> list[tuple[str, int]]:
    found = Notice.objects.filter(case=row).exclude(channel="").exclude(language="")
    counts = found.order_by().values_list("plan__jurisdiction", "language").annotate(Count("pk"))
    missing: Counter[str] = Counter()
    library = Library()
    for law, language, count in counts:
        try:
            said = library.choose((Audience.PERSON, law, language)).version.key
        except NoticeError:
            continue  # there is no text, which the page tells by itself
        if said.jurisdiction != law:
            missing[language] += count
    return sorted(missing.items())


def _to_be_told(found: QuerySet[Notice], row: Case) -> QuerySet[Notice]:
    told = HoldProof.objects.filter(case=row, counsel=False).values("number")
    ended = Settled.objects.filter(case=row, terminal__in=(*NOT_TOLD, Terminal.NO_PATH_RECORDED))
    return found.exclude(number__in=told).exclude(number__in=ended.values("number"))


def _sum(counts: Counter[tuple[str, str]], way: str) -> int:
    return sum(count for (channel, _), count in counts.items() if channel == way)
