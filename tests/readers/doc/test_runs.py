"""Formatting of runs: where a page of modifiers has no room, it points to another stream."""

import struct

import pytest

from withhold.readers.doc.runs import is_in_table, is_row_end, read_runs

_ROW = struct.pack("<HB", 0x2416, 1) + struct.pack("<HB", 0x2417, 1)


def _read(modifiers: bytes, long_ones: bytes = b"") -> tuple[bool, bool]:
    """Whether the one paragraph of a page with these modifiers is in a table, and ends a row."""
    page = bytearray(512)
    at = 400
    page[0:8] = struct.pack("<2I", 512, 600)
    page[8] = at // 2
    body = struct.pack("<H", 0) + modifiers + b"\0" * (len(modifiers) % 2)
    page[at : at + 2] = bytes([0, len(body) // 2])
    page[at + 2 : at + 2 + len(body)] = body
    page[511] = 1
    plc = struct.pack("<3I", 512, 600, 0)
    runs = read_runs(bytes(page), plc, of_paragraphs=True, long_ones=long_ones)
    values, _ = runs.at(512)
    return is_in_table(values), is_row_end(values)


def test_the_modifiers_of_a_paragraph_are_read() -> None:
    assert _read(_ROW) == (True, True)
    assert _read(b"") == (False, False)


@pytest.mark.parametrize("operation", [0x6645, 0x6646, 0x646B])
def test_those_of_a_row_of_many_cells_lie_elsewhere(operation: int) -> None:
    elsewhere = b"\xff" * 7 + struct.pack("<H", len(_ROW)) + _ROW
    assert _read(struct.pack("<HI", operation, 7), elsewhere) == (True, True)


@pytest.mark.parametrize("elsewhere", [b"", b"\xff" * 8, b"\xff" * 7 + struct.pack("<H", 9999)])
def test_a_place_that_is_none_says_nothing(elsewhere: bytes) -> None:
    assert _read(struct.pack("<HI", 0x6646, 7), elsewhere) == (False, False)
