"""Layers of a PDF document that are switched off when it is opened (ISO 32000-1, 8.11)."""

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

from withhold.readers.pdf.structure import Structure

_MARK = "OC"
_LONGEST = 512
_MOST_MARKS = 16


class Layers:
    """Knows the layers by their names: PDFium tells of an object in which one it is by that."""

    def __init__(self, structure: Structure | None) -> None:
        self._off = structure.layers_off() if structure is not None else frozenset()

    def is_off(self, item: Any) -> bool:
        """Whether an object of a page belongs to a layer that is not shown."""
        if not self._off:
            return False
        for at in range(min(pdfium.FPDFPageObj_CountMarks(item), _MOST_MARKS)):
            mark = pdfium.FPDFPageObj_GetMark(item, at)
            if mark and _name(mark) == _MARK and _string(mark, b"Name") in self._off:
                return True
        return False


def _name(mark: Any) -> str:
    size = ctypes.c_ulong()
    buffer = (ctypes.c_ushort * _LONGEST)()
    if not pdfium.FPDFPageObjMark_GetName(mark, buffer, 2 * _LONGEST, ctypes.byref(size)):
        return ""
    return "".join(map(chr, buffer[: max(0, size.value // 2 - 1)]))


def _string(mark: Any, key: bytes) -> str:
    size = ctypes.c_ulong()
    buffer = (ctypes.c_ushort * _LONGEST)()
    if not pdfium.FPDFPageObjMark_GetParamStringValue(mark, key, buffer, 2 * _LONGEST, ctypes.byref(size)):
        return ""
    raw = bytes(buffer)[: max(0, size.value - 2)]
    return raw.decode("utf-16-le", "replace")
