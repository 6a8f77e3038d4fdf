"""Documents of Office Open XML in their encrypted container ([MS-OFFCRYPTO] 2.3)."""

from withhold.readers.interface import Reader
from withhold.readers.ole.passwords import read_unlocked

READER = Reader("locked_office", ("application/x-ole-encrypted",), read_unlocked)
