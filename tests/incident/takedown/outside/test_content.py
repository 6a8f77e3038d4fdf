"""Content is known again in other bytes; other content is not taken for it."""

import gzip
import os
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.incident.takedown.outside.made import packed, rows
from withhold.incident.takedown.outside.content import alike, fingerprint

LIST = rows(6000)
LIST_PRINT = fingerprint(LIST)


def share(content: bytes, document: bytes = LIST) -> float:
    found = alike(fingerprint(document), content)
    return found.share if found else 0.0


def test_the_same_bytes_share_all() -> None:
    assert share(LIST) == 1.0
    assert share(packed(LIST), packed(LIST)) == 1.0


def test_one_changed_byte_changes_little() -> None:
    changed = bytearray(LIST)
    changed[len(LIST) // 2] ^= 1
    assert 0.99 < share(bytes(changed)) < 1.0


def test_a_list_that_is_packed_anew_is_known() -> None:
    document = packed(LIST)
    assert share(packed(LIST, level=1), document) > 0.3
    assert share(LIST, document) > 0.3
    assert share(packed(LIST, extra=rows(3000, 50_000)), document) > 0.3


def test_a_few_rows_on_a_page_are_known() -> None:
    page = rows(4000, 100_000) + b"\n".join(LIST.split(b"\n")[3000:3012]) + rows(4000, 200_000)
    assert 0.0 < share(page) < 0.02


def test_a_small_document_is_known_by_its_rows() -> None:
    small = rows(12)
    assert share(b"<table>" + small[60:420] + b"</table>", small) > 0.5


@pytest.mark.parametrize(
    "other",
    [
        b"",
        b"x",
        b"gone",
        rows(6000, 10_000),
        packed(rows(3000, 10_000)),
        os.urandom(1 << 20),
        bytes(1 << 20),
        b" " * 5000,
    ],
    ids=["empty", "one byte", "short", "another list", "another workbook", "noise", "zeros", "spaces"],
)
def test_other_content_is_not_alike(other: bytes) -> None:
    assert share(other) == 0.0
    assert share(other, packed(LIST)) == 0.0


def test_what_every_workbook_holds_is_not_content() -> None:
    assert share(packed(rows(500, 70_000)), packed(rows(500))) == 0.0


def test_padding_is_not_content() -> None:
    document = rows(20) + bytes(100_000) + b"=" * 1000
    assert share(bytes(100_000) + b"=" * 2000, document) == 0.0


def test_ordinary_samples_are_left_out() -> None:
    frame = rows(200, 500_000)
    document = frame + rows(300)
    common = alike(fingerprint(document), frame + b"nothing here")
    assert common is not None
    assert alike(fingerprint(document), frame + b"other page", common.samples) is None
    assert alike(fingerprint(document), frame + rows(30), common.samples) is not None


def test_a_tiny_document_is_known_on_a_page() -> None:
    tiny = b"7, Invented Person, 1980-01-07, A-113"
    assert share(b"<p>the page says: " + tiny + b"</p>", tiny) == 1.0
    assert share(b"<p>the page says: nothing at all of the kind any more</p>", tiny) == 0.0


def test_samples_of_a_large_document_stay_few() -> None:
    large = random.Random(1).randbytes(24 << 20)
    print_ = fingerprint(large)
    assert print_.every > 1
    assert len(print_.samples) < 1 << 17
    assert alike(print_, large[5 << 20 : 6 << 20]) is not None


def test_a_bomb_in_a_zip_is_read_to_a_limit_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("withhold.incident.takedown.outside.content._MOST_INFLATED", 1 << 20)
    assert share(packed(bytes(64 << 20) + LIST)) == 0.0


@given(st.binary(max_size=2000), st.binary(max_size=200))
def test_any_bytes_can_be_compared(content: bytes, tail: bytes) -> None:
    for other in (
        content,
        b"PK\x03\x04" + content,
        packed(content) + tail,
        packed(content)[: len(tail) * 3],
        gzip.compress(content, mtime=0),
    ):
        found = alike(LIST_PRINT, other)
        assert found is None or 0 < found.share <= 1
