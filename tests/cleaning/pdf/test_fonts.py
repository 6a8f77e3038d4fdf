"""Fonts of a copy hold no letter that the copy is not written with."""

import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from corpus.pdf import PdfPage, Placed, pdf
from tests.cleaning.pdf.test_hostile import written
from withhold.cleaning.pdf.interface import Order
from withhold.cleaning.pdf.truetype import NoTrueType, without_glyphs
from withhold.cleaning.pdf.unicode import only

PAGE = "<html><body><h2>Claims</h2><p>Zebra Quixote Jyvaskyla</p><p>The total was 4,310.</p></body></html>"
GONE = ["Zebra Quixote Jyvaskyla"]


def mappings(data: bytes) -> bytes:
    with pikepdf.open(BytesIO(data)) as document:
        streams = [one.read_bytes() for one in document.objects if isinstance(one, pikepdf.Stream)]
    return b"\n".join(one for one in streams if b"begincmap" in one)


def test_a_mapping_to_unicode_has_only_the_letters_that_are_left() -> None:
    data = pdf([PdfPage([Placed(100, 800, "Отчёт"), Placed(100, 700, "Жуков", 10, "3 Tr")])])
    assert b"<0416>" in mappings(data)
    made = written(data)
    assert isinstance(made, bytes)
    assert b"<0416>" not in mappings(made)
    assert b"<0447>" in mappings(made)


def test_mappings_are_read_in_all_their_forms() -> None:
    told = (
        b"2 beginbfchar <01> <0041> <02> <D83D DE00> endbfchar\n"
        b"2 beginbfrange <03> <05> <0061> <06> <07> [<0078> <00660069>] endbfrange"
    )
    found = only(told, {b"\x02", b"\x04", b"\x07"})
    assert b"<02> <d83dde00>\n<04> <0062>\n<07> <00660069>" in found
    assert b"0041" not in found
    assert b"0061" not in found


@pytest.mark.parametrize("font", [b"", b"\0\1\0\0\0\x04", b"OTTO" + bytes(60), b"\xff" * 200])
def test_what_is_no_truetype_font_is_said(font: bytes) -> None:
    with pytest.raises(NoTrueType):
        without_glyphs(font, frozenset(), by_code=False)


@pytest.mark.service("libreoffice")
def test_a_font_of_libreoffice_loses_its_letters_and_the_copy_opens_there(tmp_path: Path) -> None:
    source = tmp_path / "a.html"
    source.write_text(PAGE)
    office = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    for name, target in (("a.html", "odt:writer8"), ("a.odt", "pdf")):
        reading = ["--infilter=HTML (StarWriter)"] if name == "a.html" else []
        command = [*office, target, *reading, "--outdir", str(tmp_path), str(tmp_path / name)]
        subprocess.run(command, check=True, timeout=180)
    before = (tmp_path / "a.pdf").read_bytes()
    made = written(before, Order({1: GONE}))
    assert isinstance(made, bytes)
    assert b"004A" in mappings(before).upper()
    assert b"004A" not in mappings(made).upper()
    assert sizes(made) < sizes(before)
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(made)
    command = [*office, "png", "--infilter=draw_pdf_import", "--outdir", str(tmp_path / "out"), str(copy)]
    subprocess.run(command, check=True, timeout=180)
    assert (tmp_path / "out" / "copy.png").stat().st_size > 1000


def sizes(data: bytes) -> int:
    """Bytes of all font files."""
    with pikepdf.open(BytesIO(data)) as document:
        return sum(
            len(one.FontFile2.read_bytes())
            for one in document.objects
            if isinstance(one, pikepdf.Dictionary) and "/FontFile2" in one
        )
