"""A short list of invented people, its fingerprints, and a matcher of them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from withhold.incident.watch.copies.digests import Use
from withhold.incident.watch.copies.file import Fingerprints, load, write
from withhold.incident.watch.copies.matching import Matcher
from withhold.incident.watch.copies.rows import keyed
from withhold.signing.keys import SecretKey

SCAN_KEY, CONFIRM_KEY = SecretKey(b"s" * 32), SecretKey(b"c" * 32)


@dataclass(frozen=True)
class Listed:
    """Somebody on the list, who does not exist."""

    name: str
    born: str
    alien: str


PEOPLE = (
    Listed("Amina Warsame", "1987-03-04", "A312345678"),
    Listed("Tesfaye Bekele", "1990-12-25", "A323456789"),
    Listed("Juan Carlos Pérez López", "1975-07-19", "A334567890"),
    Listed("Aleksei Ivanov", "1969-01-31", "A345678901"),
    Listed("Mohammad Karimi", "1995-08-08", "A356789012"),
    Listed("Wang Xiaoming", "1982-11-11", "A367890123"),
    Listed("Olena Kovalenko", "2001-05-17", "A378901234"),
    Listed("Fatuma Hassan Ali", "1958-02-28", "A389012345"),
)


def fields(one: Listed) -> dict[str, list[str]]:
    """A row of the list."""
    return {"full_name": [one.name], "date_of_birth": [one.born], "alien_number": [one.alien]}


@cache
def fingerprints(use: Use = Use.SCAN) -> Fingerprints:
    """The list's fingerprints, through a file."""
    key = SCAN_KEY if use is Use.SCAN else CONFIRM_KEY
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.fp"
        rows = [keyed(fields(one), {"date_of_birth": one.born}) for one in PEOPLE]
        write(path, key, use, rows, len(rows))
        return load(str(path), key, use)


def rows_in(text: str | bytes, charset: str = "") -> int:
    """How many rows of the list a page holds."""
    content = text.encode() if isinstance(text, str) else text
    return Matcher(fingerprints()).look(content, charset).rows()
