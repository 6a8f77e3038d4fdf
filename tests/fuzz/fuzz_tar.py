"""Fuzzes the reader of tar archives: `python -m tests.fuzz.fuzz_tar CORPUS`."""

import sys
from collections.abc import Iterator
from random import Random

import atheris

with atheris.instrument_imports(include=["withhold.readers.tar", "withhold.readers.tar_header"]):
    from tests.fuzz.nothing_nested import read_through
    from withhold.readers import tar


def seeds() -> Iterator[bytes]:
    """Small archives, one for each hiding place."""
    from corpus.content import of_people
    from corpus.hiding.tar_places import PLACES

    for place in PLACES:
        yield place.make(Random(1), of_people(Random(1), 1))


def TestOneInput(data: bytes) -> None:  # the name that the fuzzer asks for
    """Reads the bytes as an archive."""
    read_through(tar.READER, data)


if __name__ == "__main__":
    atheris.Setup(sys.argv, TestOneInput)
    atheris.Fuzz()
