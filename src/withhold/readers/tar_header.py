"""Headers of tar archives: old (v7), POSIX ustar and pax, GNU (POSIX.1-2024, pax; GNU tar manual, D)."""

from dataclasses import dataclass

from withhold.readers.interface import Corrupt

BLOCK = 512
_LONGEST = 1 << 62


@dataclass(frozen=True, slots=True)
class Header:
    """One block that begins a member. `size` are the bytes that follow it, before they are filled up."""

    name: str
    size: int
    kind: bytes
    link: str
    owner: str
    group: str
    block: bytes


def is_header(block: bytes) -> bool:
    """Whether a block carries the checksum of its own bytes, counted in either of the two ways."""
    if len(block) < BLOCK or not block[0]:
        return False
    try:
        said = number(block[148:156])
    except Corrupt:
        return False
    rest = block[:148] + b" " * 8 + block[156:BLOCK]
    return said in (sum(rest), sum(rest) - 256 * sum(byte > 127 for byte in rest))


def header(block: bytes) -> Header:
    """The fields of a header whose checksum is right. Raises Corrupt for a size that is none."""
    name = text(block[:100])
    owner = group = ""
    if block[257:262] == b"ustar":
        owner, group = text(block[265:297]), text(block[297:329])
        if block[257:263] == b"ustar\0" and (prefix := text(block[345:500])):
            name = f"{prefix}/{name}"
    return Header(name, number(block[124:136]), block[156:157], text(block[157:257]), owner, group, block)


def number(field: bytes) -> int:
    """A number in octal digits, or in base 256 where its first bit is set. Raises Corrupt."""
    if field[0] & 0x80:
        value = int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
    else:
        digits = field.split(b"\0", 1)[0].strip()
        try:
            value = int(digits or b"0", 8)
        except ValueError:
            raise Corrupt("a header of the archive holds no number where one must stand") from None
    if not 0 <= value < _LONGEST:
        raise Corrupt("a header of the archive holds a number beyond all files")
    return value


def text(field: bytes) -> str:
    """A name, which ends at the first zero byte and is UTF-8 mostly."""
    raw = field.split(b"\0", 1)[0]
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def pax(data: bytes) -> dict[str, str]:
    """The records `LENGTH KEY=VALUE` of an extended header; from a broken one on, the rest has no key."""
    found: dict[str, str] = {}
    at = 0
    while at < len(data):
        digits, blank, _ = data[at : at + 12].partition(b" ")
        length = int(digits) if digits.isdigit() and blank else 0
        key, is_record, value = data[at + len(digits) + 1 : at + length].partition(b"=")
        if not length or not is_record:
            found[""] = data[at:].strip(b"\0").decode("utf-8", "replace")
            break
        found[text(key)] = value.removesuffix(b"\n").decode("utf-8", "replace")
        at += length
    return found


def gnu_map(block: bytes, extensions: list[bytes]) -> list[tuple[int, int]]:
    """Where the stored runs of an old GNU sparse member belong: (offset, length). Raises Corrupt."""
    fields = [block[386 + 24 * n : 410 + 24 * n] for n in range(4)]
    fields += [extension[24 * n : 24 * n + 24] for extension in extensions for n in range(21)]
    return [(number(field[:12]), number(field[12:])) for field in fields if field[:1] not in (b"", b"\0")]
