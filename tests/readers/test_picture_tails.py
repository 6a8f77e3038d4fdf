"""What stands behind the end of a picture, and in the extensions of a GIF."""

import gzip
from io import BytesIO

import pytest
from PIL import Image

from tests.readers.reading import hidings, read
from withhold.domain.concealment import Concealment as C
from withhold.domain.piece import Skipped, Table
from withhold.readers.picture_tails import gif_extensions, tail

WHO = "Ann Leefield"
LIST = f"Name,Date of birth\n{WHO},1990-01-01\nBo Li,1991-02-03\nCy Orr,1992-03-04\n".encode()
FORMATS = ("png", "jpeg", "gif")


def picture(kind: str, **options: object) -> bytes:
    saved = BytesIO()
    Image.new("RGB", (60, 40), "white").save(saved, kind, **options)
    return saved.getvalue()


@pytest.mark.parametrize("kind", FORMATS)
def test_what_is_appended_is_told(kind: str) -> None:
    assert hidings(read(picture(kind) + LIST), WHO) == {C.METADATA}


@pytest.mark.parametrize("kind", FORMATS)
def test_a_packed_list_that_is_appended_is_read_as_one(kind: str) -> None:
    items = read(picture(kind) + gzip.compress(LIST))
    assert any(isinstance(item, Table) and item.concealment is C.EMBEDDED_OBJECT for item in items)


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_stands_behind_a_plain_picture(kind: str) -> None:
    data = picture(kind)
    assert tail(BytesIO(data), 1000) == b""
    assert [type(item) for item in read(data) if not isinstance(item, Skipped)] == []


@pytest.mark.parametrize("kind", FORMATS)
def test_a_damaged_picture_has_no_end(kind: str) -> None:
    data = picture(kind)
    for end in range(20, len(data)):
        assert tail(BytesIO(data[:end]), 1000) == b""
        assert any(isinstance(item, Skipped) for item in read(data[:end]))


def test_the_comment_of_a_gif_is_read() -> None:
    data = picture("gif", comment=f"{WHO}, born 1990-01-01".encode())
    assert [label for label, _ in gif_extensions(BytesIO(data))] == [0xFE]
    assert hidings(read(data), WHO) == {C.METADATA}
