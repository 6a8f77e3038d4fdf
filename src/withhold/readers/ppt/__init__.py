"""PowerPoint presentations of the old binary format (97 to 2003)."""

from withhold.readers.interface import Reader
from withhold.readers.ole.document import opened
from withhold.readers.ppt.reader import read

READER = Reader("ppt", ("application/vnd.ms-powerpoint",), opened(read))
