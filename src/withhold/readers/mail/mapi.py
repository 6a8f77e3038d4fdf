"""Properties of Outlook's objects ([MS-OXPROPS]): what each says, and how it is hidden."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import DATE_CELL, TEXT_CELL, ReadItem, Text, TextRole
from withhold.readers.interface import Place
from withhold.readers.lines import in_chunks
from withhold.readers.mail.charsets import of_code_page, to_text
from withhold.readers.mail.header_pieces import person
from withhold.readers.ooxml.macro import likely
from withhold.readers.records import Cell, Records
from withhold.readers.strings import strings

STRING8, UNICODE, BINARY, OBJECT, TIME = 0x1E, 0x1F, 0x102, 0x0D, 0x40
MANY = 0x1000
SUBJECT, BODY, HTML, RTF, HEADERS = 0x37, 0x1000, 0x1013, 0x1009, 0x7D
DATA, LONG_NAME, SHORT_NAME, DISPLAY_NAME = 0x3701, 0x3707, 0x3704, 0x3001
CODE_PAGE, INTERNET_CODE_PAGE, RECIPIENT_TYPE = 0x3FFD, 0x3FDE, 0x0C15
_TOPICS = (0x70, 0xE1D)
_AUTHORS = (0x3FF8, 0x3FFA, 0x5D0A, 0x5D0B)
"""Who made and who last changed the object."""
_PEOPLE = (
    ("From", (0x42, 0xC1A), (0x5D02, 0x65, 0x5D01, 0xC1F)),
    ("Received by", (0x40, 0x44), (0x5D07, 0x76, 0x5D08, 0x78)),
)
_ADDRESSES = (0x39FE, 0x3003)
_CARD = {
    0x3A06: "Given name", 0x3A11: "Family name", 0x3A44: "Middle name", 0x3A4F: "Other name",
    0x3A42: "Date of birth", 0x3A16: "Organisation", 0x3A17: "Job title", 0x3A18: "Department",
    0x3A08: "Work phone", 0x3A09: "Phone",
    0x3A1C: "Mobile phone", 0x3A26: "Home address", 0x3A5D: "Home street", 0x3A59: "Home city",
    0x3A5B: "Home postcode", 0x3A5A: "Home country", 0x3A15: "Address", 0x3A27: "City", 0x3A2A: "Postcode",
    0x3A48: "Spouse", 0x3A4E: "Manager", 0x3A30: "Assistant", 0x3A58: "Children", 0x3A07: "National ID",
    0x3A41: "Wedding", 0x3A2D: "Initials", 0x3A4D: "Sex",
}  # fmt: skip
_ROLES = {0: "From", 1: "To", 2: "Cc", 3: "Bcc"}


@dataclass(frozen=True, slots=True)
class Property:
    """One property: number, type, and its values as bytes (one, but for types with many)."""

    number: int
    kind: int
    values: tuple[bytes, ...]


@dataclass(slots=True)
class Properties:
    """Those of one object: a message, a receiver, an attachment."""

    items: list[Property] = field(default_factory=list)
    codec: str = ""
    """Character set of its narrow strings; empty where nothing tells it."""

    def number(self, wanted: int) -> int | None:
        """The value of a whole number."""
        found = self._find(wanted)
        return int.from_bytes(found.values[0][:4], "little") if found and found.values else None

    def text(self, *wanted: int) -> str:
        """The first of some texts that is there."""
        for number in wanted:
            found = self._find(number)
            if (
                found
                and found.kind & ~MANY in (STRING8, UNICODE)
                and (text := "; ".join(self.texts(found)).strip())
            ):
                return text
        return ""

    def address(self, *wanted: int) -> str:
        """The first of some texts that is an address of Internet mail; Exchange writes paths there too."""
        texts = map(self.text, wanted)
        return next((text for text in texts if "@" in text and text[:1] != "/"), "")

    def data(self, wanted: int) -> bytes | None:
        """The bytes of a binary, an object or a text."""
        found = self._find(wanted)
        return found.values[0] if found and found.values else None

    def texts(self, item: Property) -> list[str]:
        """The values of a property as text, without the zeros at their ends."""
        if item.kind & ~MANY == UNICODE:
            return [value.decode("utf-16-le", "replace").rstrip("\0") for value in item.values]
        return [to_text(value.rstrip(b"\0"), self.codec) for value in item.values]

    def settle(self) -> None:
        """Finds the character set that the properties themselves tell."""
        self.codec = of_code_page(self.number(CODE_PAGE) or 0) or self.codec

    def kind(self, wanted: int) -> int:
        """The type of a property; 0 if it is not there."""
        found = self._find(wanted)
        return found.kind if found else 0

    def _find(self, wanted: int) -> Property | None:
        return next((item for item in self.items if item.number == wanted), None)


def object_pieces(
    properties: Properties, place: Place, location: Location, used: Iterable[int]
) -> Iterator[ReadItem]:
    """Subject, people, contact fields and all other texts of an object, but for those of `used`."""
    said = {SUBJECT, *used}
    subject = properties.text(SUBJECT)
    if subject:
        yield Text(location, subject, TextRole.HEADING, place.concealment)
    said.update(number for number in _TOPICS if properties.text(number) in ("", subject))
    shown = Records(place, location, Concealment.VISIBLE)
    for label, names, addresses in _PEOPLE:
        name, address = properties.text(*names), properties.address(*addresses)
        if name or address:
            yield from shown.add("", person(label, "" if name == address else name, address))
    if card := dict(_card(properties, said)):
        if name := properties.text(DISPLAY_NAME):
            card = {"Name": (name, TEXT_CELL), **card}
        yield from shown.add("/card", card)
    yield from shown.rest()
    yield from _others(properties, place, location, said)


def _card(properties: Properties, said: set[int]) -> Iterator[tuple[str, Cell]]:
    """The fields of a contact."""
    for number, label in _CARD.items():
        if properties.kind(number) == TIME:
            value = _day(properties.data(number) or b"")
            kind = DATE_CELL
        else:
            value, kind = properties.text(number), TEXT_CELL
        if value:
            said.add(number)
            yield label, (value, kind)


def _day(value: bytes) -> str:
    """A point in time ([MS-DTYP] FILETIME) in ISO form; empty for one that no calendar has."""
    try:
        moment = datetime(1601, 1, 1) + timedelta(microseconds=int.from_bytes(value[:8], "little") // 10)
    except OverflowError:
        return ""
    return (
        moment.isoformat(timespec="seconds")
        if moment.time() != datetime.min.time()
        else moment.date().isoformat()
    )


def _others(properties: Properties, place: Place, location: Location, said: set[int]) -> Iterator[ReadItem]:
    """Every other text, and the strings of every other binary."""
    hidden = Concealment.METADATA.inside(place.concealment)
    heaps: dict[TextRole, list[str]] = {TextRole.AUTHOR: [], TextRole.PROSE: [], TextRole.CODE: []}
    for item in properties.items:
        kind = item.kind & ~MANY
        if item.number in said:
            continue
        if kind in (STRING8, UNICODE):
            role = TextRole.AUTHOR if item.number in _AUTHORS else TextRole.PROSE
            heaps[role] += properties.texts(item)
        elif kind in (BINARY, OBJECT):
            heaps[TextRole.CODE] += filter(likely, strings(item.values))
    for role, texts in heaps.items():
        for text in in_chunks(texts):
            yield Text(location, text, role, hidden)


def receivers(people: Iterable[Properties], place: Place, location: Location) -> Iterator[ReadItem]:
    """A table of the receivers of a message, those of blind copies apart, and their other texts."""
    shown = Records(place, location, Concealment.VISIBLE)
    blind = Records(place, location, Concealment.METADATA)
    for who in people:
        role = _ROLES.get((who.number(RECIPIENT_TYPE) or 0) & 15, "To")
        name, address = who.text(DISPLAY_NAME), who.address(*_ADDRESSES)
        row = person(role, "" if name == address else name, address)
        yield from (blind if role == "Bcc" else shown).add("", row)
        yield from _others(who, place, location, {DISPLAY_NAME})
    yield from shown.rest()
    yield from blind.rest()
