"""OpenDocument spreadsheets (ods, fods), and the text and tables of its other kinds."""

from withhold.readers.interface import Reader
from withhold.readers.odf.document import read

READER = Reader(
    "opendocument",
    (
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.spreadsheet-template",
        "application/vnd.oasis.opendocument.spreadsheet-flat-xml",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.presentation",
    ),
    read,
)
