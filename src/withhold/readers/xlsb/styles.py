"""styles.bin: fonts, fills, formats and cell styles ([MS-XLSB] 2.1.7.50)."""

import struct
from collections.abc import Iterable

from withhold.readers.ooxml.colours import PALETTE
from withhold.readers.ooxml.number_format import BUILT_IN, parse
from withhold.readers.ooxml.styles import CellStyle, Fill, Font, Styles, faint
from withhold.readers.xlsb.records import Record, wide

_FONT, _FORMAT, _FILL, _XF, _BEGIN_CELLS, _END_CELLS = 43, 44, 45, 47, 617, 618
_PATTERNS = {0: "none", 1: "solid"}
_MOST = 1 << 17


def read_styles(stream: Iterable[Record], theme: list[str]) -> Styles:
    """The cell styles. Records that are cut short count as plain."""
    fonts: list[Font] = []
    fills: list[Fill] = []
    codes: dict[int, str] = {}
    styles = Styles()
    is_cells = False
    for kind, data in stream:
        if kind in (_BEGIN_CELLS, _END_CELLS):
            is_cells = kind == _BEGIN_CELLS
        elif kind == _FONT:
            points = int.from_bytes(data[:2], "little") / 20 if len(data) >= 20 else 11.0
            fonts.append(Font(_colour(data[12:20]), points))
        elif kind == _FORMAT and len(data) >= 6:
            codes[int.from_bytes(data[:2], "little")] = wide(data, 2)[0]
        elif kind == _FILL:
            pattern = _PATTERNS.get(int.from_bytes(data[:4], "little"), "other")
            fills.append(Fill(pattern, _colour(data[4:12]), _colour(data[12:20])))
        elif kind == _XF and is_cells and len(data) >= 8 and len(styles.cells) < _MOST:
            number, font, fill = struct.unpack_from("<HHH", data, 2)
            unseen, on_nothing = faint(
                fonts[font] if font < len(fonts) else Font(),
                fills[fill] if fill < len(fills) else Fill(),
                theme,
                PALETTE,
            )
            code = codes.get(number) or BUILT_IN.get(number, "")
            styles.cells.append(CellStyle(parse(code), unseen, on_nothing))
    return styles


def _colour(data: bytes) -> dict[str, str]:
    """A colour ([MS-XLSB] 2.5.6, BrtColor) as the attributes of a `color` element."""
    if len(data) < 8:
        return {}
    kind, (tint,) = data[0] >> 1, struct.unpack_from("<h", data, 2)
    found = {"tint": str(tint / 32767)} if tint else {}
    if kind == 1:
        return {"indexed": str(data[1]), **found}
    if kind == 2:
        return {"rgb": data[4:7].hex().upper(), **found}
    return {"theme": str(data[1]), **found} if kind == 3 else {}
