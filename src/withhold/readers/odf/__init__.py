"""OpenDocument of every kind (texts, spreadsheets, presentations, drawings), zipped and flat."""

from withhold.readers.interface import Reader
from withhold.readers.odf.document import read

_BASE = "application/vnd.oasis.opendocument"
_KINDS = ("spreadsheet", "text", "presentation", "graphics")

READER = Reader(
    "opendocument",
    (
        *(f"{_BASE}.{kind}" for kind in _KINDS),
        *(f"{_BASE}.{kind}-template" for kind in _KINDS),
        *(f"{_BASE}.{kind}-flat-xml" for kind in _KINDS),
        f"{_BASE}.text-master",
        f"{_BASE}.chart",
        f"{_BASE}.formula",
    ),
    read,
)
