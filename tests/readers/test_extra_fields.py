"""Extra fields of zip members: known kinds hold no words, anything else is read."""

import io
import struct
import zipfile

from tests.readers.reading import read, texts_of
from withhold.domain.concealment import Concealment
from withhold.readers.extra_fields import foreign_fields


def field(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def test_known_kinds_are_passed_over_and_others_are_given() -> None:
    times = field(0x5455, b"\x01\x00\x00\x00\x00")
    assert foreign_fields(times) == b""
    assert foreign_fields(times + field(0x9999, b"Ada Quill")) == b"Ada Quill"


def test_bytes_behind_a_field_that_is_cut_are_given() -> None:
    assert foreign_fields(struct.pack("<HH", 0x5455, 500) + b"Ada Quill").endswith(b"Ada Quill")


def test_words_in_an_extra_field_are_metadata_of_the_member() -> None:
    info = zipfile.ZipInfo("counts.csv")
    info.extra = field(0x9999, b"Ada Quill, born 1990-01-02")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(info, "Month,Count\nJan,1\n")
    hidden = [text for text in texts_of(read(target.getvalue())) if "Ada Quill" in text.text]
    assert [text.concealment for text in hidden] == [Concealment.METADATA]
