"""What every reader promises. A reader's tests inherit `ReaderContract` and name their files."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import ClassVar

import pytest

from withhold.domain.concealment import Concealment
from withhold.domain.piece import PartRead, ReadItem, Skipped, SkipReason, Table, Text
from withhold.readers.interface import Place, Reader, ReaderError, Source


@dataclass(frozen=True, slots=True)
class Planted:
    """A file with one value in one place. `route` are steps that its location must have, in this order.

    `name` is the header that a value in a table must stand under, None where that does not matter.
    """

    id: str
    data: bytes
    value: str
    concealment: Concealment
    route: tuple[str, ...] = ()
    name: str | None = None
    reader: Reader | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A value as a reader gave it, with the concealment that counts in the end."""

    value: str
    concealment: Concealment
    route: tuple[str, ...]
    name: str | None = None


def read_nothing_nested(source: Source, place: Place) -> Iterator[ReadItem]:
    """For tests of one reader alone: a nested document is only said to be there."""
    yield Skipped(place.location, SkipReason.UNSUPPORTED, source.size)


def read_all(reader: Reader, data: bytes, place: Place | None = None) -> list[ReadItem]:
    """Everything a reader says about some bytes."""
    return list(reader.read(Source(BytesIO(data), len(data)), place or Place(read_nothing_nested)))


def values(items: list[ReadItem]) -> Iterator[Found]:
    """Every value and text, cells with the concealment of their table, column, row or own, in that order."""
    for item in items:
        if isinstance(item, Text):
            yield Found(item.text, item.concealment, item.location.route())
        elif isinstance(item, Table):
            for at, column in enumerate(item.columns):
                for row, value in enumerate(column.values):
                    if value is not None:
                        own = item.cell_concealment.get((row, at), Concealment.VISIBLE)
                        how = own.inside(item.row_concealment.get(row, Concealment.VISIBLE))
                        how = how.inside(column.concealment).inside(item.concealment)
                        yield Found(value, how, item.location.route(), column.name)


class ReaderContract:
    """Tests that every reader inherits; a subclass sets the class variables."""

    reader: ClassVar[Reader]
    planted: ClassVar[list[Planted]]
    expected_parts: ClassVar[int] = 1
    """How many parts the first planted file has at least."""

    def test_planted_values_come_out_with_their_concealment_and_place(
        self, subtests: pytest.Subtests
    ) -> None:
        for case in self.planted:
            with subtests.test(case.id):
                found = list(values(read_all(case.reader or self.reader, case.data)))
                hits = [hit for hit in found if case.value in hit.value]
                assert hits, f"{case.id}: the value is not read"
                fitting = [hit for hit in hits if hit.concealment is case.concealment]
                assert fitting, f"{case.id}: {[hit.concealment.value for hit in hits]}"
                assert any(_has_steps(hit.route, case.route) for hit in fitting), [
                    hit.route for hit in fitting
                ]
                if case.name is not None:
                    assert case.name in [hit.name for hit in fitting]

    def test_every_part_is_accounted_for(self) -> None:
        items = read_all(self.reader, self.planted[0].data)
        said = {item.location for item in items if isinstance(item, PartRead | Skipped)}
        assert len(said) >= self.expected_parts

    def test_damaged_bytes_raise_nothing_but_reader_errors(self) -> None:
        data = self.planted[0].data
        for cut in range(0, len(data), max(1, len(data) // 40)):
            broken = bytearray(data)
            broken[cut] ^= 0xFF
            for damaged in (data[:cut], bytes(broken)):
                try:
                    items = read_all(self.reader, damaged)
                except ReaderError:
                    continue
                assert any(isinstance(item, PartRead | Skipped) for item in items), "silence"

    def test_reading_twice_gives_the_same(self) -> None:
        data = self.planted[0].data
        assert read_all(self.reader, data) == read_all(self.reader, data)


def _has_steps(route: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    remaining = iter(route)
    return all(step in remaining for step in wanted)
