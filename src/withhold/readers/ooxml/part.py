"""What a part reader is given: the part, its workbook, its place; and the ways to give content back."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import PartRead, ReadItem, Skipped, SkipReason, Text, TextRole
from withhold.readers.interface import Corrupt, Encrypted, OverLimit, Place, ReaderError, Unsupported
from withhold.readers.lines import in_chunks
from withhold.readers.ooxml.asides import asides, watched
from withhold.readers.ooxml.dates import SerialDates
from withhold.readers.ooxml.package import Package
from withhold.readers.ooxml.shared_strings import SharedStrings
from withhold.readers.ooxml.styles import Styles
from withhold.readers.ooxml.xml import Event, events

_XML = (".xml", ".vml", ".rels")
_VISIBLE = Concealment.VISIBLE
_REASONS: tuple[tuple[type[ReaderError], SkipReason], ...] = (
    (Encrypted, SkipReason.ENCRYPTED),
    (OverLimit, SkipReason.OVER_LIMIT),
    (Unsupported, SkipReason.UNSUPPORTED),
    (Corrupt, SkipReason.CORRUPT),
)


@dataclass(slots=True)
class Sheet:
    """A sheet; `index` is 1-based in the order of the tabs."""

    name: str
    index: int
    member: str
    concealment: Concealment = _VISIBLE


@dataclass(slots=True)
class Book:
    """What all parts of one workbook share."""

    package: Package
    place: Place
    strings: SharedStrings = field(default_factory=SharedStrings)
    styles: Styles = field(default_factory=Styles)
    dates: SerialDates = field(default_factory=lambda: SerialDates(is_1904=False))
    sheets: dict[str, Sheet] = field(default_factory=dict)
    """By member name."""
    said: set[str] = field(default_factory=set)
    """The members that have been accounted for."""
    is_damaged: bool = False
    """Some sheet was not read to its end, so a string that nobody used may still be used."""


@dataclass(frozen=True, slots=True)
class Part:
    """One member of the package. `sheet` is the sheet it is or belongs to, if any."""

    book: Book
    member: str
    sheet: Sheet | None = None
    failures: list[ReaderError] = field(default_factory=list)
    """What went wrong in `events`, for `accounted` to tell."""
    has_asides: list[bool] = field(default_factory=list)
    """Not empty when comments or processing instructions were seen in the bytes, for `accounted` to give."""

    @property
    def location(self) -> Location:
        """The route: the sheet where there is one, then the part, unless the part is the sheet."""
        location = self.book.place.location
        if self.sheet is not None:
            location = location.child("sheet", self.sheet.name, self.sheet.index)
            if self.sheet.member == self.member:
                return location
        return location.child("part", self.member)

    def how(self, concealment: Concealment = _VISIBLE) -> Concealment:
        """How something in this part is hidden: by its sheet or document first."""
        if self.sheet is not None:
            concealment = concealment.inside(self.sheet.concealment)
        return concealment.inside(self.book.place.concealment)

    def chunks(self) -> Iterator[bytes]:
        """The bytes of the part."""
        return watched(self.book.package.open(self.member), self.has_asides)

    def events(self) -> Iterator[Event]:
        """The events of the part's XML up to its end or to where it is damaged, which goes to `failures`."""
        yield from self.up_to_damage(events(self.chunks()))

    def up_to_damage(self, found: Iterable[Event]) -> Iterator[Event]:
        """Events up to where they cannot be read on; the reason goes to `failures`."""
        try:
            yield from found
        except ReaderError as error:
            self.failures.append(error)

    def text(
        self,
        text: str,
        concealment: Concealment = _VISIBLE,
        role: TextRole = TextRole.PROSE,
        cells: str = "",
    ) -> Text:
        """A text of this part, of the cell or range `cells` where it is tied to one."""
        location = self.location.child("cells", cells) if cells else self.location
        return Text(location, text, role, self.how(concealment))

    def lines(
        self, texts: Iterable[str], concealment: Concealment = _VISIBLE, role: TextRole = TextRole.LABEL
    ) -> Iterator[Text]:
        """Short texts, one a line, in chunks; blank ones and direct repetitions left out."""
        for text in in_chunks(texts):
            yield self.text(text, concealment, role)

    def related(self, identifier: str) -> str:
        """The target, as written, of one of this part's relationships; empty if there is none."""
        for relationship in self.book.package.relationships(self.member):
            if relationship.identifier == identifier:
                return relationship.target
        return ""


def skipped(location: Location, error: ReaderError, extent: int = 0) -> Skipped:
    """A reader's error as a value."""
    reason = next((reason for kind, reason in _REASONS if isinstance(error, kind)), SkipReason.UNREADABLE)
    return Skipped(location, reason, extent, str(error))


Items = Iterator[ReadItem]


def accounted(part: Part, read: Callable[[Part], Items]) -> Items:
    """What a part reader gives, and after it that the part was read, or that it could not be and why.

    A reader that says so itself, of the part or of a document in it, is not contradicted.
    """
    part.book.said.add(part.member)
    here = part.location.steps
    size = part.book.package.container.size(part.member)
    is_said = False
    try:
        for item in read(part):
            if isinstance(item, Skipped | PartRead) and item.location.steps[: len(here)] == here:
                is_said = True
            yield item
    except ReaderError as error:
        yield skipped(part.location, error, size)
        return
    if part.has_asides and part.member.lower().endswith(_XML):
        try:
            words = asides(part.book.package.open(part.member))
            yield from part.lines(words, Concealment.CUSTOM_XML, TextRole.PROSE)
        except ReaderError as error:
            part.failures.append(error)
    if part.failures:
        yield skipped(part.location, part.failures[0], size)
    elif not is_said:
        yield PartRead(part.location)
