"""Spreadsheets of the Office Open XML family: one file per hiding place."""

from withhold.readers.interface import Reader
from withhold.readers.ooxml.workbook import read

_BASE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MACRO = "application/vnd.ms-excel"

READER = Reader(
    "ooxml_spreadsheet",
    (
        f"{_BASE}.sheet",
        f"{_BASE}.template",
        f"{_MACRO}.sheet.macroEnabled.12",
        f"{_MACRO}.template.macroEnabled.12",
    ),
    read,
)
