"""Word documents of the old binary format (Word 6 to 2003)."""

from withhold.readers.doc.reader import read
from withhold.readers.interface import Reader
from withhold.readers.ole.document import opened

READER = Reader("doc", ("application/msword",), opened(read))
