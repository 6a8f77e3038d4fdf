"""Fingerprints of a list, from the preserved bytes of the document that it was published in."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from withhold.incident.watch.copies.digests import Use
from withhold.incident.watch.copies.file import write
from withhold.incident.watch.copies.interface import FingerprintsUnusable
from withhold.incident.watch.copies.rows import Keyed, keyed
from withhold.inspection.listed import read_people
from withhold.inspection.opening import Opened, Unreadable, open_path
from withhold.signing.keys import KeySource


@dataclass(frozen=True, slots=True)
class Built:
    """What was made: `findable` rows have a name and a second field, of `rows` in all. `whole`: all of the
    document could be read; else there may be more rows than these."""

    rows: int
    findable: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file of fingerprints to be made: where, with which key, for what."""

    path: Path
    key: KeySource
    use: Use


def build(leak: str, wanted: Sequence[Wanted]) -> Built:
    """Make these files of the list in the document at `leak`: all from one reading.

    Raises FingerprintsUnusable (nothing to find copies by), ListUnusable (no list of people in it), and
    SandboxUnavailable.
    """
    rows, everybody, whole = rows_of(leak)
    for one in wanted:
        write(one.path, one.key, one.use, rows, everybody)
    return Built(everybody, sum(bool(row.names and row.seconds) for row in rows), whole)


def rows_of(leak: str) -> tuple[list[Keyed], int, bool]:
    """The rows of a document's list, how many there are, and whether all of it could be read."""
    try:
        with open_path(leak) as opened:
            return _rows(opened)
    except Unreadable as error:
        raise FingerprintsUnusable(f"{leak} cannot be read: {error}") from None


def _rows(opened: Opened) -> tuple[list[Keyed], int, bool]:
    found = read_people(opened.descriptor, opened.size, opened.path)
    rows = [keyed(person.fields, person.known) for person in found.people]
    return rows, len(rows) + found.unusable, found.whole
