"""What a scan found as one Parquet file, by pyarrow (the extra `parquet`)."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from withhold.incident.watch.copies.interface import Copied, FingerprintsUnusable


def check_parquet(path: Path) -> None:
    """Raises FingerprintsUnusable if it is known before the work that nothing can be written there."""
    _library()
    if path.exists():
        raise FingerprintsUnusable(f"{path} exists already; give --parquet another name")
    if not path.parent.is_dir():
        raise FingerprintsUnusable(f"there is no folder {path.parent}; make it, or give another name")


def write_parquet(found: Sequence[Copied], path: Path) -> None:
    """A new file of mode 0600: source, url, rows, share, first and last line, one record a page."""
    arrow = _library()
    schema = arrow.schema(
        [
            ("source", arrow.string()),
            ("url", arrow.string()),
            ("rows", arrow.int64()),
            ("share", arrow.float64()),
            ("first_line", arrow.int64()),
            ("last_line", arrow.int64()),
        ]
    )
    table = arrow.Table.from_pylist(list(map(_record, found)), schema)
    beside = path.with_name(f".{path.name}.part")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with open(descriptor, "wb") as stream:
            arrow.parquet.write_table(table, stream, compression="zstd")
        os.replace(beside, path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise FingerprintsUnusable(f"{path} cannot be written ({os.strerror(error.errno or 0)})") from None


def _record(one: Copied) -> dict[str, Any]:
    return {
        "source": one.source,
        "url": one.url,
        "rows": one.rows,
        "share": one.share,
        "first_line": min(part.first for part in one.stretches),
        "last_line": max(part.last for part in one.stretches),
    }


def _library() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ModuleNotFoundError:
        message = "--parquet needs pyarrow: install withhold[parquet], or leave the option out"
        raise FingerprintsUnusable(message) from None
    return pyarrow
