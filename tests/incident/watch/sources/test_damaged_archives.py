"""Damaged archives: what can be read is read, what cannot is told; never a crash, a hang, or silence."""

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.incident.watch.sources.made import FORMS, HTML, http, packed, pages, reasons, record, records
from withhold.incident.watch.sources.interface import Page, Shard, Unread
from withhold.incident.watch.sources.reading import read

NUMBER = 6
WHOLE = {form: packed(records(NUMBER), form) for form in FORMS}
EXPECTED = [HTML + b"%d" % one for one in range(NUMBER)]
FUZZ = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def reading(content: bytes, folder: Path) -> list[Page | Unread]:
    """What is read of these bytes as an archive."""
    path = folder / "archive"
    path.write_bytes(content)
    return list(read(Shard("archive", "warc", (str(path),))))


def boundaries(form: str) -> set[int]:
    """Where the archive may end without anything being missing from a record."""
    ends = {0}
    for number in range(1, NUMBER + 1):
        end = len(packed(records(number), form))
        ends |= {end, end - 2} if form == "plain" else {end}  # one line's end less is nothing missing
    return ends


@pytest.mark.parametrize("form", ["plain", "gzip", "zstd"])
def test_behind_a_damaged_record_reading_goes_on(form: str, tmp_path: Path) -> None:
    ones = [packed([one], form) for one in records(NUMBER)]
    ones[2] = b"Z" + ones[2][1:]
    found = reading(b"".join(ones), tmp_path)
    assert [page.content for page in pages(found)] == EXPECTED[:2] + EXPECTED[3:]
    assert reasons(found) == ["it is damaged after page 2: something there could not be read"]


def test_a_wrong_length_costs_no_page(tmp_path: Path) -> None:
    ones = records(NUMBER)
    ones[2] = ones[2].replace(b"Content-Length: 4", b"Content-Length: 9")
    found = reading(b"".join(ones), tmp_path)
    assert {page.url for page in pages(found)} == {f"http://example.org/{one}" for one in range(NUMBER)}
    assert len(reasons(found)) == 1


def test_a_page_packed_wrongly_costs_that_page_only(tmp_path: Path) -> None:
    bad = http(b"\x1f\x8b\x08\x00broken\x00\xff", b"Content-Encoding: gzip\r\n")
    found = reading(record("http://example.org/bad", bad) + b"".join(records(2)), tmp_path)
    assert [page.url for page in pages(found)][1:] == ["http://example.org/0", "http://example.org/1"]
    assert len(reasons(found)) == 1


def test_a_thousand_damaged_places_end(tmp_path: Path) -> None:
    broken = gzip.compress(b"WARC/1.0\r\nnothing", mtime=0)
    found = reading(broken * 3000, tmp_path)
    assert not pages(found)
    assert reasons(found)


@pytest.mark.parametrize("form", FORMS)
@FUZZ
@given(data=st.data())
def test_a_cut_archive(form: str, tmp_path: Path, data: st.DataObject) -> None:
    whole = WHOLE[form]
    at = data.draw(st.integers(1, len(whole) - 1))
    found = reading(whole[:at], tmp_path)
    complete = [page.content for page in pages(found) if page.content in EXPECTED]
    assert complete == EXPECTED[: len(complete)]
    assert reasons(found) or at in boundaries(form) or len(complete) == NUMBER


@pytest.mark.parametrize("form", ["gzip", "gzip-whole"])
@FUZZ
@given(data=st.data())
def test_flipped_bytes_of_gzip(form: str, tmp_path: Path, data: st.DataObject) -> None:
    """Its checksums tell: a page is whole, or something is told."""
    content = bytearray(WHOLE[form])
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    found = reading(bytes(content), tmp_path)
    assert reasons(found) or [page.content for page in pages(found)] == EXPECTED


@pytest.mark.parametrize("form", FORMS)
@FUZZ
@given(data=st.data())
def test_anything_else_that_is_wrong(form: str, tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(WHOLE[form])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=40))
    found = reading(bytes(content), tmp_path)
    assert found
