"""Compound files of no known program: the objects in them are opened, the rest is given as strings."""

from withhold.readers.interface import Reader, Source
from withhold.readers.ole.document import Items, OleDocument, opened
from withhold.readers.ole.rest import read_rest


def read(document: OleDocument, _: Source) -> Items:
    """Every stream."""
    yield from read_rest(document, {})


READER = Reader("ole", ("application/x-ole-storage",), opened(read))
