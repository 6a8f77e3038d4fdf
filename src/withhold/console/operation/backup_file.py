"""What a backup is made of: a tar file with a manifest at its end, sealed with age or in clear."""

from dataclasses import dataclass

SCHEMA = "withhold.backup/1"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
"""The kinds of a database: a backup is restored into the kind that it was made of."""
FILE = "console.sqlite3"
TABLES = "tables"
"""The folder with a file for each table: PostgreSQL's COPY, text format, after a line with the columns."""
KEYS = "keys"
"""The folder of the home that a backup leaves out unless it is told otherwise."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was done, as a line for people."""

    line: str
