"""Binary Excel workbooks (xlsb): the parts of BIFF12 by own readers, the rest by those of xlsx."""

from withhold.readers.interface import Reader
from withhold.readers.xlsb.workbook import read

READER = Reader("xlsb", ("application/vnd.ms-excel.sheet.binary.macroenabled.12",), read)
