"""Fonts, formats and cell styles of a workbook, as far as they may hide what a cell holds."""

import struct
from dataclasses import dataclass, field

from withhold.readers.ooxml.colours import OFFICE_THEME, PALETTE
from withhold.readers.ooxml.number_format import BUILT_IN, parse
from withhold.readers.ooxml.styles import CellStyle, Fill, Font, Styles, faint
from withhold.readers.xls.records import Record
from withhold.readers.xls.texts import Coder

_AUTOMATIC = 0x7FFF
_MOST = 1 << 16
_FONTS, _FORMATS = (0x31, 0x231), (0x1E, 0x41E)
_XFS = (0x43, 0x243, 0x443, 0xE0)
_PALETTE, _XF_EXT = 0x92, 0x87D
_TRUE_COLOURS = {4: "foreground", 5: "background", 13: "text"}
_PATTERNS = {0: "none", 1: "solid"}


@dataclass(slots=True)
class _Format:
    font: int
    number: int
    fill: Fill
    true: dict[str, dict[str, str]] = field(default_factory=dict)


class StyleTable:
    """Takes the records about styles; `styles` gives what they come to."""

    def __init__(self) -> None:
        self._fonts: list[Font] = []
        self._codes: dict[int, str] = {}
        self._formats: list[_Format] = []
        self._palette = list(PALETTE)

    def take(self, record: Record, coder: Coder, version: int) -> bool:
        """Whether the record was about styles."""
        kind, data = record.kind, record.joined
        if kind in _FONTS and len(data) >= 6:
            colour = struct.unpack_from("<H", data, 4)[0]
            self._fonts.append(Font(_indexed(colour), struct.unpack_from("<H", data)[0] / 20))
        elif kind in _FORMATS:
            self._format(kind, data, coder, version)
        elif kind in _XFS and len(self._formats) < _MOST:
            self._formats.append(_format(data, version))
        elif kind == _PALETTE:
            colours = [data[at : at + 3].hex().upper() for at in range(2, len(data) - 3, 4)]
            self._palette[8 : 8 + len(colours)] = colours
        elif kind == _XF_EXT:
            self._extend(data)
        else:
            return False
        return True

    def _format(self, kind: int, data: bytes, coder: Coder, version: int) -> None:
        if kind == 0x41E and version >= 5:
            number = int.from_bytes(data[:2], "little")
            self._codes[number] = coder.text(data, 2, 2 if version == 8 else 1)
        else:
            self._codes[len(self._codes)] = coder.text(data, 2 if kind == 0x41E else 0, 1)

    def _extend(self, data: bytes) -> None:
        """Colours beyond the palette ([MS-XLS] 2.4.355)."""
        if len(data) < 20:
            return
        index, count = struct.unpack_from("<H", data, 14)[0], struct.unpack_from("<H", data, 18)[0]
        at = 20
        for _ in range(count):
            if at + 12 > len(data) or index >= len(self._formats):
                return
            kind, size, source, _tint = struct.unpack_from("<4H", data, at)
            role = _TRUE_COLOURS.get(kind)
            if role and source == 2:
                self._formats[index].true[role] = {"rgb": data[at + 8 : at + 11].hex().upper()}
            elif role and source == 3:
                self._formats[index].true[role] = {"theme": str(data[at + 8])}
            at += max(size, 4)

    def styles(self) -> Styles:
        """The cell styles by their index."""
        return Styles([self._style(one) for one in self._formats])

    def _style(self, one: _Format) -> CellStyle:
        position = one.font - (one.font > 4)  # the fifth font is never written
        font = self._fonts[position] if position < len(self._fonts) else Font()
        if "text" in one.true:
            font = Font(one.true["text"], font.points)
        fill = Fill(
            one.fill.pattern,
            one.true.get("foreground", one.fill.foreground),
            one.true.get("background", one.fill.background),
        )
        unseen, on_nothing = faint(font, fill, OFFICE_THEME, self._palette)
        code = self._codes.get(one.number) or BUILT_IN.get(one.number, "")
        return CellStyle(parse(code), unseen, on_nothing)


def _indexed(colour: int) -> dict[str, str]:
    return {} if colour == _AUTOMATIC else {"indexed": str(colour)}


def _format(data: bytes, version: int) -> _Format:
    """An XF record; BIFF2 to 4 say less, and older fills cannot hide what people write today."""
    if version == 8 and len(data) >= 20:
        font, number = struct.unpack_from("<HH", data)
        pattern = struct.unpack_from("<I", data, 14)[0] >> 26
        colours = struct.unpack_from("<H", data, 18)[0]
    elif version == 5 and len(data) >= 16:
        font, number = struct.unpack_from("<HH", data)
        colours = struct.unpack_from("<I", data, 8)[0]
        pattern = colours >> 16 & 0x3F
    elif len(data) >= 3:
        number = data[2] & 0x3F if version == 2 else data[1]
        return _Format(data[0], number, Fill())
    else:
        return _Format(0, 0, Fill())
    name = _PATTERNS.get(pattern, "other")
    return _Format(font, number, Fill(name, _indexed(colours & 0x7F), _indexed(colours >> 7 & 0x7F)))
