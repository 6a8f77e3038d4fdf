"""Heads of ICAP and HTTP messages: a first line and fields, kept as the bytes they came as."""

import re
from dataclasses import dataclass

from withhold.gates.icap.interface import Malformed

_FIELD = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[^\x00\r\n]*")
_REQUEST = re.compile(rb"([A-Za-z][A-Za-z0-9_\-]{0,31}) ([^\s\x00-\x20]{1,32768}) (HTTP|ICAP)/([0-9]\.[0-9])")
_STATUS = re.compile(rb"HTTP/[0-9]\.[0-9] ([1-5][0-9][0-9])(?: [^\x00\r\n]*)?")
END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Head:
    """A first line and the lines of the fields, without line ends; `names` beside them in lower case."""

    first: bytes
    lines: tuple[bytes, ...]
    names: tuple[str, ...]

    def values(self, name: str) -> tuple[str, ...]:
        """The values of a field, in order, one for each time it stands there. `name` in lower case."""
        return tuple(
            line.partition(b":")[2].strip(b" \t").decode("latin-1")
            for line, other in zip(self.lines, self.names, strict=True)
            if other == name
        )

    def value(self, name: str) -> str | None:
        """The values of a field as one list; None where it is missing."""
        values = self.values(name)
        return ", ".join(values) if values else None

    def items(self, name: str) -> tuple[str, ...]:
        """The members of a field that is a list, in lower case."""
        joined = self.value(name) or ""
        return tuple(item.strip().lower() for item in joined.split(",") if item.strip())

    def without(self, *names: str) -> "Head":
        """The head without some fields."""
        kept = [pair for pair in zip(self.lines, self.names, strict=True) if pair[1] not in names]
        return Head(self.first, tuple(line for line, _ in kept), tuple(name for _, name in kept))

    def having(self, name: str, value: str) -> "Head":
        """The head with a field in place of any of the same name."""
        rest = self.without(name.lower())
        line = f"{name}: {value}".encode("latin-1")
        return Head(self.first, (*rest.lines, line), (*rest.names, name.lower()))

    def wire(self) -> bytes:
        """The bytes on the wire, with the empty line at the end."""
        return b"\r\n".join((self.first, *self.lines)) + END

    def status(self) -> int:
        """The status of an HTTP response. Raises Malformed for any other head."""
        found = _STATUS.fullmatch(self.first)
        if found is None:
            raise Malformed(400, "not the first line of an HTTP response")
        return int(found[1])

    def request(self, protocol: bytes) -> tuple[str, str]:
        """Method and target of a request. Raises Malformed for any other head, 505 for another version."""
        found = _REQUEST.fullmatch(self.first)
        if found is None or found[3] != protocol:
            raise Malformed(400, "not the first line of a request")
        if protocol == b"ICAP" and found[4] != b"1.0":
            raise Malformed(505, "another version of ICAP")
        return found[1].decode("ascii"), found[2].decode("latin-1")


def parse_head(block: bytes) -> Head:
    """The head in a block that ends with an empty line. Raises Malformed.

    Folded lines, bare line feeds, control characters and names that are no names are refused: what two
    programs read differently could pass one of them by.
    """
    if not block.endswith(END):
        raise Malformed(400, "a head without its end")
    first, *lines = block[: -len(END)].split(b"\r\n")
    names = []
    for line in lines:
        found = _FIELD.fullmatch(line)
        if found is None:
            raise Malformed(400, "a line that is no field")
        names.append(found[1].decode("ascii").lower())
    if not first or b"\n" in first or b"\r" in first or b"\x00" in first:
        raise Malformed(400, "a first line that is none")
    return Head(first, tuple(lines), tuple(names))
