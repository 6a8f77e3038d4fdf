"""Coverage-guided bytes for the reader of doc files: `python -m tests.fuzz.fuzz_doc CORPUS`."""

import sys
from collections.abc import Iterator

import atheris

from corpus.hiding.doc_places import PLACES
from tests.fuzz.old_formats import read_through, seeds_of

with atheris.instrument_imports():
    from withhold.readers.doc import READER


def TestOneInput(data: bytes) -> None:  # the name that the fuzzer asks for
    """One run."""
    read_through(READER, data)


def seeds() -> Iterator[bytes]:
    """Files to begin with."""
    return seeds_of(PLACES)


if __name__ == "__main__":
    atheris.Setup(sys.argv, TestOneInput)
    atheris.Fuzz()
