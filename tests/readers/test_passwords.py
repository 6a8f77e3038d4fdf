"""Encrypted documents: opened by a password that fits, said to be encrypted otherwise."""

from io import BytesIO
from pathlib import Path
from random import Random

import libarchive
import pikepdf
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from tests.readers.ooxml import building
from tests.readers.reading import columns_of, reasons_of, tables_of
from withhold.domain.piece import ReadItem, SkipReason
from withhold.readers.interface import Place, Source
from withhold.readers.registry import open_document

_RIGHT = "Grünspan 7"
_SHEET = b"Name,Born\nAnn Lee,1990-01-01\nBo Li,1991-01-01\n" * 400


def read(data: bytes, *passwords: str) -> list[ReadItem]:
    place = Place(open_document, passwords=passwords)
    return list(open_document(Source(BytesIO(data), len(data)), place))


def locked_zip(how: str, packed: str = "deflate") -> bytes:
    out = BytesIO()

    def write(data: bytes) -> int:
        return out.write(data)

    options = f"encryption={how},compression={packed}"
    with libarchive.custom_writer(write, "zip", None, options=options, passphrase=_RIGHT) as archive:
        archive.add_file_from_memory("list.csv", len(_SHEET), _SHEET)
    return out.getvalue()


def locked_workbook(password: str) -> bytes:
    out = BytesIO()
    sheet = building.sheet(building.table_rows("Ann Lee"))
    noise = Random(1).randbytes(8192)  # the library locks small files in a way that nobody can open
    plain = building.workbook({"Data": sheet}, parts={"xl/media/noise.bin": noise})
    OOXMLFile(BytesIO(plain)).encrypt(password, out)
    return out.getvalue()


def locked_pdf() -> bytes:
    out = BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(out, encryption=pikepdf.Encryption(user=_RIGHT, owner="another"))
    return out.getvalue()


LOCKED = {
    "classic zip": locked_zip("zipcrypt"),
    "AES-128 zip": locked_zip("aes128"),
    "AES-256 zip": locked_zip("aes256"),
    "stored AES zip": locked_zip("aes256", "store"),
    "xlsx": locked_workbook(_RIGHT),
    "pdf": locked_pdf(),
}


@pytest.mark.parametrize("name", LOCKED)
def test_a_password_that_fits_opens_it(name: str) -> None:
    for passwords in ((_RIGHT,), ("wrong", "", _RIGHT, "more")):
        items = read(LOCKED[name], *passwords)
        assert not reasons_of(items) & {SkipReason.ENCRYPTED, SkipReason.CORRUPT, SkipReason.CRASHED}
        if name != "pdf":
            found = [values for table in tables_of(items) for values in columns_of(table).values()]
            assert any("Ann Lee" in values for values in found)


@pytest.mark.parametrize("name", LOCKED)
def test_without_one_it_is_said(name: str) -> None:
    for passwords in ((), ("wrong", "grünspan 7")):
        assert SkipReason.ENCRYPTED in reasons_of(read(LOCKED[name], *passwords))


def test_a_workbook_that_opens_without_asking_is_read() -> None:
    assert tables_of(read(locked_workbook("VelvetSweatshop")))


@pytest.mark.parametrize("name", ["classic zip", "stored AES zip", "xlsx"])
def test_damage_behind_the_lock_is_said(name: str) -> None:
    data = bytearray(LOCKED[name])
    for at in range(100, len(data), len(data) // 25):
        broken = data[:at] + bytes([data[at] ^ 0x40]) + data[at + 1 :]
        items = read(bytes(broken), _RIGHT)
        assert items
        assert SkipReason.CRASHED not in reasons_of(items)


def test_passwords_are_in_no_word_about_a_place() -> None:
    place = Place(open_document, passwords=(_RIGHT,))
    source = Source(BytesIO(), 0, "", (_RIGHT,))
    assert _RIGHT not in repr(place) + repr(source) + repr(place.inside(place.location))
    assert place.inside(place.location).passwords == (_RIGHT,)


@pytest.mark.corpora
@pytest.mark.parametrize(
    ("name", "password"),
    [("testWORD_protected_passtika.doc", "tika"), ("password_2002_128_enhrsa.xls", "password")],
)
def test_old_documents_of_other_programs_open(corpora: Path, name: str, password: str) -> None:
    data = next(corpora.glob(f"office/**/{name}")).read_bytes()
    assert SkipReason.ENCRYPTED in reasons_of(read(data, "wrong"))
    items = read(data, "wrong", password)
    assert len(items) > 5
    assert SkipReason.ENCRYPTED not in reasons_of(items)
