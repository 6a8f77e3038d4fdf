"""Outlook's messages as lists of properties: .msg files ([MS-OXMSG]) and winmail.dat ([MS-OXTNEF])."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.mail.storage import Storage, compound

TEXT, BYTES, NUMBER = 0x1F, 0x102, 0x03
Values = dict[int, str | bytes | int]
SUBJECT, BODY, HTML, RTF, HEADERS, NAME = 0x37, 0x1000, 0x1013, 0x1009, 0x7D, 0x3001
DATA, LONG_NAME, METHOD, ADDRESS, KIND = 0x3701, 0x3707, 0x3705, 0x39FE, 0x0C15
TO, CC, BCC = 1, 2, 3


@dataclass(slots=True)
class OutlookMessage:
    """A message: its properties, who it went to, the files (properties of each) and messages in it."""

    values: Values
    people: list[Values] = field(default_factory=list)
    files: list[Values] = field(default_factory=list)
    messages: list["OutlookMessage"] = field(default_factory=list)
    unused: bytes = b""

    def msg(self) -> bytes:
        """A .msg file."""
        return compound({**_named(), **self.storage(32)}, self.unused)

    def storage(self, header: int) -> Storage:
        """The streams of the message, with a table whose header has so many bytes."""
        content: dict[str, bytes | Storage] = dict(_streams(self.values, header))
        for number, who in enumerate(self.people):
            content[f"__recip_version1.0_#{number:08X}"] = _streams(who, 8)
        attached = [_streams(values, 8) for values in self.files]
        for inner in self.messages:
            attached.append({**_streams({METHOD: 5}, 8), "__substg1.0_3701000D": inner.storage(24)})
        content.update({f"__attach_version1.0_#{number:08X}": one for number, one in enumerate(attached)})
        return content

    def tnef(self) -> bytes:
        """A winmail.dat."""
        made = [struct.pack("<IH", 0x223E9F78, 1), _attribute(1, 0x00069003, _packed(self.values))]
        if self.people:
            rows = b"".join(map(_packed, self.people))
            made.append(_attribute(1, 0x00069004, struct.pack("<I", len(self.people)) + rows))
        for values in self.files:
            data = values[DATA]
            made.append(_attribute(2, 0x00069002, bytes(14)))
            made.append(_attribute(2, 0x0006800F, data if isinstance(data, bytes) else b""))
            made.append(_attribute(2, 0x00069005, _packed({k: v for k, v in values.items() if k != DATA})))
        for inner in self.messages:
            made.append(_attribute(2, 0x00069002, bytes(14)))
            made.append(_attribute(2, 0x00069005, _packed_object(inner.tnef())))
        return b"".join(made)


def _named() -> Storage:
    empty = {"__substg1.0_00020102": b"", "__substg1.0_00030102": b"", "__substg1.0_00040102": b""}
    return {"__nameid_version1.0": empty}


def _encoded(value: str | bytes | int) -> tuple[int, bytes]:
    if isinstance(value, str):
        return TEXT, value.encode("utf-16-le")
    return (BYTES, value) if isinstance(value, bytes) else (NUMBER, struct.pack("<I", value))


def _streams(values: Values, header: int) -> dict[str, bytes | Storage]:
    content: dict[str, bytes | Storage] = {}
    table = [bytes(header)]
    for number, value in values.items():
        kind, data = _encoded(value)
        if kind == NUMBER:
            table.append(struct.pack("<HHI4s4x", kind, number, 6, data))
        else:
            content[f"__substg1.0_{number:04X}{kind:04X}"] = data
            table.append(struct.pack("<HHII4x", kind, number, 6, len(data) + (2 if kind == TEXT else 0)))
    return {"__properties_version1.0": b"".join(table), **content}


def _packed(values: Values) -> bytes:
    made = [struct.pack("<I", len(values))]
    for number, value in values.items():
        kind, data = _encoded(value)
        made.append(struct.pack("<HH", kind, number))
        if number >= 0x8000:
            made.append(bytes(16) + struct.pack("<II", 0, number))
        made.append(data if kind == NUMBER else _sized(data + (b"\0\0" if kind == TEXT else b"")))
    return b"".join(made)


def _packed_object(data: bytes) -> bytes:
    interface = bytes.fromhex("0703020000000000c000000000000046")
    return struct.pack("<IHH", 1, 0x0D, DATA) + _sized(interface + data)


def _sized(data: bytes) -> bytes:
    return struct.pack("<II", 1, len(data)) + data.ljust(len(data) + -len(data) % 4, b"\0")


def _attribute(level: int, number: int, data: bytes) -> bytes:
    head = struct.pack("<BII", level, number, len(data))
    return head + data + struct.pack("<H", sum(data) & 0xFFFF)


def attached(name: str, data: bytes) -> Values:
    """The properties of an attached file."""
    return {DATA: data, LONG_NAME: name, METHOD: 1}


def receivers(people: Sequence[tuple[str, str]], kind: int) -> list[Values]:
    """Receivers by name and address."""
    return [{NAME: name, ADDRESS: address, KIND: kind} for name, address in people]
