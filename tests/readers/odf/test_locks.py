"""OpenDocument packages behind passwords: opened by one that fits, said to be encrypted otherwise."""

from collections.abc import Callable
from io import BytesIO

import pytest

from tests.readers.odf.locking import RIGHT, blowfish, cbc, gcm, locked
from tests.readers.odf.test_texts import p, part, text
from tests.readers.reading import hidings, reasons_of
from withhold.domain.concealment import Concealment
from withhold.domain.piece import ReadItem, SkipReason
from withhold.readers.interface import Place, Source
from withhold.readers.registry import open_document

_CONTENT = part("".join(p(f"Line {number} of Ann Lee") for number in range(300))).encode()
_MEMBERS = {"content.xml": _CONTENT, "meta.xml": b"<office:meta xmlns:office='x'>Bo Li</office:meta>"}
_WAYS = pytest.mark.parametrize("way", [cbc, blowfish, gcm])
Way = Callable[[str, bytes], tuple[bytes, str]]


def read(data: bytes, *passwords: str) -> list[ReadItem]:
    place = Place(open_document, passwords=passwords)
    return list(open_document(Source(BytesIO(data), len(data)), place))


@_WAYS
def test_a_password_that_fits_opens_every_member(way: Way) -> None:
    items = read(locked(_MEMBERS, way), "wrong", RIGHT)
    assert hidings(items, "Line 299 of Ann Lee") == {Concealment.VISIBLE}
    assert hidings(items, "Bo Li") == {Concealment.METADATA}
    assert reasons_of(items) == set()


@_WAYS
def test_without_one_it_is_said(way: Way) -> None:
    for passwords in ((), ("wrong",)):
        assert reasons_of(read(locked(_MEMBERS, way), *passwords)) == {SkipReason.ENCRYPTED}


@pytest.mark.parametrize("way", [cbc, gcm])
def test_a_package_that_is_encrypted_as_a_whole(way: Way) -> None:
    inner = text(p("Ann Lee"))
    items = read(locked({"encrypted-package": inner}, way), RIGHT)
    assert hidings(items, "Ann Lee") == {Concealment.VISIBLE}
    assert reasons_of(items) == set()


@_WAYS
def test_damage_behind_the_password_is_said(way: Way) -> None:
    data, entry = way("content.xml", _CONTENT)

    def damaged(name: str, _: bytes) -> tuple[bytes, str]:
        return data[:-40] + bytes(20) + data[-20:], entry

    assert reasons_of(read(locked({"content.xml": b""}, damaged), RIGHT)) & {
        SkipReason.CORRUPT,
        SkipReason.ENCRYPTED,
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('iteration-count="1000"', 'iteration-count="999999999"'),
        ('iteration-count="1000"', 'iteration-count="0"'),
        ('key-size="32" iteration', 'key-size="7" iteration'),
        ("PBKDF2", "another"),
        ("aes256-cbc", "another"),
        ("sha256-1k", "another"),
        ('salt="', 'salt="?'),
        ('initialisation-vector="', 'initialisation-vector="AAAA'),
    ],
)
def test_a_manifest_that_lies_is_said(old: str, new: str) -> None:
    def lying(name: str, data: bytes) -> tuple[bytes, str]:
        made, entry = cbc(name, data)
        assert old in entry
        return made, entry.replace(old, new)

    items = read(locked({"content.xml": _CONTENT}, lying), RIGHT)
    assert reasons_of(items) or hidings(items, "Ann Lee")
    assert SkipReason.CRASHED not in reasons_of(items)
