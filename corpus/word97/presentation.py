"""A PowerPoint presentation ([MS-PPT]) with slides, notes and the list of what is saved where."""

import struct
from dataclasses import dataclass, field

from corpus.ole import compound


def record(kind: int, data: bytes, instance: int = 0) -> bytes:
    """An atom."""
    return struct.pack("<HHI", instance << 4, kind, len(data)) + data


def container(kind: int, *parts: bytes, instance: int = 0) -> bytes:
    """A container of records."""
    data = b"".join(parts)
    return struct.pack("<HHI", instance << 4 | 0xF, kind, len(data)) + data


def text(words: str) -> bytes:
    """A shape with text."""
    return container(
        0xF004, container(0xF00D, record(3999, bytes(4)), record(4000, words.encode("utf-16-le")))
    )


def described(words: str) -> bytes:
    """A shape with an alternative text, as a property of it."""
    encoded = (words + "\0").encode("utf-16-le")
    return container(0xF004, record(0xF00B, struct.pack("<HI", 0xC381, len(encoded)) + encoded, 1))


def slide(*shapes: bytes, is_hidden: bool = False, extra: bytes = b"") -> bytes:
    """A slide."""
    show = record(1017, bytes(10) + struct.pack("<HI", 4 if is_hidden else 0, 0))
    return container(1006, record(1007, bytes(24)), show, container(1036, container(0xF002, *shapes)), extra)


def comment(author: str, words: str) -> bytes:
    """A note of a reviewer, in the block that newer programs add."""
    wide = [record(4026, one.encode("utf-16-le"), number) for number, one in enumerate((author, words))]
    block = record(5003, container(12000, *wide))
    return container(5000, container(5002, record(4026, "___PPT10".encode("utf-16-le")), block))


def notes(words: str) -> bytes:
    """The notes of a slide."""
    return container(1008, record(1009, bytes(8)), container(1036, container(0xF002, text(words))))


def master(words: str) -> bytes:
    """A master slide."""
    return container(1016, record(1007, bytes(24)), container(1036, container(0xF002, text(words))))


@dataclass
class Presentation:
    """`others` are saved objects that are no slides; `earlier` objects of a save before, not in use now."""

    slides: list[bytes]
    others: list[bytes] = field(default_factory=list)
    earlier: list[bytes] = field(default_factory=list)
    outlines: list[str] = field(default_factory=list)
    """A text for each slide that stands in the list of slides."""
    streams: dict[str, bytes] = field(default_factory=dict)

    def file(self) -> bytes:
        """The presentation in its compound file."""
        listed = b""
        for number in range(len(self.slides)):
            listed += record(1011, struct.pack("<IIIII", number + 2, 0, 0, number + 256, 0))
            if number < len(self.outlines):
                listed += record(3999, bytes(4)) + record(4008, self.outlines[number].encode("latin-1"))
        main = container(1000, record(1001, bytes(40)), container(4080, listed))
        stream, offsets = b"".join(self.earlier), []
        for part in (main, *self.slides, *self.others):
            offsets.append(len(stream))
            stream += part
        directory = len(stream)
        stream += record(6002, struct.pack(f"<I{len(offsets)}I", len(offsets) << 20 | 1, *offsets))
        edit = len(stream)
        stream += record(4085, struct.pack("<IIIIIIHH", 0, 0, 0, directory, 1, len(offsets), 1, 0))
        user = struct.pack("<IIIHHBBH", 20, 0xE391C05F, edit, 0, 0x3F4, 3, 0, 0)
        current = record(4086, user)
        return compound({"PowerPoint Document": stream, "Current User": current, **self.streams})
