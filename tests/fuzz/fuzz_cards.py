"""Fuzzes the reader of calendars and contact cards: `python -m tests.fuzz.fuzz_cards CORPUS`."""

import sys
from collections.abc import Iterator
from random import Random

import atheris

with atheris.instrument_imports(include=["withhold.readers.mail"]):
    from tests.fuzz.nothing_nested import read_through
    from withhold.readers.mail import icalendar, vcard


def seeds() -> Iterator[bytes]:
    """Small files, one for each hiding place."""
    from corpus.content import of_people
    from corpus.hiding.mail_places import ICS, VCF

    for place in (*ICS, *VCF):
        yield place.make(Random(1), of_people(Random(1), 1))


def TestOneInput(data: bytes) -> None:  # the name that the fuzzer asks for
    """Reads the bytes as a calendar if they begin like one, else as cards."""
    read_through(icalendar.READER if data[:15] == b"BEGIN:VCALENDAR" else vcard.READER, data)


if __name__ == "__main__":
    atheris.Setup(sys.argv, TestOneInput)
    atheris.Fuzz()
