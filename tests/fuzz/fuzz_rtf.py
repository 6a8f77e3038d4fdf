"""Coverage-guided bytes for the reader of RTF files: `python -m tests.fuzz.fuzz_rtf CORPUS`."""

import sys
from collections.abc import Iterator

import atheris

from corpus.hiding.rtf_places import PLACES
from tests.fuzz.old_formats import read_through, seeds_of

with atheris.instrument_imports():
    from withhold.readers.rtf import READER


def TestOneInput(data: bytes) -> None:  # the name that the fuzzer asks for
    """One run."""
    read_through(READER, b"{\\rtf1" + data)


def seeds() -> Iterator[bytes]:
    """Files to begin with, without the word that every one begins with."""
    return (seed.removeprefix(b"{\\rtf1") for seed in seeds_of(PLACES))


if __name__ == "__main__":
    atheris.Setup(sys.argv, TestOneInput)
    atheris.Fuzz()
