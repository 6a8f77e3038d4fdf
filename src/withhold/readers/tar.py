"""Tar archives of every kind: members, their names, links and owners, and what stands between and behind."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import PartRead, ReadItem, Text, TextRole
from withhold.readers.interface import Corrupt, OverLimit, Place, Reader, Source
from withhold.readers.member_stream import read_member
from withhold.readers.strings import strings
from withhold.readers.tar_header import BLOCK, Header, gnu_map, header, is_header, number, pax, text

_CHUNK = 1 << 17
_LONGEST_NOTE = 1 << 20
_FOLDER, _SPARSE = b"5", b"S"
_EMPTY_KINDS = (b"1", b"2", b"3", b"4", b"5", b"6")
"""Links, devices, folders and pipes: nothing of theirs follows the header, whatever size it tells."""
_PLAIN = frozenset({"path", "linkpath", "uname", "gname", "size", "mtime", "atime", "ctime", "uid", "gid"})


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """The members in the order of the file, those behind the end of the archive too.

    Raises Corrupt where something else stands in place of a header; OverLimit when the budget is spent.
    """
    yield from _Tar(source, place).read()


@dataclass(slots=True)
class _Tar:
    source: Source
    place: Place
    at: int = 0
    members: int = 0
    ended: bool = False
    is_cut: bool = False
    """The archive ends within a header."""
    given: dict[str, str] = field(default_factory=dict)
    everywhere: dict[str, str] = field(default_factory=dict)
    owners: set[str] = field(default_factory=set)

    def read(self) -> Iterator[ReadItem]:
        while block := self._bytes(self.at, BLOCK):
            if not block.strip(b"\0"):
                self.ended = True
                self.at += BLOCK
            elif is_header(block):
                self.at += BLOCK
                yield from self._entry(header(block))
            elif not self.members:
                raise Corrupt("the archive does not begin with a header")
            elif not self.ended:
                yield from self._strings(self.at, self.source.size)
                raise Corrupt("something else stands where a header of the archive must stand")
            else:
                end = min(self.at + _CHUNK, self.source.size)
                end = next((at for at in range(self.at + BLOCK, end, BLOCK) if self._is_header(at)), end)
                yield from self._strings(self.at, end)
                self.at = end
        if self.given or self.is_cut:
            yield from self._unclaimed()
            raise Corrupt("the archive ends where a member must follow")
        yield PartRead(self.place.location)

    def _unclaimed(self) -> Iterator[Text]:
        """Names and records of a member that is missing."""
        how = Concealment.METADATA.inside(self.place.concealment)
        text = "\n".join(value for value in {**self.everywhere, **self.given}.values() if value.strip())
        if text:
            yield Text(self.place.location, text, concealment=how)

    def _is_header(self, at: int) -> bool:
        return is_header(self._bytes(at, BLOCK))

    def _entry(self, entry: Header) -> Iterator[ReadItem]:
        if entry.kind in (b"L", b"K", b"x", b"g", b"X"):
            self._note(entry)
            return
        known = {**self.everywhere, **self.given}
        self.given = {}
        self.members += 1
        self.place.budget.member()
        name = known.get("GNU.sparse.name") or known.get("path") or entry.name
        location = self.place.location.child("member", name, self.members)
        hidden = Concealment.PREVIOUS_VERSION if self.ended else Concealment.VISIBLE
        how = hidden.inside(self.place.concealment)
        if name.strip():
            yield Text(location, name, TextRole.HEADING, how)
        if link := known.get("linkpath") or entry.link:
            yield Text(location, link, TextRole.LABEL, how)
        yield from self._beside(entry, known, location)
        if entry.kind in _EMPTY_KINDS and not (entry.kind == b"1" and entry.size):
            return
        yield from self._content(entry, known, name, location, hidden)

    def _note(self, entry: Header) -> None:
        """A header about the next one: a long name, a long link, or records."""
        if entry.size > _LONGEST_NOTE:
            raise OverLimit("a header of the archive is longer than names and records need")
        data = self._bytes(self.at, entry.size)
        self.place.budget.spend(len(data))
        self.at += _filled(entry.size)
        self.is_cut = len(data) < entry.size
        if entry.kind == b"L":
            self.given["path"] = text(data)
        elif entry.kind == b"K":
            self.given["linkpath"] = text(data)
        elif entry.kind == b"g":
            self.everywhere.update(pax(data))
        else:
            self.given.update(pax(data))

    def _beside(self, entry: Header, known: dict[str, str], location: Location) -> Iterator[Text]:
        """Owners, each once, and records that no tool shows: comments, attributes of other systems."""
        how = Concealment.METADATA.inside(self.place.concealment)
        for owner in (known.get("uname") or entry.owner, known.get("gname") or entry.group):
            if owner.strip() and owner not in self.owners:
                self.owners.add(owner)
                yield Text(location, owner, TextRole.AUTHOR, how)
        for key, value in known.items():
            if key not in _PLAIN and not key.startswith("GNU.sparse.") and value.strip():
                yield Text(location, value, TextRole.PROSE if key == "comment" else TextRole.CODE, how)

    def _content(
        self, entry: Header, known: dict[str, str], name: str, location: Location, hidden: Concealment
    ) -> Iterator[ReadItem]:
        size = int(known["size"]) if known.get("size", "").isdigit() else entry.size
        extensions: list[bytes] = []
        is_more = entry.kind == _SPARSE and entry.block[482:483] not in (b"", b"\0")
        while is_more and len(extensions) < _CHUNK:
            extensions.append(self._bytes(self.at, BLOCK))
            self.at += BLOCK
            is_more = extensions[-1][504:505] not in (b"", b"\0")
        first, self.at = self.at, self.at + _filled(size)
        reopen = partial(self._chunks, first, size)
        if entry.kind == _SPARSE:
            runs = gnu_map(entry.block, extensions)
            size = number(entry.block[483:495])
            reopen = partial(self._spread, first, runs, size)
        elif "GNU.sparse.major" in known or "GNU.sparse.map" in known:
            reopen, size = self._pax_sparse(first, size, known)
        inside = self.place.inside(location, hidden)
        yield from read_member(reopen, size, name, self.place, inside)
        if entry.kind != _SPARSE:
            yield from self._strings(first + size, min(self.at, self.source.size), location)

    def _pax_sparse(
        self, first: int, size: int, known: dict[str, str]
    ) -> "tuple[partial[Iterator[bytes]], int]":
        """Sparse members of pax: the map is a record (0.1), or decimal lines before the data (1.0)."""
        real = known.get("GNU.sparse.realsize") or known.get("GNU.sparse.size") or ""
        try:
            if listed := known.get("GNU.sparse.map"):
                flat = [int(part) for part in listed.split(",")]
            else:
                lines = self._bytes(first, min(size, _LONGEST_NOTE)).split(b"\n")
                flat = [int(line) for line in lines[1 : 1 + 2 * int(lines[0])]]
                first += _filled(sum(len(line) + 1 for line in lines[: 1 + len(flat)]))
            runs = list(zip(flat[::2], flat[1::2], strict=True))
            return partial(self._spread, first, runs, int(real)), int(real)
        except ValueError:
            raise Corrupt("the map of a sparse member is broken") from None

    def _spread(self, first: int, runs: list[tuple[int, int]], size: int) -> Iterator[bytes]:
        """A sparse member with its holes, which are zeros and cost as much budget as any other byte."""
        at = 0
        for offset, length in runs:
            if offset < at or offset + length > size:
                raise Corrupt("the map of a sparse member is broken")
            yield from self._zeros(offset - at)
            yield from self._chunks(first, length)
            first, at = first + length, offset + length
        yield from self._zeros(size - at)

    def _zeros(self, count: int) -> Iterator[bytes]:
        while count > 0:
            part = min(count, _CHUNK)
            self.place.budget.spend(part)
            yield bytes(part)
            count -= part

    def _chunks(self, first: int, size: int) -> Iterator[bytes]:
        end = first + size
        for at in range(first, end, _CHUNK):
            data = self._bytes(at, min(_CHUNK, end - at))
            self.place.budget.spend(len(data))
            if data:
                yield data
            if len(data) < min(_CHUNK, end - at):
                raise Corrupt("the archive ends inside of a member")

    def _strings(self, first: int, end: int, location: Location | None = None) -> Iterator[Text]:
        """What stands where only zeros belong: rests of other files."""
        for at in range(first, end, _CHUNK):
            data = self._bytes(at, min(_CHUNK, end - at))
            self.place.budget.spend(len(data))
            if data.strip(b"\0") and (words := "\n".join(strings([data]))):
                how = Concealment.PREVIOUS_VERSION.inside(self.place.concealment)
                yield Text(location or self.place.location, words, TextRole.CODE, how)

    def _bytes(self, at: int, count: int) -> bytes:
        self.source.stream.seek(at)
        return self.source.stream.read(count)


def _filled(size: int) -> int:
    return -(-size // BLOCK) * BLOCK


READER = Reader("tar", ("application/x-tar",), read)
