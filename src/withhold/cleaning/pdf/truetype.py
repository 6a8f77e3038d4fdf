"""TrueType fonts with the outlines of some letters only (OpenType, `glyf` and `loca`)."""

import struct

_RECORD = struct.Struct(">4sIII")
_WORDS, _MORE = 0x0001, 0x0020
_SCALES = ((0x0008, 2), (0x0040, 4), (0x0080, 8))
_DEEPEST = 16
_FIRSTS = (0x0000, 0xF000, 0xF100, 0xF200)
"""Where fonts of symbols have their codes (ISO 32000-1, 9.6.6.4)."""
_NEEDED = frozenset(b"head hhea hmtx maxp loca glyf fpgm prep vhea vmtx OS/2".split()) | {b"cvt "}
"""What a letter is drawn with by its number."""
_CODES = frozenset({b"cmap", b"post"})
_SHORT = 2


class NoTrueType(Exception):
    """A font that is built in another way, or is broken."""


def without_glyphs(font: bytes, kept: frozenset[int], *, by_code: bool) -> bytes:
    """The font with empty outlines for every letter but these, what they are composed of, and number 0, and
    without tables that say anything else. Raises NoTrueType.

    `by_code`: the letters are looked up in the font by their codes, so that these tables have to stay.
    """
    try:
        tables = _tables(font)
        place = _places(tables)
        glyf = tables[b"glyf"]
        wanted = _composed(glyf, place, kept | {0})
        outlines, places = bytearray(), [0]
        for number in range(len(place) - 1):
            if number in wanted:
                outlines += glyf[place[number] : place[number + 1]]
                outlines += bytes(-len(outlines) % 4)
            places.append(len(outlines))
        if b"hmtx" in tables:
            tables[b"hmtx"] = _metrics(tables, wanted)
    except (struct.error, KeyError, IndexError):
        raise NoTrueType from None
    tables[b"glyf"] = bytes(outlines)
    tables[b"loca"] = struct.pack(f">{len(places)}I", *places)
    head = bytearray(tables[b"head"])
    struct.pack_into(">h", head, 50, 1)
    tables[b"head"] = bytes(head)
    needed = _NEEDED | _CODES if by_code else _NEEDED
    return _file({name: table for name, table in tables.items() if name in needed})


def glyphs_of(font: bytes, codes: set[int]) -> set[int]:
    """The numbers of the letters that any table of a font has for these codes. Raises NoTrueType."""
    try:
        cmap = _tables(font)[b"cmap"]
        (count,) = struct.unpack_from(">H", cmap, 2)
        wanted = {first | code for code in codes for first in _FIRSTS} | set(map(_unicode, codes))
        found: set[int] = set()
        for at in range(count):
            (start,) = struct.unpack_from(">I", cmap, 8 + 8 * at)
            found |= _mapped(cmap[start:], wanted)
    except (struct.error, KeyError, IndexError):
        raise NoTrueType from None
    return found


def _unicode(code: int) -> int:
    try:
        return ord(bytes([code]).decode("cp1252"))
    except (UnicodeDecodeError, ValueError):
        return code


def _mapped(table: bytes, wanted: set[int]) -> set[int]:
    """What a table says of these codes, in the formats that fonts in documents have (OpenType, `cmap`)."""
    (form,) = struct.unpack_from(">H", table)
    if form == 0:
        return {table[6 + code] for code in wanted if code < 256}
    if form == 6:
        first, count = struct.unpack_from(">HH", table, 6)
        return {
            struct.unpack_from(">H", table, 10 + 2 * (code - first))[0]
            for code in wanted
            if first <= code < first + count
        }
    if form != 4:
        raise NoTrueType
    (double,) = struct.unpack_from(">H", table, 6)
    ends = struct.unpack_from(f">{double // 2}H", table, 14)
    starts = struct.unpack_from(f">{double // 2}H", table, 16 + double)
    deltas = struct.unpack_from(f">{double // 2}H", table, 16 + 2 * double)
    found = set()
    for part, (start, end) in enumerate(zip(starts, ends, strict=True)):
        place = 16 + 3 * double + 2 * part
        (offset,) = struct.unpack_from(">H", table, place)
        for code in wanted:
            if start <= code <= end:
                told = (
                    struct.unpack_from(">H", table, place + offset + 2 * (code - start))[0]
                    if offset
                    else code
                )
                found.add((told + deltas[part]) & 0xFFFF)
    return found


def _tables(font: bytes) -> dict[bytes, bytes]:
    (count,) = struct.unpack_from(">H", font, 4)
    found = {}
    for at in range(count):
        name, _, start, length = _RECORD.unpack_from(font, 12 + 16 * at)
        found[name] = font[start : start + length]
    return found


def _places(tables: dict[bytes, bytes]) -> list[int]:
    """Where the outline of each letter begins; the last entry is the end."""
    (is_long,) = struct.unpack_from(">h", tables[b"head"], 50)
    (count,) = struct.unpack_from(">H", tables[b"maxp"], 4)
    if is_long:
        return list(struct.unpack_from(f">{count + 1}I", tables[b"loca"]))
    return [_SHORT * place for place in struct.unpack_from(f">{count + 1}H", tables[b"loca"])]


def _composed(glyf: bytes, place: list[int], kept: frozenset[int]) -> set[int]:
    """The letters, and those that they are put together from."""
    wanted: set[int] = set()
    waiting = [number for number in kept if number < len(place) - 1]
    for _ in range(_DEEPEST):
        wanted.update(waiting)
        parts = [part for number in waiting for part in _parts(glyf[place[number] : place[number + 1]])]
        waiting = [part for part in parts if part not in wanted and part < len(place) - 1]
    return wanted


def _parts(outline: bytes) -> list[int]:
    if len(outline) < 10 or struct.unpack_from(">h", outline)[0] >= 0:
        return []
    found, at, flags = [], 10, _MORE
    while flags & _MORE:
        flags, part = struct.unpack_from(">HH", outline, at)
        found.append(part)
        at += 8 if flags & _WORDS else 6
        at += next((more for flag, more in _SCALES if flags & flag), 0)
    return found


def _metrics(tables: dict[bytes, bytes], wanted: set[int]) -> bytes:
    """Widths of the letters that are left; zeros for the others."""
    (count,) = struct.unpack_from(">H", tables[b"hhea"], 34)
    metrics = bytearray(tables[b"hmtx"])
    for number in range(count):
        # The last width holds for all letters behind it.
        if number not in wanted and number != count - 1:
            metrics[4 * number : 4 * number + 4] = bytes(4)
    return bytes(metrics)


def _file(tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    head = struct.pack(">IHHHH", 0x00010000, count, 16 * power, power.bit_length() - 1, 16 * (count - power))
    at = 12 + 16 * count
    records, bodies = b"", b""
    for name, table in sorted(tables.items()):
        padded = table + bytes(-len(table) % 4)
        records += _RECORD.pack(name, _sum(padded), at + len(bodies), len(table))
        bodies += padded
    return head + records + bodies


def _sum(table: bytes) -> int:
    words: tuple[int, ...] = struct.unpack(f">{len(table) // 4}I", table)
    return sum(words) & 0xFFFFFFFF
