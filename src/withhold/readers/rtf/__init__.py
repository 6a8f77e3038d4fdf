"""Documents in Rich Text Format (RTF 1.9.1)."""

from withhold.readers.interface import Reader
from withhold.readers.rtf.document import read

READER = Reader("rtf", ("application/rtf", "text/rtf"), read)
