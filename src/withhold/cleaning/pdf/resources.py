"""What the pages of a copy draw with, taken over key by key: what is not known stays behind.

A stream or dictionary of a PDF may carry any key beside those of its kind: metadata, private data of
programs, earlier titles. Only keys that say how something is drawn are taken over (ISO 32000-1, 8.4 to 9.10).
"""

from hashlib import sha256
from typing import Any

import pikepdf

from withhold.cleaning.pdf.interface import Unsure
from withhold.cleaning.pdf.pictures import is_packed, stripped
from withhold.cleaning.pdf.pruning import Used
from withhold.cleaning.pdf.values import entries, entry, is_number

_DEEPEST = 24
_DRAWING = """
/Type /Subtype /BaseFont /FirstChar /LastChar /Widths /FontDescriptor /Encoding /ToUnicode
/DescendantFonts /CIDSystemInfo /Registry /Ordering /Supplement /DW /W /DW2 /W2 /CIDToGIDMap
/FontBBox /FontMatrix /CharProcs /BaseEncoding /Differences /FontName /Flags /ItalicAngle /Ascent
/Descent /Leading /CapHeight /XHeight /StemV /StemH /AvgWidth /MaxWidth /MissingWidth /FontFile
/FontFile2 /FontFile3 /FontStretch /FontWeight /Length1 /Length2 /Length3 /CMapName /WMode /UseCMap
/FunctionType /Domain /Range /Size /BitsPerSample /Order /Encode /Decode /C0 /C1 /N /Functions
/Bounds /Alternate /WhitePoint /BlackPoint /Gamma /Matrix /Colorants /Process /MixingHints
/Components /ShadingType /ColorSpace /Background /BBox /AntiAlias /Coords /Extend /Function
/BitsPerCoordinate /BitsPerComponent /BitsPerFlag /VerticesPerRow /PatternType /PaintType
/TilingType /XStep /YStep /Resources /Shading /ExtGState /LW /LC /LJ /ML /D /RI /OP /op /OPM /BG
/BG2 /UCR /UCR2 /TR /TR2 /HT /FL /SM /SA /BM /SMask /CA /ca /AIS /TK /S /G /BC /Group /CS /I /K
/Width /Height /ImageMask /Mask /Interpolate /Intent /Matte /SMaskInData /Colors /Columns /Rows
/Predictor /BlackIs1 /EncodedByteAlign /EndOfLine /EndOfBlock /ColorTransform
/DamagedRowsBeforeError /JBIG2Globals /EarlyChange /Pattern /ProcSet
"""
_KEYS = frozenset(_DRAWING.split())
_NAMED = frozenset({"/CharProcs", "/Colorants", "/ColorSpace", "/Pattern", "/Shading", "/ExtGState"})
"""Dictionaries whose keys are names that the document gives."""
_INSTEAD = {
    "/Type": pikepdf.Name("/Font"),
    "/Subtype": pikepdf.Name("/Type1"),
    "/BaseFont": pikepdf.Name("/Helvetica"),
    "/Encoding": pikepdf.Name("/WinAnsiEncoding"),
}
"""What stands in for a font that is missing."""
_WRITING = frozenset({"Tj", "TJ", "'", '"'})
_FORBIDDEN = _WRITING | {"Do", "BDC", "BMC", "DP", "MP"}


class Resources:
    """Takes objects over into a new document, each of them once."""

    def __init__(self, document: pikepdf.Pdf) -> None:
        self.document = document
        self._known: dict[tuple[int, int], Any] = {}
        self.used = Used()
        self._streams: dict[bytes, Any] = {}

    def taken(self, value: Any, depth: int = 0) -> Any:
        """The value as the copy may hold it. Raises Unsure for content that nobody could judge."""
        if depth > _DEEPEST:
            raise Unsure("what it is drawn with is nested too deep")
        if not isinstance(value, pikepdf.Object):
            return value
        if value.is_indirect:
            known = self._known.get(value.objgen)
            if known is None:
                known = self._known[value.objgen] = self._new(value, depth)
            return known
        return self._new(value, depth)

    def _new(self, value: Any, depth: int) -> Any:
        if isinstance(value, pikepdf.Stream):
            return self._stream(value, depth)
        if isinstance(value, pikepdf.Dictionary):
            made = pikepdf.Dictionary(self._entries(value, depth))
            return self.document.make_indirect(made) if value.is_indirect else made
        if isinstance(value, pikepdf.Array):
            return pikepdf.Array([self.taken(one, depth + 1) for one in value])
        if isinstance(value, pikepdf.String):
            return pikepdf.String(bytes(value))
        return _name(value) if isinstance(value, pikepdf.Name) else value

    def _entries(self, holder: Any, depth: int) -> dict[str, Any]:
        made = {}
        for key, value in entries(holder):
            if key not in _KEYS or value is None:
                continue
            if key in _NAMED and isinstance(value, pikepdf.Dictionary) and "/Type" not in value:
                made[key] = pikepdf.Dictionary(
                    {name: self.taken(one, depth + 1) for name, one in entries(value)}
                )
            else:
                made[key] = self.taken(value, depth + 1)
        return made

    def _stream(self, stream: Any, depth: int) -> Any:
        """A picture, font, function or pattern with its bytes, which are the content of a page in none."""
        if str(entry(stream, "/Subtype") or "") == "/Image":
            return self._picture(stream, depth)
        content = _read(stream)
        if _is_drawn(stream):
            refuse_texts(stream)
        keys = self._entries(stream, depth)
        return self.document.make_stream(content, pikepdf.Dictionary(keys))

    def _picture(self, stream: Any, depth: int) -> Any:
        keys = self._entries(stream, depth)
        if is_packed(stream):
            content, how, parameters = stripped(stream)
            keys["/Filter"] = pikepdf.Name(how)
            if isinstance(parameters, pikepdf.Dictionary):
                keys["/DecodeParms"] = self.taken(parameters, depth)
            return self.document.make_stream(content, pikepdf.Dictionary(keys))
        return self.document.make_stream(_read(stream), pikepdf.Dictionary(keys))

    def stream_of(self, content: bytes, keys: dict[str, Any]) -> Any:
        """A new stream, or the same one as before where everything is alike."""
        dictionary = pikepdf.Dictionary(keys)
        like = sha256(dictionary.unparse() + b"\0" + content).digest()
        if like not in self._streams:
            self._streams[like] = self.document.make_stream(content, dictionary)
        return self._streams[like]

    def font(self, font: Any) -> Any:
        """A font; where the document has none, the one that is then shown. The programs of letters that are
        drawn may write nothing themselves (9.6.5)."""
        for _, program in entries(entry(font, "/CharProcs")):
            refuse_texts(program)
        made = self.taken(pikepdf.Dictionary(_INSTEAD) if font is None else font)
        return made if made.is_indirect else self.document.make_indirect(made)


def refuse_texts(stream: Any) -> None:
    """Raises Unsure where a pattern, a mask or a letter writes texts or shows pictures: no reader sees it."""
    if not isinstance(stream, pikepdf.Stream):
        return
    try:
        used = {str(one.operator) for one in pikepdf.parse_content_stream(stream)}
    except pikepdf.PdfError:
        raise Unsure("a pattern or mask cannot be read") from None
    if used & _FORBIDDEN:
        raise Unsure("a pattern, a mask or a letter holds texts or pictures of its own")


def _is_drawn(stream: Any) -> bool:
    """Whether a stream is content: a tiling pattern, or the form of a mask."""
    return is_number(entry(stream, "/PatternType")) or str(entry(stream, "/Subtype") or "") == "/Form"


def _name(name: Any) -> pikepdf.Name:
    try:
        return pikepdf.Name(str(name))
    except (UnicodeDecodeError, ValueError):
        raise Unsure("something on the page has a name that cannot be read") from None


def _read(stream: Any) -> bytes:
    try:
        return bytes(stream.read_bytes())
    except (pikepdf.PdfError, RuntimeError, NotImplementedError):
        raise Unsure("something on the page cannot be unpacked") from None
