"""7z, RAR and other archives that the system's libarchive opens, from memory, without any path.

libarchive is a library in C, and what it reads is foreign. It runs only in the confined child; the bytes,
members and ratio are counted here, not there.
"""

import ctypes
import io
import mmap
from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any

from withhold.domain.concealment import Concealment
from withhold.domain.piece import PartRead, ReadItem, Skipped, SkipReason, Text, TextRole
from withhold.readers.interface import Corrupt, Encrypted, OverLimit, Place, Reader, ReaderError, Source
from withhold.readers.member_stream import read_member

_CHUNK = 1 << 17
_RATIO_FROM = 1 << 20
_END, _OK, _WARN = 1, 0, -20
_FOLDER, _KIND = 0o040000, 0o170000
_FORMATS = ("7zip", "rar", "rar5", "cab", "cpio", "ar", "iso9660", "lha")
_FILTERS = ("gzip", "bzip2", "xz", "lzma", "compress", "lz4")
_STREAMS = (b"\x04\x22\x4d\x18", b"\x1f\x9d")
_PASSWORD = ("encrypt", "passphrase", "password")


_ARCHIVE = (ctypes.c_void_p,)
_SIGNATURES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "read_new": (ctypes.c_void_p, ()),
    "read_free": (ctypes.c_int, _ARCHIVE),
    "read_open_memory": (ctypes.c_int, (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)),
    "read_next_header": (ctypes.c_int, (ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p))),
    "read_data": (ctypes.c_ssize_t, (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)),
    "error_string": (ctypes.c_char_p, _ARCHIVE),
    "entry_pathname": (ctypes.c_char_p, _ARCHIVE),
    "entry_pathname_utf8": (ctypes.c_char_p, _ARCHIVE),
    "entry_symlink": (ctypes.c_char_p, _ARCHIVE),
    "entry_symlink_utf8": (ctypes.c_char_p, _ARCHIVE),
    "entry_uname": (ctypes.c_char_p, _ARCHIVE),
    "entry_gname": (ctypes.c_char_p, _ARCHIVE),
    "entry_filetype": (ctypes.c_int, _ARCHIVE),
    "entry_is_encrypted": (ctypes.c_int, _ARCHIVE),
    "entry_size": (ctypes.c_longlong, _ARCHIVE),
    "entry_size_is_set": (ctypes.c_int, _ARCHIVE),
    **{f"read_support_format_{name}": (ctypes.c_int, _ARCHIVE) for name in (*_FORMATS, "raw")},
    **{f"read_support_filter_{name}": (ctypes.c_int, _ARCHIVE) for name in _FILTERS},
}


def _load() -> SimpleNamespace | None:
    """The functions of libarchive, or None where the system has none: the binding fails in several ways
    then. The functions are looked up anew, so that their errors are ours to look at."""
    try:
        import libarchive.ffi

        library = ctypes.CDLL(libarchive.ffi.libarchive_path)
        functions = SimpleNamespace()
        for name, (result, arguments) in _SIGNATURES.items():
            function = getattr(library, f"archive_{name}")
            function.restype, function.argtypes = result, arguments
            setattr(functions, name, function)
    except (ImportError, OSError, AttributeError, TypeError):
        return None
    return functions


_library = _load()


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """The members in the order of the archive; one that is encrypted or broken is skipped alone.

    Raises what stands in the way of all the rest: Corrupt, Encrypted, OverLimit.
    """
    if _library is None:
        yield Skipped(
            place.location,
            SkipReason.UNSUPPORTED,
            source.size,
            "the system has no libarchive to open it with",
        )
        return
    archive = _Archive(_library, source, place)
    try:
        while archive.next():
            yield from _member(archive, place)
    finally:
        archive.close()
    yield PartRead(place.location)


def _member(archive: "_Archive", place: Place) -> Iterator[ReadItem]:
    place.budget.member()
    name = archive.name()
    location = place.location.child("member", name, archive.index)
    if name.strip() and not archive.is_stream:
        yield Text(location, name, TextRole.HEADING, place.concealment)
    if link := archive.link():
        yield Text(location, link, TextRole.LABEL, place.concealment)
    for owner in archive.new_owners():
        yield Text(location, owner, TextRole.AUTHOR, Concealment.METADATA.inside(place.concealment))
    if archive.is_folder():
        return
    if archive.is_encrypted():
        yield Skipped(location, SkipReason.ENCRYPTED, archive.size() or 0, "the member needs a password")
        return
    yield from read_member(archive.opener(), archive.size(), name, place, place.inside(location))


class _Archive:
    """One pass over an archive in memory; a member that is read twice is sought again in a second pass."""

    def __init__(self, library: SimpleNamespace, source: Source, place: Place) -> None:
        self._library, self._source, self._place = library, source, place
        self.index = 0
        self._given = 0
        self._owners: set[str] = set()
        self._entry: Any = None
        if not source.size:
            raise Corrupt("the archive is empty")
        self._held = _memory(source)
        source.stream.seek(0)
        self.is_stream = source.stream.read(4).startswith(_STREAMS)
        self._archive = library.read_new()
        formats = ("raw",) if self.is_stream else _FORMATS
        for name in formats:
            getattr(library, f"read_support_format_{name}")(self._archive)
        for name in _FILTERS if self.is_stream else ():
            getattr(library, f"read_support_filter_{name}")(self._archive)
        address = ctypes.addressof(ctypes.c_char.from_buffer(self._held))
        if library.read_open_memory(self._archive, address, source.size) < _WARN:
            raise self._error()

    def close(self) -> None:
        """Gives the memory back."""
        if self._archive is not None:
            self._library.read_free(self._archive)
            self._archive = None

    def next(self) -> bool:
        """Goes to the next member; false at the end. Raises Corrupt, Encrypted."""
        entry = ctypes.c_void_p()
        status = self._library.read_next_header(self._archive, ctypes.byref(entry))
        if status == _END:
            return False
        if status < _WARN:
            raise self._error()
        self._entry = entry
        self.index += 1
        return True

    def _error(self) -> ReaderError:
        """Only which kind: the words of libarchive may quote the archive."""
        words = (self._library.error_string(self._archive) or b"").decode("utf-8", "replace").lower()
        if any(word in words for word in _PASSWORD):
            return Encrypted("the archive needs a password")
        return Corrupt("the archive is damaged, or of a kind that libarchive does not open")

    def name(self) -> str:
        if self.is_stream:
            return self._source.untrusted_name.rpartition("/")[2].removesuffix(".lz4").removesuffix(".Z")
        return self._text("pathname")

    def link(self) -> str:
        """What a symbolic link points to."""
        return self._text("symlink")

    def _text(self, what: str) -> str:
        raw = getattr(self._library, f"entry_{what}_utf8")(self._entry)
        if raw is None:
            raw = getattr(self._library, f"entry_{what}")(self._entry)
        return (raw or b"").decode("utf-8", "replace")

    def new_owners(self) -> Iterator[str]:
        """Names of owners that no member before had."""
        for raw in (self._library.entry_uname(self._entry), self._library.entry_gname(self._entry)):
            owner = (raw or b"").decode("utf-8", "replace").strip()
            if owner and owner not in self._owners:
                self._owners.add(owner)
                yield owner

    def is_folder(self) -> bool:
        return bool(self._library.entry_filetype(self._entry) & _KIND == _FOLDER)

    def is_encrypted(self) -> bool:
        return bool(self._library.entry_is_encrypted(self._entry))

    def size(self) -> int | None:
        """The size that the archive tells, if it does."""
        return self._library.entry_size(self._entry) if self._library.entry_size_is_set(self._entry) else None

    def opener(self) -> "partial[Iterator[bytes]]":
        """Opens the content of this member: from here the first time, anew whenever it is asked again."""
        return partial(_content, self, self.index, [True])

    def again(self, index: int) -> "_Archive":
        """The same archive, standing at a member it has passed."""
        other = _Archive(self._library, self._source, self._place)
        while other.index < index and other.next():
            pass
        return other

    def chunks(self) -> Iterator[bytes]:
        """The member's content. Raises Corrupt, Encrypted, OverLimit after what came before."""
        buffer = ctypes.create_string_buffer(_CHUNK)
        read_data = self._library.read_data
        budget = self._place.budget
        while count := read_data(self._archive, buffer, _CHUNK):
            if count < 0:
                raise self._error()
            self._given += count
            budget.spend(count)
            if self._given > _RATIO_FROM and self._given > budget.limits.ratio * self._source.size:
                raise OverLimit(f"the archive expands more than {budget.limits.ratio} times")
            yield buffer.raw[:count]


def _content(archive: _Archive, index: int, is_first: list[bool]) -> Iterator[bytes]:
    if is_first and archive.index == index:
        is_first.clear()
        yield from archive.chunks()
        return
    other = archive.again(index)
    try:
        yield from other.chunks()
    finally:
        other.close()


def _memory(source: Source) -> "bytearray | mmap.mmap":
    """The whole archive as memory that libarchive can look at: a file is mapped, a member copied."""
    source.stream.seek(0)
    try:
        number = source.stream.fileno()
    except (OSError, io.UnsupportedOperation):
        return bytearray(source.stream.read())
    return mmap.mmap(number, source.size, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_WRITE)


READER = Reader(
    "foreign archives",
    (
        "application/x-7z-compressed",
        "application/vnd.rar",
        "application/vnd.ms-cab-compressed",
        "application/x-cpio",
        "application/x-archive",
        "application/x-iso9660-image",
        "application/x-lzh-compressed",
        "application/x-lz4",
        "application/x-compress",
    ),
    read,
)
