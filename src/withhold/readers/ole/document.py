"""A compound file as a document: its streams, what has been told of them, and where."""

import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import PartRead, ReadItem, Skipped, SkipReason, Text, TextRole
from withhold.readers.interface import (
    Corrupt,
    Encrypted,
    OverLimit,
    Place,
    Read,
    ReaderError,
    Source,
    Unsupported,
)
from withhold.readers.lines import in_chunks
from withhold.readers.ooxml.cfb import CompoundFile
from withhold.readers.strings import strings

MOST_BYTES = 256 << 20
"""A compound file is held in memory as a whole."""
Items = Iterator[ReadItem]
_VISIBLE = Concealment.VISIBLE


@dataclass(frozen=True, slots=True)
class Teller:
    """Gives texts of one part: its location, and how the part itself is hidden."""

    location: Location
    concealment: Concealment = _VISIBLE

    def how(self, concealment: Concealment = _VISIBLE) -> Concealment:
        """How something in this part is hidden: by what is around it first."""
        return concealment.inside(self.concealment)

    def text(
        self,
        text: str,
        concealment: Concealment = _VISIBLE,
        role: TextRole = TextRole.PROSE,
        cells: str = "",
    ) -> Text:
        """One text, of the cell or range `cells` where it is tied to one."""
        location = self.location.child("cells", cells) if cells else self.location
        return Text(location, text, role, self.how(concealment))

    def lines(
        self, texts: Iterable[str], concealment: Concealment = _VISIBLE, role: TextRole = TextRole.LABEL
    ) -> Iterator[Text]:
        """Short texts, one a line, in chunks."""
        for text in in_chunks(texts):
            yield self.text(text, concealment, role)


@dataclass(slots=True)
class OleDocument:
    """One compound file being read. `said` are the streams that have been accounted for."""

    file: CompoundFile
    place: Place
    said: set[str] = field(default_factory=set)

    def find(self, name: str) -> str | None:
        """The stream with this path, whatever its case."""
        return next((stream for stream in self.file.streams if stream.lower() == name.lower()), None)

    def teller(self, stream: str) -> Teller:
        """For the texts of one stream."""
        return Teller(self.place.location.child("part", readable(stream)), self.place.concealment)

    def account(self, stream: str, read: Callable[[bytes, Teller], Items]) -> Items:
        """What `read` gives of a stream, and after it that it was read, or why it could not be.

        A reader that says so itself is not contradicted.
        """
        self.said.add(stream)
        teller = self.teller(stream)
        steps = teller.location.steps
        size = self.file.streams[stream][1]
        is_said = False
        try:
            self.place.budget.spend(size)  # many names may lead to the same sectors
            for item in _sound(read(self.file.read(stream), teller)):
                if isinstance(item, Skipped | PartRead) and item.location.steps[: len(steps)] == steps:
                    is_said = True
                yield item
        except ReaderError as error:
            yield told(teller.location, error, size)
            return
        if not is_said:
            yield PartRead(teller.location)


def _sound(items: Items) -> Items:
    """The same; a value that is cut short is said to be corrupt. What came before has been given by then."""
    try:
        yield from items
    except (struct.error, IndexError):
        raise Corrupt("a record is cut short") from None


def told(location: Location, error: ReaderError, size: int) -> Skipped:
    """An error of one part as a value."""
    reasons = {
        OverLimit: SkipReason.OVER_LIMIT,
        Encrypted: SkipReason.ENCRYPTED,
        Unsupported: SkipReason.UNSUPPORTED,
    }
    return Skipped(location, reasons.get(type(error), SkipReason.CORRUPT), size, str(error))


def opened(read: Callable[[OleDocument, Source], Items]) -> Read:
    """A reader of compound files. One whose structure is broken is given as strings, and then said."""

    def read_file(source: Source, place: Place) -> Items:
        data = whole(source, place)
        is_silent = True
        try:
            for item in _sound(read(OleDocument(CompoundFile(data), place), source)):
                is_silent = False
                yield item
        except Corrupt:
            if is_silent:
                teller = Teller(place.location, place.concealment)
                yield from teller.lines(strings([data]), role=TextRole.CODE)
            raise

    return read_file


def whole(source: Source, place: Place) -> bytes:
    """All bytes of a document, counted. Raises OverLimit."""
    if source.size > MOST_BYTES:
        raise OverLimit(f"documents of the old formats above {MOST_BYTES >> 20} MiB")
    place.budget.spend(source.size)
    source.stream.seek(0)
    data = source.stream.read()
    if not data:
        raise Corrupt("the document is empty")
    return data


def readable(stream: str) -> str:
    """A stream's path without the control characters that some names begin with."""
    return "".join(character for character in stream if character >= " ")
