"""Finds the copies of documents in a folder that a web server publishes: by their bytes, wherever they lie.

A copy is a file of the same bytes under any name (hard and symbolic links too), a gzip or zstd form of them
(what `gzip_static` serves), and beside a copy, or where one stood, its Brotli form and an editor's backups,
which are known by their names only.
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import zstandard

from withhold.incident.case.exposed import ExposedDocument
from withhold.incident.takedown.connectors.keeping import (
    digest_of,
    inflated_digest,
    of_file,
    open_file,
    sizes_of,
)
from withhold.incident.takedown.interface import TakedownError

_BESIDE = ("{}.br", "{}~", "{}.bak", "{}.old", "{}.orig", "{}.save", ".{}.swp", ".{}.swo", "#{}#")
"""Names that web servers and editors make of a file's name. Their bytes are not the document's own."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy: its `path` below the folder, the hash and size of its own bytes, and what it is.

    `mark` is that of `mark_of`, by which it is known again without reading it.
    """

    path: str
    sha256: str
    size: int
    what: str
    mark: str
    is_link: bool


@dataclass(slots=True)
class Search:
    """One look through a folder. `unread` could not be looked at; `links` lead to other folders in it."""

    root: Path
    documents: tuple[ExposedDocument, ...]
    copies: list[Copy] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    _entered: set[tuple[int, int]] = field(default_factory=set)

    def run(self, named: Iterable[str]) -> None:
        """Look through everything. `named` are paths where a copy is known to have stood.

        Raises TakedownError if the folder itself cannot be read.
        """
        sizes = sizes_of(self.documents)
        try:
            os.listdir(self.root)
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise TakedownError(
                f"the folder {self.root} cannot be read ({reason}); check it and the mount"
            ) from None
        for path, found in self._files(""):
            self._look(path, found, sizes)
        self._look_beside(named)
        # Links first: once their file is moved, nothing shows any more that they led to it.
        self.copies.sort(key=lambda copy: (not copy.is_link, copy.path))
        self.unread.sort()

    def also_at(self, path: str) -> list[str]:
        """The other paths, through links to folders, by which a server finds the same file."""
        return [
            link + path.removeprefix(target)
            for link, target in sorted(self.links.items())
            if path.startswith(f"{target}/")
        ]

    def _files(self, folder: str) -> Iterator[tuple[str, os.stat_result]]:
        pending = [folder]
        while pending:
            here = pending.pop()
            try:
                entries = sorted(os.scandir(self.root / here), key=lambda entry: entry.name)
            except FileNotFoundError:
                continue
            except OSError:
                self.unread.append(here)
                continue
            for entry in entries:
                path = f"{here}/{entry.name}" if here else entry.name
                try:
                    found = entry.stat()
                except FileNotFoundError:
                    continue  # removed since, or a link that leads nowhere: nothing is served there
                except OSError:
                    self.unread.append(path)
                    continue
                if stat.S_ISREG(found.st_mode):
                    yield path, found
                elif stat.S_ISDIR(found.st_mode) and self._enters(path, entry, found):
                    pending.append(path)

    def _enters(self, path: str, entry: "os.DirEntry[str]", found: os.stat_result) -> bool:
        """Whether to go into this folder: each once, and by its own name if it has one in the root."""
        if entry.is_symlink():
            real, root = os.path.realpath(self.root / path), os.path.realpath(self.root)
            if real == root or real.startswith(f"{root}/"):
                self.links[path] = os.path.relpath(real, root)
                return False
        mark = (found.st_dev, found.st_ino)
        if mark in self._entered:
            return False
        self._entered.add(mark)
        return True

    def _look(self, path: str, found: os.stat_result, sizes: dict[int, set[str]]) -> None:
        try:
            if found.st_size in sizes:
                digest, size = digest_of(of_file(self.root / path))
                if digest in sizes.get(size, ()):
                    self._add(path, digest, size, "the same bytes", found)
            elif path.endswith(".gz") and self._holds(path, "gzip", sizes):
                self._add(path, *digest_of(of_file(self.root / path)), "a gzip form", found)
            elif path.endswith(".zst") and self._holds(path, "zstd", sizes):
                self._add(path, *digest_of(of_file(self.root / path)), "a zstd form", found)
        except FileNotFoundError:
            return
        except OSError:
            self.unread.append(path)

    def _holds(self, path: str, coding: str, sizes: dict[int, set[str]]) -> bool:
        """Whether the compressed file holds a document. Most files are told apart by the size they state."""
        longest = max(sizes)
        if coding == "gzip":
            with open_file(self.root / path) as stream:
                stream.seek(max(0, os.fstat(stream.fileno()).st_size - 4))
                stated = int.from_bytes(stream.read(4), "little")
            if not any(size % 2**32 == stated for size in sizes):
                return False
            digest = inflated_digest(of_file(self.root / path), longest)
        else:
            digest = _unpacked_digest(self.root / path, longest)
        return digest is not None and any(digest in digests for digests in sizes.values())

    def _look_beside(self, named: Iterable[str]) -> None:
        known = {copy.path for copy in self.copies}
        for path in sorted(known | {name for name in named if not os.path.lexists(self.root / name)}):
            folder, _, name = path.rpartition("/")
            for form in _BESIDE:
                beside = f"{folder}/{form.format(name)}".lstrip("/")
                if beside in known:
                    continue
                try:
                    found = os.stat(self.root / beside)
                    if stat.S_ISREG(found.st_mode):
                        self._add(
                            beside, *digest_of(of_file(self.root / beside)), "made from it by name", found
                        )
                        known.add(beside)
                except (FileNotFoundError, NotADirectoryError):
                    continue
                except OSError:
                    self.unread.append(beside)

    def _add(self, path: str, sha256: str, size: int, what: str, found: os.stat_result) -> None:
        is_link = (self.root / path).is_symlink()
        told = f"a link to {what}" if is_link else what
        self.copies.append(Copy(path, sha256, size, told, mark_of(found), is_link))


def mark_of(found: os.stat_result) -> str:
    """What changes whenever a file's bytes do, or another file takes its place."""
    return f"{found.st_dev}:{found.st_ino}:{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}"


def _unpacked_digest(path: Path, longest: int) -> str | None:
    """SHA-256 of what a zstd file holds; None if it is none or holds more than `longest` bytes."""
    digest, left = hashlib.sha256(), longest
    try:
        with open_file(path) as stream, zstandard.ZstdDecompressor().stream_reader(stream) as reader:
            while chunk := reader.read(1 << 20):
                left -= len(chunk)
                if left < 0:
                    return None
                digest.update(chunk)
    except zstandard.ZstdError:
        return None
    return digest.hexdigest()
