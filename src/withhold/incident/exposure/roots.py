"""The site's own folders: which files hold the documents' bytes, and at which addresses they answer."""

import bz2
import gzip
import hashlib
import os
import re
import stat
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote

import zstandard

from withhold.incident.case.exposed import ExposedDocument

_PIECE = 1 << 20
_MOST_FILES = 2_000_000
_PACKED = (".gz", ".zst", ".bz2")
_BACKUP = re.compile(
    r"^(?:\.(?P<swap>.+)\.sw[op]|#(?P<hash>.+)#|(?P<name>.+?)(?:~|\.(?:bak|old|orig|save|br|\d{1,2})))$"
)


@dataclass(frozen=True, slots=True)
class Root:
    """A folder that a web server publishes, and the address (ending in /) under which it does, if known."""

    folder: Path
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that holds a document: `exact` its bytes, packed or not; else only its name says so."""

    path: Path
    url: str | None
    exact: bool
    what: str
    names: int


@dataclass(slots=True)
class Looked:
    """What a look through the folders gave. `unread` could not be looked at."""

    copies: list[Copy] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    files: int = 0


def look(roots: Collection[Root], documents: Collection[ExposedDocument]) -> Looked:
    """Look through every folder: files of a document's size are digested, packed ones unpacked.

    Files under a backup's name beside a copy (`~`, `.bak`, an editor's swap file, a Brotli form) are told
    apart: they may hold an earlier version. Symbolic links to files are followed, to folders not.
    """
    looked = Looked()
    digests = {one.sha256 for one in documents}
    sizes = {one.size for one in documents}
    for root in roots:
        found: set[Path] = set()
        backups: list[tuple[Path, str]] = []
        for path in _files(root.folder, looked):
            looked.files += 1
            if looked.files > _MOST_FILES:
                looked.unread.append(f"more than {_MOST_FILES:,} files; the rest was not looked at")
                return looked
            name = _original(path.name)
            if name:
                backups.append((path, name))
            try:
                what = _what(path, digests, sizes)
                if what:
                    found.add(path)
                    looked.copies.append(Copy(path, _url(root, path), True, what, path.stat().st_nlink))
            except OSError as error:
                looked.unread.append(f"{path} ({type(error).__name__})")
        for path, name in backups:
            if path not in found and path.with_name(name) in found:
                looked.copies.append(
                    Copy(path, _url(root, path), False, "backup or packed form, by its name", 1)
                )
    return looked


def _files(folder: Path, looked: Looked) -> Iterator[Path]:
    def failed(error: OSError) -> None:
        looked.unread.append(f"{error.filename} ({os.strerror(error.errno or 0)})")

    for parent, folders, names in os.walk(folder, onerror=failed):
        folders.sort()
        for name in sorted(names):
            yield Path(parent, name)


def _what(path: Path, digests: set[str], sizes: set[int]) -> str:
    """What a file is, if it holds a document's bytes; else "". Raises OSError and what unpacking raises."""
    found = os.stat(path)
    if not stat.S_ISREG(found.st_mode):
        return ""
    if found.st_size in sizes:
        with path.open("rb") as plain:
            if _digest(plain, found.st_size) in digests:
                return "symbolic link" if path.is_symlink() else "the same bytes"
    if path.suffix in _PACKED and _unpacked(path, max(sizes, default=0)) in digests:
        return "a packed form of the same bytes"
    return ""


def _unpacked(path: Path, most: int) -> str:
    """The digest of what is packed, "" where nothing is: the name alone says little.

    No more than a document's size is unpacked, so that a bomb costs no more than a document.
    """
    try:
        if path.suffix == ".gz":
            with gzip.open(path, "rb") as stream:
                return _digest(stream, most)
        if path.suffix == ".bz2":
            with bz2.open(path, "rb") as packed:
                return _digest(packed, most)
        with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as unpacked:
            return _digest(unpacked, most)
    except (gzip.BadGzipFile, EOFError, zlib.error, zstandard.ZstdError):
        return ""
    except OSError as error:
        # What bz2 raises for bytes that are none has no number; a disk's error has.
        if error.errno is None:
            return ""
        raise


def _digest(
    stream: "IO[bytes] | gzip.GzipFile | bz2.BZ2File | zstandard.ZstdDecompressionReader", most: int
) -> str:
    digest, left = hashlib.sha256(), most + 1
    while left > 0 and (piece := stream.read(min(_PIECE, left))):
        digest.update(piece)
        left -= len(piece)
    return digest.hexdigest() if left > 0 else ""


def _original(name: str) -> str:
    found = _BACKUP.match(name)
    return "" if found is None else found["swap"] or found["hash"] or found["name"]


def _url(root: Root, path: Path) -> str | None:
    if root.url is None:
        return None
    return root.url + quote(os.fsencode(path.relative_to(root.folder)))
