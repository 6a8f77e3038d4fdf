"""Excel workbooks of the old binary formats (BIFF2 to BIFF8), record by record."""

from withhold.readers.interface import Reader
from withhold.readers.xls.reader import read

READER = Reader("xls", ("application/vnd.ms-excel",), read)
