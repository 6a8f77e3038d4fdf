"""Fuzzes the reader of Outlook messages: `python -m tests.fuzz.fuzz_msg CORPUS`."""

import sys
from collections.abc import Iterator
from random import Random

import atheris

with atheris.instrument_imports(include=["withhold.readers.mail"]):
    from tests.fuzz.nothing_nested import read_through
    from withhold.readers.mail import msg


def seeds() -> Iterator[bytes]:
    """Small files, one for each hiding place."""
    from corpus.content import of_people
    from corpus.hiding.mail_places import MSG

    for place in MSG:
        yield place.make(Random(1), of_people(Random(1), 1))


def TestOneInput(data: bytes) -> None:  # the name that the fuzzer asks for
    """Reads the bytes as an Outlook message."""
    read_through(msg.READER, data)


if __name__ == "__main__":
    atheris.Setup(sys.argv, TestOneInput)
    atheris.Fuzz()
