"""Files made to break a reader: bombs, nesting, truncation, encryption. None crashes it or hangs it."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from random import Random

from corpus.case import RELEASE, REVIEW, Case, Expect
from corpus.content import aggregate
from corpus.ole import compound
from corpus.ooxml.dialects import MAIN
from corpus.ooxml.model import Sheet, Workbook
from corpus.ooxml.package import package
from corpus.zips import zipped


def _workbook() -> bytes:
    return package(Workbook([Sheet("Summary", aggregate(Random(1)))]))


def _replaced(name: str, content: bytes) -> bytes:
    """The workbook with one part replaced."""
    with zipfile.ZipFile(io.BytesIO(_workbook())) as archive:
        return zipped(
            [(each, content if each == name else archive.read(each)) for each in archive.namelist()]
        )


def _zeros(size: int) -> bytes:
    """Deflated zeros: one MiB, flushed so that its deflated form can be repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * (size >> 20) + zlib.compressobj(9, zlib.DEFLATED, -15).flush()


def _raw_member(name: str, packed: bytes, size: int, crc: int) -> tuple[bytes, bytes]:
    """Local header with data, and the directory entry for offset 0 (APPNOTE 4.3.7 and 4.3.12)."""
    fields = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0x5599, crc, len(packed), size, len(name), 0)
    local = b"PK\3\4" + fields + name.encode() + packed
    entry = b"PK\1\2" + struct.pack("<H", 20) + fields + struct.pack("<HHHII", 0, 0, 0, 0, 0)
    return local, entry + name.encode()


def _archive(local: bytes, entries: list[bytes]) -> bytes:
    directory = b"".join(entries)
    count = len(entries)
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(local), 0)
    return local + directory + end


def zip_bomb() -> bytes:
    """Five MB that expand to five GB."""
    size = 5 << 30
    crc = 0
    block = bytes(1 << 20)
    for _ in range(size >> 20):
        crc = zlib.crc32(block, crc)
    local, entry = _raw_member("data.csv", _zeros(size), size & 0xFFFFFFFF, crc)
    return _archive(local, [entry])


def overlapping_zip() -> bytes:
    """A thousand members that all stand for the same bytes."""
    size = 64 << 20
    packed = _zeros(size)
    crc = zlib.crc32(bytes(size))
    local, _ = _raw_member("member-0000.csv", packed, size, crc)
    return _archive(local, [_raw_member(f"member-{n:04d}.csv", packed, size, crc)[1] for n in range(1000)])


def nested_zip(depth: int = 60) -> bytes:
    """Archives in archives."""
    inner = zipped([("data.csv", b"Month,Count\nMay,3\n")])
    for level in range(depth):
        inner = zipped([(f"level{level}.zip", inner)])
    return inner


def traversal_zip() -> bytes:
    """Names that would leave the folder; only ever read."""
    table = b"Month,Count\nMay,3\nJune,5\n"
    return zipped([("../../etc/cron.d/job", table), ("/tmp/absolute.csv", table), ("..\\..\\win.csv", table)])


def encrypted_zip() -> bytes:
    """A member with the encryption bit set."""
    made = bytearray(zipped([("data.csv", b"Month,Count\nMay,3\n")], stored=True))
    made[6] |= 1
    made[made.index(b"PK\1\2") + 8] |= 1
    return bytes(made)


def entities() -> bytes:
    """Entities that multiply by ten nine times."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "ha">{levels}]><r>&e9;</r>'.encode()


def external_entity() -> bytes:
    """An entity that would read a file of the machine."""
    return b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r>&x;</r>'


def entities_in_sheet() -> bytes:
    """The same inside of a workbook."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    sheet = (
        f'<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY e0 "ha">{levels}]><worksheet '
        f'xmlns="{MAIN}"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row></sheetData></worksheet>'
    )
    return _replaced("xl/worksheets/sheet1.xml", sheet.encode())


def sheet_bomb() -> bytes:
    """A sheet part of two GB of spaces in four MB or so."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>'.encode()
    blank = b" " * (1 << 20)
    crc = zlib.crc32(head)
    packed = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    packed += (packer.compress(blank) + packer.flush(zlib.Z_FULL_FLUSH)) * 2048 + packer.flush()
    for _ in range(2048):
        crc = zlib.crc32(blank, crc)
    return _with_raw_sheet(packed, len(head) + (2048 << 20), crc)


def _with_raw_sheet(packed: bytes, size: int, crc: int) -> bytes:
    local, entries = b"", []
    with zipfile.ZipFile(io.BytesIO(_workbook())) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            packer = zlib.compressobj(9, zlib.DEFLATED, -15)
            own = packer.compress(data) + packer.flush()
            sheet = name == "xl/worksheets/sheet1.xml"
            piece, entry = (
                _raw_member(name, packed, size, crc)
                if sheet
                else _raw_member(name, own, len(data), zlib.crc32(data))
            )
            entries.append(entry[:42] + struct.pack("<I", len(local)) + entry[46:])
            local += piece
    return _archive(local, entries)


def sparse_workbook() -> bytes:
    """Two cells at the far corners of the sheet: legal, and fatal to readers that fill the grid."""
    return package(Workbook([Sheet("Summary", [["Total"]], far={"XFD1048576": 12})]))


def wide_rows() -> bytes:
    """Rows whose numbers run backwards and repeat."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in (9, 3, 3, 1_048_576, 2))
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return _replaced("xl/worksheets/sheet1.xml", sheet.encode())


def encrypted_workbook() -> bytes:
    """The OLE container of a workbook with a password ([MS-OFFCRYPTO] 2.3)."""
    return compound(
        {"EncryptionInfo": bytes([4, 0, 4, 0]) + bytes(200), "EncryptedPackage": bytes(range(256)) * 20}
    )


def nested_json(depth: int = 100_000) -> bytes:
    """Lists in lists."""
    return b"[" * depth + b"1" + b"]" * depth


def nested_xml(depth: int = 100_000) -> bytes:
    """Elements in elements."""
    return b"<a>" * depth + b"x" + b"</a>" * depth


def nested_html(depth: int = 50_000) -> bytes:
    """Elements in elements, on a page."""
    return b"<html><body>" + b"<div>" * depth + b"Monthly figures" + b"</div>" * depth + b"</body></html>"


def regex_food() -> bytes:
    """Long runs of what patterns for names, mail addresses, numbers and dates begin with."""
    runs = (
        "Aa" * 50_000,
        "a." * 50_000 + "@",
        "1-" * 50_000,
        "A " * 50_000,
        "1/1/" * 25_000,
        "(" * 50_000,
        " " * 50_000,
    )
    return ("\n".join(runs) + "\n").encode()


def one_long_line() -> bytes:
    """Thirty million characters without a line end."""
    return b"0123456789" * 3_000_000


def truncated(size: float) -> bytes:
    """A workbook cut off."""
    whole = _workbook()
    return whole[: int(len(whole) * size)]


def truncated_sheet() -> bytes:
    """A whole archive whose sheet ends in the middle of an element."""
    return _replaced(
        "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"'.encode()
    )


def wrong_checksum() -> bytes:
    """A stored member whose bytes were changed."""
    made = zipped([("data.csv", b"Month,Count\nMay,3\n")], stored=True)
    return made.replace(b"May,3", b"May,4")


_REVIEW = Expect(REVIEW)
_RELEASE = Expect(RELEASE)
FILES: tuple[tuple[str, Expect, Callable[[], bytes]], ...] = (
    ("zip_bomb.zip", _REVIEW, zip_bomb),
    ("overlapping.zip", _REVIEW, overlapping_zip),
    ("nested.zip", _REVIEW, nested_zip),
    ("traversal.zip", _RELEASE, traversal_zip),
    ("encrypted.zip", _REVIEW, encrypted_zip),
    ("wrong_checksum.zip", _REVIEW, wrong_checksum),
    ("entities.xml", _REVIEW, entities),
    ("external_entity.xml", _REVIEW, external_entity),
    ("entities_in_sheet.xlsx", _REVIEW, entities_in_sheet),
    ("sheet_bomb.xlsx", _REVIEW, sheet_bomb),
    ("sparse.xlsx", _RELEASE, sparse_workbook),
    ("rows_backwards.xlsx", _RELEASE, wide_rows),
    ("encrypted.xlsx", _REVIEW, encrypted_workbook),
    ("nested.json", _REVIEW, nested_json),
    ("nested.xml", _REVIEW, nested_xml),
    ("nested.html", _REVIEW, nested_html),
    ("regex_food.txt", _RELEASE, regex_food),
    ("one_long_line.txt", _RELEASE, one_long_line),
    ("empty.csv", _REVIEW, lambda: b""),
    ("empty.xlsx", _REVIEW, lambda: b""),
    ("truncated_half.xlsx", _REVIEW, lambda: truncated(0.5)),
    ("truncated_end.xlsx", _REVIEW, lambda: truncated(0.98)),
    ("truncated_sheet.xlsx", _REVIEW, truncated_sheet),
    ("truncated.json", _REVIEW, lambda: b'[{"month": "May", "count": 3}, {"month": "Ju'),
    ("not_a_zip.xlsx", _REVIEW, lambda: b"PK\3\4" + bytes(range(256)) * 8),
)


def cases(seed: int) -> list[Case]:
    """All hostile files; they do not depend on the seed."""
    del seed
    return [
        Case(f"hostile/{name}", "hostile", name.split(".")[0], expect, make) for name, expect, make in FILES
    ]
