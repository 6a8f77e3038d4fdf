"""Zip archives with fixed timestamps, so that the same members always give the same bytes."""

import io
import zipfile
from collections.abc import Iterable

EPOCH = (2022, 11, 28, 9, 44, 0)


def zipped(
    members: Iterable[tuple[str, bytes]], *, stored: bool | tuple[str, ...] = False, comment: str = ""
) -> bytes:
    """An archive of the members in their order. `stored` leaves all, or the named ones, uncompressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name, EPOCH)
            info.external_attr = 0o644 << 16
            plain = stored if isinstance(stored, bool) else name in stored
            info.compress_type = zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
        archive.comment = comment.encode("utf-8")
    return buffer.getvalue()
