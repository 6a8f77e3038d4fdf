"""The one list of readers, and how any bytes are opened: by content, within the budget, never silently."""

from collections.abc import Iterator
from importlib import import_module

from withhold.domain.location import Location
from withhold.domain.piece import PartRead, ReadItem, Skipped, SkipReason
from withhold.readers.interface import (
    Corrupt,
    Encrypted,
    OverLimit,
    Place,
    Reader,
    ReaderError,
    Source,
    Unsupported,
)
from withhold.readers.sniff import EMPTY, PICTURES, ZIP, has_archive, sniff
from withhold.readers.typed_lists import with_typed_lists

_READERS = (
    "withhold.readers.ooxml",
    "withhold.readers.odf",
    "withhold.readers.word",
    "withhold.readers.powerpoint",
    "withhold.readers.xls",
    "withhold.readers.xlsb",
    "withhold.readers.doc",
    "withhold.readers.ppt",
    "withhold.readers.ole.generic",
    "withhold.readers.ole.locked",
    "withhold.readers.delimited",
    "withhold.readers.json_",
    "withhold.readers.yaml_",
    "withhold.readers.xml_",
    "withhold.readers.html",
    "withhold.readers.script",
    "withhold.readers.archive",
    "withhold.readers.packed",
    "withhold.readers.tar",
    "withhold.readers.foreign_archives",
    "withhold.readers.sqlite",
    "withhold.readers.columnar",
    "withhold.readers.pdf",
    "withhold.readers.rtf",
    "withhold.readers.mail.message",
    "withhold.readers.mail.mbox",
    "withhold.readers.mail.msg",
    "withhold.readers.mail.tnef",
    "withhold.readers.mail.envelope",
    "withhold.readers.mail.icalendar",
    "withhold.readers.mail.vcard",
    "withhold.readers.pictures",
    "withhold.readers.unknown",
)
"""Modules with a `READER`. Imported on first use, all together: one that fails to import fails loudly."""

_REASONS: dict[type[ReaderError], SkipReason] = {
    OverLimit: SkipReason.OVER_LIMIT,
    Encrypted: SkipReason.ENCRYPTED,
    Corrupt: SkipReason.CORRUPT,
    Unsupported: SkipReason.UNSUPPORTED,
}
_by_type: dict[str, Reader] = {}


def readers() -> tuple[Reader, ...]:
    """Every reader, in the order of the list."""
    return tuple(import_module(name).READER for name in _READERS)


def media_type_of(source: Source) -> str:
    """The media type of a document, by content, for the verdict."""
    return sniff(source)


def skipped(location: Location, error: ReaderError, extent: int = 0) -> Skipped:
    """A reader's error as a value. The text of these errors holds no content, by their contract."""
    reason = next(
        (reason for kind, reason in _REASONS.items() if isinstance(error, kind)), SkipReason.CORRUPT
    )
    return Skipped(location, reason, extent, str(error))


def open_document(source: Source, place: Place) -> Iterator[ReadItem]:
    """Reads bytes with the reader of their type. Serves as `Place.open_nested` and for whole documents.

    Never raises for what is in the bytes: a reader's error or crash becomes a `Skipped` after everything
    that it gave before. Empty bytes give only a `PartRead`.
    """
    if place.depth > place.budget.limits.depth:
        yield Skipped(place.location, SkipReason.OVER_LIMIT, source.size, "documents nested too deep")
        return
    try:
        yield from _read(source, place)
    except ReaderError as error:
        yield skipped(place.location, error, source.size)
    except MemoryError:
        yield Skipped(place.location, SkipReason.OVER_LIMIT, source.size, "needs more memory than allowed")
    except RecursionError:
        yield Skipped(place.location, SkipReason.OVER_LIMIT, source.size, "nested too deep")
    except Exception as error:  # noqa: BLE001 a crash is told, and must not end the reading of the rest
        detail = f"the reader failed: {type(error).__name__}"
        yield Skipped(place.location, SkipReason.CRASHED, source.size, detail)


def _read(source: Source, place: Place) -> Iterator[ReadItem]:
    media_type = sniff(source)
    if media_type == EMPTY:
        yield PartRead(place.location)
        return
    reader = _reader(media_type)
    if reader is None:
        detail = "documents of this type are not read"
        yield Skipped(place.location, SkipReason.UNSUPPORTED, source.size, detail)
    else:
        items = reader.read(source, place)
        yield from items if reader.finds_tables or place.as_laid_out else with_typed_lists(items, place)
    if media_type in PICTURES or media_type == "application/pdf" or media_type.startswith("text/"):
        yield from _appended(source, place)


def _reader(media_type: str) -> Reader | None:
    if not _by_type:
        _by_type.update({known: reader for reader in readers() for known in reader.media_types})
    if media_type in _by_type:
        return _by_type[media_type]
    return (
        _by_type["application/vnd.oasis.opendocument.spreadsheet"] if "opendocument" in media_type else None
    )


def _appended(source: Source, place: Place) -> Iterator[ReadItem]:
    """An archive behind the bytes of another format."""
    if has_archive(source):
        yield from _by_type[ZIP].read(source, place.inside(place.location.child("part", "appended archive")))
