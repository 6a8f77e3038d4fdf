"""Coverage-guided bytes for the binary sheets of xlsb files: `python -m tests.fuzz.fuzz_xlsb CORPUS`."""

import sys
from collections.abc import Iterator

import atheris

from corpus.hiding.xlsb_places import PLACES
from corpus.xlsb.workbook import XlsbBook, XlsbSheet
from corpus.zips import zipped
from tests.fuzz.old_formats import read_through, seeds_of
from tests.fuzz.packages import members, with_member

with atheris.instrument_imports():
    from withhold.readers.xlsb import READER

_PLAIN = XlsbBook([XlsbSheet("One", [["Name", "Born"]])]).file()


def TestOneInput(data: bytes) -> None:  # the name that the fuzzer asks for
    """The bytes as a sheet, as the workbook part and as styles: a broken archive would end each run."""
    for member in ("xl/worksheets/sheet1.bin", "xl/workbook.bin", "xl/styles.bin"):
        read_through(READER, zipped(with_member(_PLAIN, member, data), stored=True))


def seeds() -> Iterator[bytes]:
    """The binary parts of the files of every hiding place."""
    for file in seeds_of(PLACES):
        for name, content in members(file):
            if name.endswith(".bin"):
                yield content


if __name__ == "__main__":
    atheris.Setup(sys.argv, TestOneInput)
    atheris.Fuzz()
