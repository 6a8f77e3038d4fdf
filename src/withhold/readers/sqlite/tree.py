"""Trees of pages: the cells of all leaves, and the bytes of leaves that no cell uses (file format, 1.6)."""

from collections.abc import Iterator
from dataclasses import dataclass

from withhold.readers.interface import Corrupt, OverLimit
from withhold.readers.sqlite.pages import HEADER, Pages
from withhold.readers.sqlite.record import varint

TABLE_LEAF, TABLE_INTERIOR, INDEX_LEAF, INDEX_INTERIOR = 13, 5, 10, 2
_DEEPEST = 64
_HEADER_OF = {TABLE_LEAF: 8, TABLE_INTERIOR: 12, INDEX_LEAF: 8, INDEX_INTERIOR: 12}


@dataclass(frozen=True, slots=True)
class Row:
    """The packed record of one cell; `row_id` is 0 in trees of indexes."""

    row_id: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Unused:
    """Bytes of a leaf in which deleted cells may stand. `is_block` if they were one block freed."""

    data: bytes
    is_block: bool


@dataclass(frozen=True, slots=True)
class Damage:
    """A page, cell or chain that could not be read on. `detail` holds no content."""

    detail: str


Item = Row | Unused | Damage


def walk(pages: Pages, root: int) -> Iterator[Item]:
    """All of a tree, left to right. Damage is told and the rest of the tree read."""
    waiting = [(root, 0)]
    while waiting:
        number, depth = waiting.pop()
        if depth > _DEEPEST:
            raise OverLimit("a tree of the database is too deep")
        try:
            data = pages.claim(number)
            kind = data[HEADER if number == 1 else 0]
            if kind not in _HEADER_OF:
                raise Corrupt("a page of a tree is of no known kind")
        except Corrupt as error:
            yield Damage(str(error))
            continue
        if kind in (TABLE_INTERIOR, INDEX_INTERIOR):
            waiting.extend((child, depth + 1) for child in _children(data, number))
        if kind != TABLE_INTERIOR:
            yield from cells(pages, data, number)
        yield from unused(data, number, pages.usable)


def _pointers(data: bytes, number: int) -> list[int]:
    start = HEADER if number == 1 else 0
    count = int.from_bytes(data[start + 3 : start + 5], "big")
    first = start + _HEADER_OF[data[start]]
    count = min(count, (len(data) - first) // 2)
    return [int.from_bytes(data[at : at + 2], "big") for at in range(first, first + 2 * count, 2)]


def _children(data: bytes, number: int) -> list[int]:
    """Child pages, the last one first."""
    start = HEADER if number == 1 else 0
    right = int.from_bytes(data[start + 8 : start + 12], "big")
    left = [int.from_bytes(data[at : at + 4], "big") for at in _pointers(data, number)]
    return [right, *reversed(left)]


def cells(pages: Pages, data: bytes, number: int) -> Iterator[Item]:
    """The records of one page, in their order."""
    kind = data[HEADER if number == 1 else 0]
    for at in _pointers(data, number):
        try:
            yield _cell(pages, data, at + (4 if kind == INDEX_INTERIOR else 0), kind)
        except Corrupt as error:
            yield Damage(str(error))


def _cell(pages: Pages, data: bytes, at: int, kind: int) -> Row:
    size, at = varint(data, at)
    row_id = 0
    if kind == TABLE_LEAF:
        row_id, at = varint(data, at)
        row_id -= (row_id >> 63) << 64
    usable = pages.usable
    most = usable - 35 if kind == TABLE_LEAF else (usable - 12) * 64 // 255 - 23
    if size <= most:
        if at + size > usable:
            raise Corrupt("a cell is longer than its page")
        return Row(row_id, data[at : at + size])
    if size > pages.place.budget.limits.text_bytes:
        raise Corrupt("a cell tells more bytes than a value may have")
    least = (usable - 12) * 32 // 255 - 23
    local = least + (size - least) % (usable - 4)
    local = local if local <= most else least
    if at + local + 4 > usable:
        raise Corrupt("a cell is longer than its page")
    follow = int.from_bytes(data[at + local : at + local + 4], "big")
    return Row(row_id, data[at : at + local] + _overflow(pages, follow, size - local))


def _overflow(pages: Pages, number: int, left: int) -> bytes:
    parts: list[bytes] = []
    while left > 0:
        data = pages.claim(number)
        part = data[4 : min(pages.usable, 4 + left)]
        parts.append(part)
        left -= len(part)
        number = int.from_bytes(data[:4], "big")
    return b"".join(parts)


def unused(data: bytes, number: int, usable: int) -> Iterator[Unused]:
    """The gap between the pointers and the cells, and the blocks that deleted cells left."""
    start = HEADER if number == 1 else 0
    pointers_end = start + _HEADER_OF[data[start]] + 2 * len(_pointers(data, number))
    content = int.from_bytes(data[start + 5 : start + 7], "big") or 1 << 16
    if gap := data[pointers_end : min(content, usable)].strip(b"\0"):
        yield Unused(gap, False)
    at = int.from_bytes(data[start + 1 : start + 3], "big")
    while pointers_end <= at <= usable - 4:
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        if block := data[at : min(at + size, usable)]:
            yield Unused(block, True)
        following = int.from_bytes(data[at : at + 2], "big")
        if following <= at:
            return
        at = following
