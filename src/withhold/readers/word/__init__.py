"""Word documents of the Office Open XML family (docx, docm, dotx, dotm)."""

from withhold.readers.interface import Reader
from withhold.readers.word.document import read

_BASE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_MACRO = "application/vnd.ms-word"

READER = Reader(
    "word",
    (
        f"{_BASE}.document",
        f"{_BASE}.template",
        f"{_MACRO}.document.macroEnabled.12",
        f"{_MACRO}.template.macroEnabled.12",
    ),
    read,
)
