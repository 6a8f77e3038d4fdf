"""What only the structure of a PDF tells: layers that are off, metadata, fields, earlier versions."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

from withhold.readers.pdf.objects import Words, packets_of, words_of

_MOST_FIELDS = 20_000
_DEEPEST = 32
_MOST_BYTES = 4 << 20
_END = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF[\r\n]{0,2}")
_TABLE = re.compile(rb"\s{0,4}(?:xref\s|\d{1,9}\s+\d{1,5}\s+obj)")
_LINEARIZED = re.compile(rb"/Linearized[\s/]")


class Structure:
    """An open document. `of` gives None for one that only PDFium can open: it mends more."""

    def __init__(self, document: pikepdf.Pdf) -> None:
        self._document = document

    @classmethod
    def of(cls, data: bytes, passwords: tuple[str, ...] = ()) -> "Structure | None":
        """The structure of these bytes; None where it cannot be read, or needs another password."""
        for password in ("", *passwords):
            try:
                return cls(
                    pikepdf.open(
                        BytesIO(data), password=password, attempt_recovery=True, suppress_warnings=True
                    )
                )
            except pikepdf.PasswordError:
                continue
            except (pikepdf.PdfError, ValueError, RuntimeError):
                return None
        return None

    def close(self) -> None:
        """Let go of it."""
        self._document.close()

    @property
    def is_damaged(self) -> bool:
        """Whether the table of its objects had to be made anew, which finds what it can."""
        return any("file is damaged" in str(warning) for warning in self._document.get_warnings())

    def layers_off(self) -> frozenset[str]:
        """The names of the layers that are not shown when the document is opened (8.11.4.3)."""
        told = _get(self._document.Root, "/OCProperties")
        shown = _get(told, "/D")
        off = {_text(_get(layer, "/Name")) for layer in _items(_get(shown, "/OFF"))}
        if str(_get(shown, "/BaseState") or "") == "/OFF":
            on = {_text(_get(layer, "/Name")) for layer in _items(_get(shown, "/ON"))}
            off |= {_text(_get(layer, "/Name")) for layer in _items(_get(told, "/OCGs"))} - on
        return frozenset(off - {""})

    def metadata(self) -> bytes:
        """The document's XMP packet (14.3.2); nothing where it has none."""
        stream = _get(self._document.Root, "/Metadata")
        try:
            return bytes(stream.read_bytes())[:_MOST_BYTES] if isinstance(stream, pikepdf.Stream) else b""
        except (pikepdf.PdfError, RuntimeError):
            return b""

    def packets(self) -> Iterator[bytes]:
        """The XMP packets of its pages and pictures."""
        return packets_of(self._document)

    def words(self) -> Iterator[Words]:
        """What its objects say, and nothing that is read elsewhere tells."""
        return words_of(self._document)

    def fields(self) -> Iterator[tuple[str, str]]:
        """Each field of the form that has a value, with its name; those of parents hold for them (12.7.3)."""
        waiting = [
            (field, "", "", 1) for field in _items(_get(_get(self._document.Root, "/AcroForm"), "/Fields"))
        ]
        for _ in range(_MOST_FIELDS):
            if not waiting:
                return
            field, name, value, depth = waiting.pop()
            own = _text(_get(field, "/T"))
            name = f"{name}.{own}".strip(".") if own else name
            value = _text(_get(field, "/V")) or value
            kids = _items(_get(field, "/Kids"))
            if kids and depth < _DEEPEST:
                waiting += [(kid, name, value, depth + 1) for kid in kids]
            if value:
                yield name, value


def earlier_versions(data: bytes) -> list[int]:
    """Where earlier versions of a document end that was saved by adding to it (7.5.6): each is a document up
    to there, with its table where its end says. The first part of a file for the web is none, nor is a
    document that lies in this one. Where not even the last table is in its place, bytes are lost or added,
    and every end may be one."""
    begins = max(0, data.find(b"%PDF-", 0, 1024))
    found = list(_END.finditer(data))
    placed = [match for match in found if _TABLE.match(data, begins + int(match[1]))]
    is_moved = bool(found) and found[-1] not in placed
    ends = [match.end() for match in (found if is_moved else placed)][:-1]
    return ends[1:] if ends and _LINEARIZED.search(data, 0, 2048) else ends


def _get(holder: Any, key: str) -> Any:
    if not isinstance(holder, pikepdf.Dictionary | pikepdf.Stream):
        return None
    try:
        return holder.get(key)
    except (pikepdf.PdfError, ValueError):
        return None


def _items(holder: Any) -> list[Any]:
    return list(holder) if isinstance(holder, pikepdf.Array) else []


def _text(value: Any) -> str:
    return str(value) if isinstance(value, pikepdf.String) else ""
