"""SQLite databases: rows of every table, and rows that were deleted but whose bytes are still there.

The file is read by its format (sqlite.org/fileformat2.html), never by the library: what is deleted is out of
the library's sight, and a foreign schema may make it run things.
"""

from withhold.readers.interface import Reader
from withhold.readers.sqlite.database import read

READER = Reader("sqlite", ("application/vnd.sqlite3",), read)
