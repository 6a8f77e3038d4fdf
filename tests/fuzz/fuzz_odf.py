"""Coverage-guided bytes for the reader of OpenDocument files: `python -m tests.fuzz.fuzz_odf CORPUS`."""

import sys
from collections.abc import Iterator

import atheris

from corpus.hiding.odf_text_places import ODP_PLACES, ODT_PLACES
from corpus.zips import zipped
from tests.fuzz.old_formats import read_through, seeds_of
from tests.fuzz.packages import members

with atheris.instrument_imports():
    from withhold.readers.odf import READER

_MEMBERS = (
    "content.xml",
    "META-INF/manifest.xml",
    "layout-cache",
    "Thumbnails/thumbnail.png",
    "settings.xml",
)


def TestOneInput(data: bytes) -> None:  # the name that the fuzzer asks for
    """The bytes as a flat file, and as each member of a package: a broken archive would end each run."""
    read_through(READER, data)
    for member in _MEMBERS:
        read_through(READER, zipped([(member, data), ("a.bin", b"\0")], stored=(member, "a.bin")))


def seeds() -> Iterator[bytes]:
    """The parts of the files of every hiding place; those that are flat as they are."""
    for file in seeds_of((*ODT_PLACES, *ODP_PLACES)):
        if file.startswith(b"PK"):
            yield from (content for _, content in members(file))
        else:
            yield file


if __name__ == "__main__":
    atheris.Setup(sys.argv, TestOneInput)
    atheris.Fuzz()
