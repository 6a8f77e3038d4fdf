"""Pages of a database, each given once: a page that two trees claim is damage, and cycles end."""

from dataclasses import dataclass, field

from withhold.readers.interface import Corrupt, Place, Source

HEADER = 100
_CODECS = {0: "utf-8", 1: "utf-8", 2: "utf-16-le", 3: "utf-16-be"}


@dataclass(slots=True)
class Pages:
    """Random access to pages by number (1 is the first), with what the file's header says."""

    source: Source
    place: Place
    size: int
    usable: int
    count: int
    codec: str
    first_free: int
    is_claimed: bytearray = field(repr=False)

    def page(self, number: int) -> bytes:
        """The bytes of one page. Raises Corrupt beyond the file or where it is cut."""
        if not 1 <= number <= self.count:
            raise Corrupt("a page that is not in the file")
        self.source.stream.seek((number - 1) * self.size)
        data = self.source.stream.read(self.size)
        self.place.budget.spend(len(data))
        if len(data) < self.size:
            raise Corrupt("a page is cut")
        return data

    def claim(self, number: int) -> bytes:
        """A page for the only one that owns it. Raises Corrupt when it is taken already."""
        if 1 <= number <= self.count and self.is_claimed[number]:
            raise Corrupt("a page belongs to two places")
        data = self.page(number)
        self.is_claimed[number] = 1
        return data

    def unclaimed(self) -> list[int]:
        """Numbers of pages that nothing has claimed."""
        return [number for number in range(1, self.count + 1) if not self.is_claimed[number]]


def open_pages(source: Source, place: Place) -> Pages:
    """The pages by the header of the file. Raises Corrupt for a header that no database has."""
    source.stream.seek(0)
    head = source.stream.read(HEADER)
    if len(head) < HEADER:
        raise Corrupt("the database is cut")
    size = int.from_bytes(head[16:18], "big")
    size = 1 << 16 if size == 1 else size
    codec = _CODECS.get(int.from_bytes(head[56:60], "big"))
    if size < 512 or size & (size - 1) or size - head[20] < 480 or codec is None:
        raise Corrupt("the header of the database is broken")
    count = -(-source.size // size)
    first_free = int.from_bytes(head[32:36], "big")
    return Pages(source, place, size, size - head[20], count, codec, first_free, bytearray(count + 1))
