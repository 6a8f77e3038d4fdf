"""Fuzzes the readers of messages and mailboxes: `python -m tests.fuzz.fuzz_mail CORPUS`."""

import sys
from collections.abc import Iterator
from random import Random

import atheris

with atheris.instrument_imports(include=["withhold.readers.mail"]):
    from tests.fuzz.nothing_nested import read_through
    from withhold.readers.mail import mbox, message


def seeds() -> Iterator[bytes]:
    """Small messages, one for each hiding place."""
    from corpus.content import of_people
    from corpus.hiding.mail_places import EML

    for place in EML:
        yield place.make(Random(1), of_people(Random(1), 1))


def TestOneInput(data: bytes) -> None:  # the name that the fuzzer asks for
    """Reads the bytes as a message, or as a mailbox if they begin like one."""
    read_through(mbox.READER if data.startswith(b"From ") else message.READER, data)


if __name__ == "__main__":
    atheris.Setup(sys.argv, TestOneInput)
    atheris.Fuzz()
