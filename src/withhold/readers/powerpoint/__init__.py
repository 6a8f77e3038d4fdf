"""PowerPoint documents of the Office Open XML family (pptx, pptm, potx, potm, ppsx, ppsm)."""

from withhold.readers.interface import Reader
from withhold.readers.powerpoint.document import read

_BASE = "application/vnd.openxmlformats-officedocument.presentationml"
_MACRO = "application/vnd.ms-powerpoint"

READER = Reader(
    "powerpoint",
    (
        f"{_BASE}.presentation",
        f"{_BASE}.template",
        f"{_BASE}.slideshow",
        f"{_MACRO}.presentation.macroEnabled.12",
        f"{_MACRO}.template.macroEnabled.12",
        f"{_MACRO}.slideshow.macroEnabled.12",
    ),
    read,
)
