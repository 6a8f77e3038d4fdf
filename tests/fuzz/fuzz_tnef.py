"""Fuzzes the reader of winmail.dat: `python -m tests.fuzz.fuzz_tnef CORPUS`."""

import sys
from collections.abc import Iterator
from random import Random

import atheris

with atheris.instrument_imports(include=["withhold.readers.mail"]):
    from tests.fuzz.nothing_nested import read_through
    from withhold.readers.mail import tnef


def seeds() -> Iterator[bytes]:
    """Small files, one for each hiding place."""
    from corpus.content import of_people
    from corpus.hiding.mail_places import TNEF

    for place in TNEF:
        yield place.make(Random(1), of_people(Random(1), 1))


def TestOneInput(data: bytes) -> None:  # the name that the fuzzer asks for
    """Reads the bytes as winmail.dat."""
    read_through(tnef.READER, data)


if __name__ == "__main__":
    atheris.Setup(sys.argv, TestOneInput)
    atheris.Fuzz()
