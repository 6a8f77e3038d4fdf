"""RTF as Outlook keeps it: HTML wrapped in it, compressed without ever referring back."""

import struct


def wrapped(html: str, beside: str = "") -> str:
    """RTF that only carries a page, and words that programs show which read the RTF itself."""
    hidden = rf"\htmlrtf {_escaped(beside)}\htmlrtf0 " if beside else ""
    return (
        r"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}}"
        rf"{{\*\htmltag64 <p>}}{hidden}{_escaped(html)}{{\*\htmltag72 </p>}}}}"
    )


def compressed(rtf: str) -> bytes:
    """The container of compressed RTF with literal bytes only, and the mark of the end."""
    data = rtf.encode("ascii")
    runs = [data[at : at + 8] for at in range(0, len(data), 8)]
    body = b"".join(b"\0" + run for run in runs[:-1])
    last = runs[-1]
    if len(last) == 8:
        body, last = body + b"\0" + last, b""
    place = (207 + len(data)) % 4096
    body += bytes([1 << len(last)]) + last + struct.pack(">H", place << 4)
    return struct.pack("<II4sI", len(body) + 12, len(data), b"LZFu", 0) + body


def _escaped(text: str) -> str:
    return "".join(
        "\\" + char if char in "\\{}" else char if char.isascii() else f"\\u{ord(char)}?" for char in text
    )
