"""Fuzzes the reader of what stands beside a picture's pixels: `python -m tests.fuzz.fuzz_pictures CORPUS`."""

import sys
from collections.abc import Iterator
from io import BytesIO

import atheris

with atheris.instrument_imports(include=["withhold.readers.pictures", "withhold.readers.picture_texts"]):
    from tests.fuzz.nothing_nested import read_through
    from withhold.readers import pictures


def seeds() -> Iterator[bytes]:
    """A small picture of each kind, with a comment where the kind has one."""
    from PIL import Image

    for kind in ("PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP"):
        out = BytesIO()
        exif = Image.Exif()
        exif[0x010E] = "of nobody"
        Image.new("L", (4, 4)).save(out, kind, exif=exif, comment=b"of nothing")
        yield out.getvalue()


def TestOneInput(data: bytes) -> None:  # the name that the fuzzer asks for
    """Reads the bytes as a picture."""
    read_through(pictures.READER, data)


if __name__ == "__main__":
    atheris.Setup(sys.argv, TestOneInput)
    atheris.Fuzz()
