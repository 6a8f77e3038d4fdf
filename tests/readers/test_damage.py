"""Damaged files: only pieces and what was skipped come out, and each run says how it ended."""

import random
from collections.abc import Callable

import pytest

from corpus.content import of_people
from corpus.hiding.doc_places import PLACES as doc
from corpus.hiding.ppt_places import PLACES as ppt
from corpus.hiding.xls_places import PLACES as xls
from corpus.hiding.xlsb_places import PLACES as xlsb
from tests.readers.odf import test_document as odf
from tests.readers.ooxml import building
from tests.readers.powerpoint import building as slides
from tests.readers.reading import read, reasons_of
from tests.readers.test_archive import pack
from withhold.domain.piece import PartRead, Skipped, SkipReason

_CSV = b'Name,Born,Note\n"Lee, Ann",1990-01-01,"two\nlines"\nBo Li,1991-01-01,x\nCy Ng,1992-01-01,y\n'
_JSON = b'{"people": [{"name": "Ann Lee", "born": "1990-01-01", "case": {"type": "x"}}, {"name": "Bo Li"}]}'
_LINES = b'{"name": "Ann Lee", "born": 1990}\n{"name": "Bo Li", "tags": ["a", "b"]}\n'
_XML = (
    b'<?xml version="1.0"?><list><!-- held --><person id="1"><name>Ann Lee</name>'
    b"<born>1990-01-01</born></person>"
    b'<person id="2"><name>Bo Li</name></person><![CDATA[free text]]></list>'
)
_HTML = (
    b"<!doctype html><meta charset=utf-8><h1>List</h1><table><tr><th>Name<th>Born<tr><td>Ann Lee"
    b"<td>1990-01-01"
    b'<tr hidden><td>Bo Li<td>1991-01-01</table><script>var state = {"name": "Cy Ng"};</script><!-- note -->'
)
_SHEET = building.sheet(building.table_rows("Ann Lee"))
_ODS = odf.content(odf.sheet(odf.row(odf.cell("Name"), odf.cell("Born")) + odf.row(odf.cell("Ann Lee"))))
_SLIDE = slides.slide(
    slides.sp(slides.run("Bo Li", slides.solid("FFFFFF")))
    + slides.table(("Name", "Born"), ("Ann Lee", "1990-01-01"))
    + slides.group(slides.picture("rIdP0"), slides.at(0, 0))
)


def _xlsx(part: bytes) -> bytes:
    parts: building.Parts = {"xl/worksheets/sheet1.xml": part}
    return building.workbook({"Data": _SHEET}, parts=parts)


def _ods(part: bytes) -> bytes:
    return odf.pack({"content.xml": part})


def _pptx(part: bytes) -> bytes:
    return slides.deck(part)


def _zip(part: bytes) -> bytes:
    return pack({"list.csv": part, "in.zip": pack({"more.json": _JSON})})


def _bare(part: bytes) -> bytes:
    return part


_FILES: dict[str, tuple[bytes, Callable[[bytes], bytes]]] = {
    "csv": (_CSV, _bare),
    "wide csv": (_CSV.decode().encode("utf-16"), _bare),
    "json": (_JSON, _bare),
    "lines of json": (_LINES, _bare),
    "xml": (_XML, _bare),
    "html": (_HTML, _bare),
    "xlsx": (_xlsx(_SHEET.encode()), _bare),
    "sheet of xlsx": (_SHEET.encode(), _xlsx),
    "ods": (_ods(_ODS.encode()), _bare),
    "content of ods": (_ODS.encode(), _ods),
    "pptx": (slides.deck(_SLIDE), _bare),
    "slide of pptx": (_SLIDE.encode(), _pptx),
    "zip": (_zip(_CSV), _bare),
}
_FILES |= {
    f"{folder} {place.name}": (
        place.make(random.Random(7), of_people(random.Random(7), 3, place.among)),
        _bare,
    )
    for folder, places in (("xls", xls), ("xlsb", xlsb), ("doc", doc), ("ppt", ppt))
    for place in places
    if place.name in ("note", "pivot_cache", "external_link_cache", "comment", "table", "earlier_save")
}
_RUNS = 150


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes cut, or with some of them changed, taken out, or put in twice."""
    broken = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(broken) + 1)
        end = min(at + chance.choice((1, 1, 4, 40)), len(broken))
        action = chance.randrange(5)
        if action == 0:
            del broken[at:]
        elif action == 1:
            del broken[at:end]
        elif action == 2:
            broken[at:at] = broken[at:end]
        elif action == 3:
            broken[at:end] = chance.choice((b"<", b'"', b"\0", b"&", b"{", b"\xff\xfe", b"]]>", b"PK\5\6"))
        elif at < end:
            broken[at] ^= 1 << chance.randrange(8)
    return bytes(broken)


@pytest.mark.parametrize("name", _FILES)
def test_damage_gives_pieces_and_what_was_skipped(name: str) -> None:
    data, wrap = _FILES[name]
    chance = random.Random(name)
    for _ in range(_RUNS):
        broken = wrap(damaged(data, chance))
        items = read(broken)
        assert any(isinstance(item, PartRead | Skipped) for item in items), broken
        assert isinstance(items[-1], PartRead | Skipped), broken
        assert SkipReason.CRASHED not in reasons_of(items), broken
