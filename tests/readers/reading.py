"""Reads bytes the way a document is read, for the tests of the readers."""

from collections.abc import Iterator
from io import BytesIO

from withhold.domain.concealment import Concealment
from withhold.domain.piece import ReadItem, Skipped, SkipReason, Table, Text
from withhold.readers.interface import Budget, Limits, Place, Source
from withhold.readers.registry import open_document


def read(data: bytes, name: str = "", limits: Limits | None = None) -> list[ReadItem]:
    """Everything that comes out of a document."""
    budget = Budget(limits or Limits())
    return list(open_document(Source(BytesIO(data), len(data), name), Place(open_document, budget=budget)))


def tables_of(items: list[ReadItem]) -> list[Table]:
    """The tables among some items."""
    return [item for item in items if isinstance(item, Table)]


def texts_of(items: list[ReadItem]) -> list[Text]:
    """The texts among some items."""
    return [item for item in items if isinstance(item, Text)]


def reasons_of(items: list[ReadItem]) -> set[SkipReason]:
    """Why parts were skipped."""
    return {item.reason for item in items if isinstance(item, Skipped)}


def columns_of(table: Table) -> dict[str | None, list[str | None]]:
    """Values by column name."""
    return {column.name: list(column.values) for column in table.columns}


def values(items: list[ReadItem]) -> Iterator[tuple[str, Concealment]]:
    """Every cell and text with the concealment that counts for it."""
    for item in items:
        if isinstance(item, Text):
            yield item.text, item.concealment
        elif isinstance(item, Table):
            for at, column in enumerate(item.columns):
                for row, value in enumerate(column.values):
                    if value is not None:
                        how = item.cell_concealment.get((row, at), Concealment.VISIBLE)
                        how = how.inside(item.row_concealment.get(row, Concealment.VISIBLE))
                        yield value, how.inside(column.concealment).inside(item.concealment)


def hidings(items: list[ReadItem], value: str) -> set[Concealment]:
    """How the places that hold a value are hidden; empty if it did not come out."""
    return {how for text, how in values(items) if value in text}
