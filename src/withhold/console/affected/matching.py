"""Own records and the rows that they are of: sure ones are taken, a person decides the rest."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from withhold.console.affected.reaching import Shared
from withhold.incident.affected.interface import Certainty, LeakRow, Likeness, Linked, OwnRecord
from withhold.incident.affected.likeness import match
from withhold.incident.affected.linked import implied

ONE_RECORD = "own_record"
"""What agrees of two rows to which one own record belongs for sure."""


@dataclass(slots=True, repr=False)
class Matched:
    """The records that concern affected people. `owners`: the number whose a record is, if that is sure."""

    read: int = 0
    records: dict[str, OwnRecord] = field(default_factory=dict)
    owners: dict[str, int] = field(default_factory=dict)
    asked: list[Likeness] = field(default_factory=list)
    """What is not sure, and pairs of rows that one record makes likely to be one person."""
    shared: Shared = field(default_factory=Shared)
    linked: list[Linked] = field(default_factory=list)
    """People of further records, whom a shared family or address makes linked ones."""

    def kept(self) -> list[tuple[OwnRecord, int | None, Mapping[str, Any]]]:
        """Each with whose it is, and which of its addresses others have too."""
        return [
            (
                record,
                self.owners.get(key),
                {
                    "shared_emails": [one for one in record.emails if self.shared.has_email(one)],
                    "shared_addresses": [one for one in record.addresses if self.shared.has_address(one)],
                },
            )
            for key, record in self.records.items()
        ]


def matched(rows: Sequence[LeakRow], source: Iterable[OwnRecord], head: Mapping[int, int]) -> Matched:
    """What these records tell of these rows. `head`: of rows that are one person, its one number.

    Raises RecordsUnusable.
    """
    every: list[OwnRecord] = []

    def reading() -> Iterator[OwnRecord]:
        for record in source:
            every.append(record)
            yield record

    found = Matched()
    sure: dict[str, list[int]] = defaultdict(list)
    for like in match(rows, reading(), head):
        key = str(like.other)
        if like.certainty is Certainty.SURE:
            sure[key].append(like.number)
        else:
            found.asked.append(like)
    for key, numbers in sure.items():
        found.owners[key] = min(numbers)
    found.asked = [like for like in found.asked if not _answered(like, found.owners, head)]
    for numbers in sure.values():
        people = sorted({head.get(number, number) for number in numbers})
        found.asked += [Likeness(people[0], other, Certainty.LIKELY, (ONE_RECORD,)) for other in people[1:]]
    wanted = {*sure, *(like.other for like in found.asked)}
    for record in every:
        owner = found.owners.get(record.record)
        person = None if owner is None else head.get(owner, owner)
        found.shared.add(record, f"record {record.record}" if person is None else f"number {person}")
    theirs: dict[int, list[OwnRecord]] = defaultdict(list)
    for record in every:
        if record.record in found.owners:
            theirs[found.owners[record.record]].append(record)
    maybe = {like.other for like in found.asked}  # perhaps the very person of a row: nobody's family yet
    found.linked = implied(rows, theirs, [record for record in every if record.record not in maybe])
    found.records = {record.record: record for record in every if record.record in wanted}
    found.read = len(every)
    return found


def _answered(like: Likeness, owners: Mapping[str, int], head: Mapping[int, int]) -> bool:
    """Whether the record is for sure of a row that is the same person."""
    owner = owners.get(str(like.other))
    return owner is not None and head.get(owner, owner) == head.get(like.number, like.number)
