"""The bytes of pictures without what is not picture, and with places that are made black."""

import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf
from pikepdf import PdfImage
from PIL import Image, ImageDraw

from withhold.cleaning.pdf.interface import Matrix, Unsure
from withhold.cleaning.pdf.values import entry, items, number
from withhold.readers.pdf.letters import Box

_PACKED = frozenset({"/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode"})
_MOST_PIXELS = 40_000_000
_KEPT_JP2 = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})
_COLOUR_TRANSFORM = 0xEE
"""The one application segment that says how the picture is decoded: Adobe's, APP14."""
_SCAN, _END = 0xDA, 0xD9


def _filters(stream: Any) -> list[str]:
    held = entry(stream, "/Filter")
    return [
        str(one) for one in (items(held) if isinstance(held, pikepdf.Array) else [held]) if one is not None
    ]


def is_packed(stream: Any) -> bool:
    """Whether its bytes are a picture file or a fax, which is taken over as it is."""
    return bool(_PACKED.intersection(_filters(stream)))


def stripped(stream: Any) -> tuple[bytes, str, Any]:
    """The bytes of a packed picture without metadata, thumbnails and what stands behind its end; how it is
    packed, and the parameters of that. Raises Unsure for what is not a picture of its kind."""
    filters, parameters = _filters(stream), entry(stream, "/DecodeParms")
    content = bytes(stream.read_raw_bytes())
    for one in filters[:-1]:
        if one != "/FlateDecode" or isinstance(parameters, pikepdf.Dictionary):
            raise Unsure("a picture is packed more than once")
        content = zlib.decompress(content)
    if isinstance(parameters, pikepdf.Array):
        parameters = items(parameters)[len(filters) - 1] if len(parameters) == len(filters) else None
    if filters[-1] == "/DCTDecode":
        content = b"".join(_jpeg(content))
    elif filters[-1] == "/JPXDecode" and content[4:8] == b"jP  ":
        content = b"".join(_boxes(content))
    return content, filters[-1], parameters


def _jpeg(content: bytes) -> Iterator[bytes]:
    """Its segments but comments and those of applications (ITU-T T.81, B.1.1), to the end of the picture."""
    at = content.find(b"\xff\xd8")
    if at < 0:
        raise Unsure("a picture is damaged")
    yield b"\xff\xd8"
    at += 2
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            raise Unsure("a picture is damaged")
        kind = content[at + 1]
        if kind == 0xFF:
            at += 1
            continue
        if kind == _END:
            break
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if kind == _COLOUR_TRANSFORM or not (0xE0 <= kind <= 0xEF or kind == 0xFE):
            yield content[at : at + 2 + length]
        at += 2 + length
        if kind == _SCAN:
            end = _end_of_scan(content, at)
            yield content[at:end]
            at = end
    yield b"\xff\xd9"


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the coded data end: at a marker that is no restart and no stuffed byte."""
    while (at := content.find(b"\xff", at)) >= 0:
        following = content[at + 1 : at + 2]
        if following and following[0] and not 0xD0 <= following[0] <= 0xD7 and following[0] != 0xFF:
            return at
        at += 2 if following != b"\xff" else 1
    return len(content)


def _boxes(content: bytes) -> Iterator[bytes]:
    """The boxes of a JPEG 2000 file that hold the picture (ITU-T T.800, I.4)."""
    at = 0
    while at + 8 <= len(content):
        length, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        if length == 1:
            length = int.from_bytes(content[at + 8 : at + 16], "big")
        length = length or len(content) - at
        if length < 8:
            raise Unsure("a picture is damaged")
        if kind in _KEPT_JP2:
            yield content[at : at + length]
        at += length


def blackened(document: pikepdf.Pdf, stream: Any, matrix: Matrix, boxes: Sequence[Box]) -> Any:
    """The picture, which `matrix` puts on the page, with the pixels in `boxes` black. Raises Unsure."""
    if entry(stream, "/ImageMask") is not None or entry(stream, "/SMask") is not None:
        raise Unsure("a picture with holes lies where something has to go")
    if number(entry(stream, "/Width")) * number(entry(stream, "/Height")) > _MOST_PIXELS:
        raise Unsure("a picture where something has to go is too large")
    try:
        picture = PdfImage(stream).as_pil_image().convert("RGB")
    except Exception:  # noqa: BLE001  # a decoder may fail in any way, and the page is refused then
        picture = None
    if picture is None:
        raise Unsure("a picture where something has to go cannot be decoded")
    draw = ImageDraw.Draw(picture)
    for box in boxes:
        draw.polygon(_pixels(box, matrix, picture), fill=(0, 0, 0))
    keys = {
        "/Type": pikepdf.Name("/XObject"),
        "/Subtype": pikepdf.Name("/Image"),
        "/Width": picture.width,
        "/Height": picture.height,
        "/ColorSpace": pikepdf.Name("/DeviceRGB"),
        "/BitsPerComponent": 8,
    }
    return document.make_stream(picture.tobytes(), pikepdf.Dictionary(keys))


def _pixels(box: Box, matrix: Matrix, picture: Image.Image) -> list[tuple[float, float]]:
    """The corners of a box of the page in the picture, which fills the unit square (8.9.5)."""
    a, b, c, d, e, f = matrix
    turned = a * d - b * c
    if abs(turned) < 1e-9:
        raise Unsure("a picture where something has to go has no area")
    corners = []
    for x, y in ((box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])):
        across = (d * (x - e) - c * (y - f)) / turned
        up = (a * (y - f) - b * (x - e)) / turned
        corners.append((across * picture.width, (1 - up) * picture.height))
    return corners
