"""Fuzzes the reader of SQLite databases: `python -m tests.fuzz.fuzz_sqlite CORPUS`."""

import sys
from collections.abc import Iterator
from random import Random

import atheris

with atheris.instrument_imports(include=["withhold.readers.sqlite"]):
    from tests.fuzz.nothing_nested import read_through
    from withhold.readers import sqlite


def seeds() -> Iterator[bytes]:
    """Small databases, one for each hiding place."""
    from corpus.content import of_people
    from corpus.hiding.database_places import PLACES

    for place in PLACES:
        yield place.make(Random(1), of_people(Random(1), 1))


def TestOneInput(data: bytes) -> None:  # the name that the fuzzer asks for
    """Reads the bytes as a database."""
    read_through(sqlite.READER, data)


if __name__ == "__main__":
    atheris.Setup(sys.argv, TestOneInput)
    atheris.Fuzz()
