"""Mail keeps what every reader promises, in each hiding place. Nested documents are opened here too."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import ClassVar

from corpus.content import of_people
from corpus.hiding.mail_places import EML, ICS, MSG, TNEF, VCF
from corpus.hiding.place import HidingPlace
from tests.contract.reader import Planted, ReaderContract
from withhold.domain.concealment import Concealment as C
from withhold.domain.piece import ReadItem
from withhold.readers.interface import Place, Reader, Source
from withhold.readers.mail import icalendar, mbox, message, msg, tnef, vcard
from withhold.readers.registry import open_document


def _opening(reader: Reader) -> Reader:
    """The reader with the way to nested documents open, since the bodies of a message are such."""

    def read(source: Source, place: Place) -> Iterator[ReadItem]:
        return reader.read(source, replace(place, open_nested=open_document))

    return replace(reader, read=read)


def _planted(places: tuple[HidingPlace, ...]) -> list[Planted]:
    return [_one(place) for place in places]


def _one(place: HidingPlace) -> Planted:
    content = of_people(Random(place.name), place.count, place.among)
    data = place.make(Random(7), content)
    how = C(place.concealment or "visible")
    reader = _opening(mbox.READER) if place.ending == "mbox" else None
    return Planted(place.name, data, content.values[0], how, place.route, None, reader)


class TestMessage(ReaderContract):
    reader: ClassVar[Reader] = _opening(message.READER)
    planted: ClassVar[list[Planted]] = _planted(EML)
    expected_parts: ClassVar[int] = 2


class TestOutlook(ReaderContract):
    reader: ClassVar[Reader] = _opening(msg.READER)
    planted: ClassVar[list[Planted]] = _planted(MSG)
    expected_parts: ClassVar[int] = 2


class TestWinmail(ReaderContract):
    reader: ClassVar[Reader] = _opening(tnef.READER)
    planted: ClassVar[list[Planted]] = _planted(TNEF)
    expected_parts: ClassVar[int] = 2


class TestCalendar(ReaderContract):
    reader: ClassVar[Reader] = _opening(icalendar.READER)
    planted: ClassVar[list[Planted]] = _planted(ICS)


class TestCards(ReaderContract):
    reader: ClassVar[Reader] = _opening(vcard.READER)
    planted: ClassVar[list[Planted]] = _planted(VCF)
