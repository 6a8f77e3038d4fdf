"""Counts what was looked at and keeps what was not."""

from withhold.domain.location import DOCUMENT, Location
from withhold.domain.piece import PartRead, Skipped, SkipReason
from withhold.domain.verdict import Coverage

MAX_SKIPPED = 10_000
"""Skipped parts told one by one; a document with more has its own reason to be looked at."""


class Account:
    """The parts of one document. A part counts once; told both read and skipped, it was not read."""

    def __init__(self) -> None:
        self._read: set[int] = set()
        self._unread: set[int] = set()
        self._skipped: dict[Skipped, None] = {}
        self._overflowed = False

    def read(self, part: PartRead) -> None:
        """A part was read to its end."""
        self._read.add(hash(part.location))

    def skip(self, skipped: Skipped) -> None:
        """A part could not be looked at, or was only decoded as strings (which counts as read)."""
        if skipped.reason is SkipReason.DECODED_AS_STRINGS:
            self._read.add(hash(skipped.location))
        else:
            self._unread.add(hash(skipped.location))
        if len(self._skipped) < MAX_SKIPPED:
            self._skipped[skipped] = None
        elif not self._overflowed:
            self._overflowed = True
            self._unread.add(hash(DOCUMENT))

    def crash(self, location: Location, detail: str) -> bool:
        """Our own code failed on a part: it does not count as looked at. True the first time it is so."""
        known = any(skipped.detail == detail for skipped in self._skipped)
        self.skip(Skipped(location, SkipReason.CRASHED, detail=detail))
        return not known

    def skipped(self) -> tuple[Skipped, ...]:
        """Everything that was skipped, each part and reason once, in the order it came."""
        told = tuple(self._skipped)
        if self._overflowed:
            more = f"more than {MAX_SKIPPED} parts could not be read"
            return (*told, Skipped(DOCUMENT, SkipReason.OVER_LIMIT, detail=more))
        return told

    def coverage(self) -> Coverage:
        """How many parts there are, and how many of them were read."""
        return Coverage(len(self._read | self._unread), len(self._read - self._unread))

    def complete(self) -> bool:
        """Nothing was skipped."""
        return not self._unread
