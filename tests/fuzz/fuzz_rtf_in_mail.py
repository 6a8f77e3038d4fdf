"""Fuzzes compressed RTF and the pages in it: `python -m tests.fuzz.fuzz_rtf_in_mail CORPUS`."""

import contextlib
import sys
from collections.abc import Iterator

import atheris

with atheris.instrument_imports(include=["withhold.readers.mail"]):
    from withhold.readers.interface import Budget, Limits, ReaderError
    from withhold.readers.mail.packed_rtf import unpacked
    from withhold.readers.mail.rtf_html import unwrap


def seeds() -> Iterator[bytes]:
    """A page in RTF, compressed and not."""
    from corpus.mail.rtf import compressed, wrapped

    rtf = wrapped("Dear Löfgren & others", "for others")
    yield compressed(rtf)
    yield rtf.encode()


def TestOneInput(data: bytes) -> None:  # the name that the fuzzer asks for
    """Expands the bytes, and takes the page out of what comes; or takes it out of them as they are."""
    with contextlib.suppress(ReaderError):
        unwrap(unpacked(data, Budget(Limits(expanded_bytes=1 << 24))))
    unwrap(data)


if __name__ == "__main__":
    atheris.Setup(sys.argv, TestOneInput)
    atheris.Fuzz()
