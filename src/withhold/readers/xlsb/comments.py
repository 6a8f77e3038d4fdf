"""comments*.bin: notes at their cells, authors apart ([MS-XLSB] 2.1.7.9)."""

import struct

from withhold.domain.concealment import Concealment
from withhold.domain.location import column_letters
from withhold.domain.piece import TextRole
from withhold.readers.ooxml.part import Items, Part
from withhold.readers.xlsb.records import records, texts_in, wide

_HOW = Concealment.COMMENT
_AUTHOR, _BEGIN, _TEXT = 632, 635, 637


def read_comments(part: Part) -> Items:
    """One text a note."""
    cell = ""
    for kind, data in records(part.chunks()):
        if kind == _AUTHOR and len(data) >= 4:
            yield from part.lines([wide(data, 0)[0]], _HOW, TextRole.AUTHOR)
        elif kind == _BEGIN and len(data) >= 20:
            row, _, column = struct.unpack_from("<III", data, 4)
            cell = f"{column_letters(min(column, 16_383))}{row + 1}"
        elif kind == _TEXT and len(data) >= 5:
            yield part.text(wide(data, 1)[0], _HOW, cells=cell)
        else:
            yield from part.lines(texts_in(data), _HOW)
