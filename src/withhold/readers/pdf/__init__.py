"""PDF documents: the text of their pages, rebuilt into lines and tables from where it stands."""

from withhold.readers.interface import Reader
from withhold.readers.pdf.document import read

READER = Reader("pdf", ("application/pdf",), read, finds_tables=True)
