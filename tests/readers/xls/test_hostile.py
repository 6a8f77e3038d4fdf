"""Workbooks built to do harm: they end, within bounds, in what was read and what was not."""

import struct

import pytest

from corpus.ole import compound
from corpus.xls.records import begin, record, wide
from corpus.xls.workbook import XlsBook, XlsSheet
from corpus.xlsb.workbook import XlsbBook, XlsbSheet
from corpus.xlsb.workbook import record as binary
from tests.readers.reading import hidings, read, reasons_of
from withhold.domain.concealment import Concealment as C
from withhold.domain.piece import SkipReason
from withhold.readers.interface import Limits

_ROWS = [["Name", "Born"], ["Ann Lee", "1990-01-01"], ["Bo Li", "1991-01-01"]]


def _globals(*records: bytes) -> bytes:
    return compound({"Workbook": begin(5) + b"".join(records) + record(0x0A)})


def test_tabs_that_lead_to_the_same_records_are_read_once() -> None:
    book = XlsBook([XlsSheet("One", _ROWS)])
    stream = book.stream()
    at = stream.find(begin(16))
    tabs = b"".join(record(0x85, struct.pack("<IBB", at, 0, 0) + wide(f"T{n}", "<B")) for n in range(300))
    head = begin(5) + tabs.replace(struct.pack("<I", at), struct.pack("<I", len(tabs) + 24)) + record(0x0A)
    items = read(compound({"Workbook": head + stream[at:]}))
    assert SkipReason.CORRUPT in reasons_of(items)


def test_a_table_of_strings_that_promises_too_much() -> None:
    items = read(_globals(record(0xFC, struct.pack("<II", 1, 0xFFFFFFFF) + wide("Ann Lee"))))
    assert hidings(items, "Ann Lee") == {C.ORPHAN_STRING}


def test_an_array_that_promises_too_much() -> None:
    head = struct.pack("<HBBHHHBBBB", 1, 0, 5, 8, 0, 0, 0, 0, 0, 0)
    array = struct.pack("<BH", 255, 65535) + b"\2" + wide("Ann Lee")
    assert read(_globals(record(0x18, head + b"\0store\x60" + bytes(7) + array)))


def test_a_cell_at_the_end_of_the_world() -> None:
    far = binary(0, struct.pack("<IIHBBBI", 0xFFFFFFFF, 0, 300, 0, 0, 0, 0))
    far += binary(6, struct.pack("<II", 0xFFFFFFFF, 0) + struct.pack("<I", 2) + "xy".encode("utf-16-le"))
    sheet = XlsbSheet("One", _ROWS, after=far)
    assert hidings(read(XlsbBook([sheet]).file()), "Ann Lee") == {C.VISIBLE}


@pytest.mark.parametrize("kind", [0x85, 0x18, 0xFC, 0x1AE, 0x5A, 0x31, 0xE0, 0x92, 0x87D, 0x5C, 0x1A9])
def test_records_that_are_cut_short(kind: int) -> None:
    for size in range(12):
        items = read(_globals(record(kind, b"\xff" * size)))
        assert SkipReason.CRASHED not in reasons_of(items)


def test_streams_that_never_end() -> None:
    data = bytearray(XlsBook([XlsSheet("One", _ROWS)]).file())
    table = int.from_bytes(data[76:80], "little")
    struct.pack_into("<I", data, 512 * (table + 1), 0)  # the first sector follows itself
    items = read(bytes(data))
    assert reasons_of(items) & {SkipReason.CORRUPT, SkipReason.OVER_LIMIT}


def test_the_budget_holds_inside() -> None:
    items = read(XlsBook([XlsSheet("One", _ROWS)]).file(), limits=Limits(expanded_bytes=2000))
    assert SkipReason.OVER_LIMIT in reasons_of(items)
