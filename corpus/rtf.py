"""Documents in Rich Text Format, as text that a program could have written."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

WHITE_INK, BLUE_GROUND = 1, 2
_HEAD = (
    r"{\rtf1\ansi\ansicpg1252\uc1\deff0{\fonttbl{\f0\froman\fcharset0\fprq2 Liberation Serif;}"
    r"{\f1\fswiss\fcharset204 Arial;}{\f2\fmodern\fcharset128 MS Mincho;}}"
    r"{\colortbl;\red255\green255\blue255;\red0\green0\blue128;\red0\green0\blue0;}"
)
_STYLES = r"{\stylesheet{\s0\snext0 Normal;}{\s1\outlinelevel0\b heading 1;}{\s2\v Remark;}{\*\cs3\v Aside;}}"


def escaped(text: str) -> str:
    """Text as RTF holds it, in ASCII."""
    return "".join(_sign(char) for char in text)


def _sign(char: str) -> str:
    if char in "\\{}":
        return "\\" + char
    if char.isascii():
        return char
    units = struct.unpack(f"<{len(char.encode('utf-16-le')) // 2}h", char.encode("utf-16-le"))
    return "".join(f"\\u{unit}?" for unit in units)


@dataclass(slots=True)
class RtfDocument:
    """What stands in the head, in the body, and behind the brace that ends the document."""

    body: str
    head: str = ""
    behind: str = ""

    def file(self) -> bytes:
        """The document."""
        document = _HEAD + _STYLES + self.head + "\n" + self.body + "\\par}"
        return document.encode("ascii") + self.behind.encode()


def paragraphs(lines: Sequence[str], look: str = "") -> str:
    """Lines as paragraphs with some words of formatting."""
    return "".join(rf"\pard\plain{look} {escaped(line)}\par" + "\n" for line in lines)


def table(rows: Sequence[Sequence[str]], look: str = "", row_look: str = "", cell_look: str = "") -> str:
    """Rows and cells."""
    edges = "".join(rf"{cell_look}\cellx{2000 * (at + 1)}" for at in range(len(rows[0])))
    return (
        "".join(
            rf"\trowd\trgaph70{row_look}{edges}"
            + "".join(rf"\pard\plain\intbl{look} {escaped(cell)}\cell" for cell in row)
            + "\\row\n"
            for row in rows
        )
        + r"\pard "
    )


def nested_table(rows: Sequence[Sequence[str]]) -> str:
    """A table in the one cell of another."""
    inner = "".join(
        "".join(rf"\pard\intbl\itap2 {escaped(cell)}\nestcell{{\nonesttables\par}}" for cell in row)
        + r"{\*\nesttableprops\trowd"
        + "".join(rf"\cellx{900 * (at + 1)}" for at in range(len(row)))
        + "\\nestrow}\n"
        for row in rows
    )
    return rf"\trowd\cellx9000 \pard\intbl Outer {inner}\pard\intbl\cell\row\pard "


def hexadecimal(data: bytes) -> str:
    """Bytes as lines of digits."""
    digits = data.hex()
    return "\n".join(digits[at : at + 128] for at in range(0, len(digits), 128))


def ole_object(name: str, data: bytes) -> str:
    """An object with its native data in the layout of OLE 1 ([MS-OLEDS] 2.2.5)."""
    content = struct.pack("<II", 0x501, 2) + _counted(name) + _counted("") + _counted("")
    content += struct.pack("<I", len(data)) + data + struct.pack("<II", 0x501, 0)
    return rf"{{\object\objemb\objw900\objh900{{\*\objclass {name}}}{{\*\objdata {hexadecimal(content)}}}}}"


def package(name: str, data: bytes) -> str:
    """A file that the packager wrapped."""
    path = b"C:\\reports\\" + name.encode()
    label = name.encode() + b"\0"
    content = (
        struct.pack("<H", 2)
        + label
        + path
        + b"\0"
        + struct.pack("<II", 0x30000, len(path) + 1)
        + path
        + b"\0"
    )
    return ole_object("Package", content + struct.pack("<I", len(data)) + data)


def picture(data: bytes, kind: str = "pngblip") -> str:
    """A picture in the text."""
    return rf"{{\pict\{kind}\picw40\pich40\picwgoal600\pichgoal600 {hexadecimal(data)}}}"


def _counted(text: str) -> bytes:
    raw = text.encode("ascii") + b"\0" if text else b""
    return struct.pack("<I", len(raw)) + raw
