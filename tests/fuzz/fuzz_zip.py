"""Fuzzes the reader of zip archives: `python -m tests.fuzz.fuzz_zip CORPUS`."""

import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO

import atheris

with atheris.instrument_imports(include=["withhold.readers.archive", "withhold.readers.container"]):
    from tests.fuzz.nothing_nested import read_through
    from withhold.readers import archive


def seeds() -> Iterator[bytes]:
    """Small archives, packed and not, with a comment and a folder."""
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        out = BytesIO()
        with zipfile.ZipFile(out, "w", method) as made:
            made.writestr(zipfile.ZipInfo("folder/"), b"")
            made.writestr(zipfile.ZipInfo("folder/list.csv"), b"a,b\n1,2\n")
            made.comment = b"of nothing"
        yield out.getvalue()


def TestOneInput(data: bytes) -> None:  # the name that the fuzzer asks for
    """Reads the bytes as an archive."""
    read_through(archive.READER, data)


if __name__ == "__main__":
    atheris.Setup(sys.argv, TestOneInput)
    atheris.Fuzz()
