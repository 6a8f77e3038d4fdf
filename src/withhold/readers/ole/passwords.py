"""Documents of Office that need a password: those at hand are tried, in memory and within the budget."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import msoffcrypto
from msoffcrypto.format import doc97, ppt97, xls97
from msoffcrypto.format.ooxml import OOXMLFile

from withhold.domain.piece import ReadItem
from withhold.readers.interface import Encrypted, Place, Source
from withhold.readers.ole.document import whole

_STANDARD = "VelvetSweatshop"
"""What Excel locks a workbook with whose author protected it without a password; it opens without asking."""


def read_unlocked(source: Source, place: Place) -> Iterator[ReadItem]:
    """The document behind the password, at the same place. Raises Encrypted when no password fits."""
    data = whole(source, place)
    for password in (_STANDARD, *place.passwords):
        plain = _decrypted(data, password)
        if plain is not None:
            place.budget.spend(len(plain))
            inner = Source(BytesIO(plain), len(plain), source.untrusted_name)
            yield from place.open_nested(inner, place.inside(place.location))
            return
    raise Encrypted("the document needs a password")


class _InMemory:
    """Stands in for `tempfile` in the library: no file may be opened where documents are read."""

    TemporaryFile = BytesIO


@contextmanager
def _without_files() -> Iterator[None]:
    modules = (doc97, ppt97, xls97)
    kept = [module.tempfile for module in modules]
    for module in modules:
        module.tempfile = _InMemory
    try:
        yield
    finally:
        for module, own in zip(modules, kept, strict=True):
            module.tempfile = own


def _decrypted(data: bytes, password: str) -> bytes | None:
    """The plain bytes; None for a wrong password or a way of locking that is not known."""
    plain = BytesIO()
    try:
        file = msoffcrypto.OfficeFile(BytesIO(data))
        if isinstance(file, OOXMLFile):
            file.load_key(password=password, verify_password=True)
        else:
            file.load_key(password=password)
        with _without_files():
            file.decrypt(plain)
    except Exception as error:  # the library raises what it meets in hostile bytes
        if isinstance(error, MemoryError):
            raise
        return None
    return plain.getvalue() or None
