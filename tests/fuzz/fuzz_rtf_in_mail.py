"""Fuzzes compressed RTF and the pages in it: `python -m tests.fuzz.fuzz_rtf_in_mail CORPUS`."""

import contextlib
import sys
from collections.abc import Iterator

import atheris

from tests.contract.reader import read_nothing_nested

with atheris.instrument_imports(include=["withhold.readers.mail", "withhold.readers.rtf"]):
    from withhold.readers.interface import Budget, Limits, Place, ReaderError
    from withhold.readers.mail.packed_rtf import unpacked
    from withhold.readers.rtf.page import unwrap


def seeds() -> Iterator[bytes]:
    """A page in RTF, compressed and not."""
    from corpus.mail.rtf import compressed, wrapped

    rtf = wrapped("Dear Löfgren & others", "for others")
    yield compressed(rtf)
    yield rtf.encode()


def TestOneInput(data: bytes) -> None:  # the name that the fuzzer asks for
    """Expands the bytes, and takes the page out of what comes; or takes it out of them as they are."""
    with contextlib.suppress(ReaderError):
        _unwrap(unpacked(data, Budget(Limits(expanded_bytes=1 << 24))))
    with contextlib.suppress(ReaderError):
        _unwrap(data)


def _unwrap(rtf: bytes) -> None:
    place = Place(read_nothing_nested, budget=Budget(Limits(expanded_bytes=1 << 24)))
    for _ in unwrap(rtf, place, []):
        pass


if __name__ == "__main__":
    atheris.Setup(sys.argv, TestOneInput)
    atheris.Fuzz()
