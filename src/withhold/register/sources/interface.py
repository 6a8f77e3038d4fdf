"""What every list of people gives: its header, then batches that are small to hand to another process."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Protocol

Batch = bytes | Sequence[Sequence[str]]
"""Lines of delimited text without quotes, whole and in UTF-8; or records."""
BATCH_RECORDS = 8192


class Source(Protocol):
    """A list that is open."""

    header: Sequence[str]
    delimiter: str

    def batches(self, used: Collection[int]) -> Iterator[Batch]:
        """The records; cells of columns that are not `used` may be empty. Raises RegisterError."""
        ...

    def close(self) -> None: ...


def text_of(value: object) -> str:
    """A value of a database or a Parquet file as a person would write it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
