"""What the door writes to standard error: of its own sentences all, of anybody else's only kind and place.

An error's text, and what libraries log, may quote what a reporter sent.
"""

import logging

from withhold.domain.mishap import where

_OURS = "withhold"


class Shaped(logging.Formatter):
    """One line a record, without values."""

    def format(self, record: logging.LogRecord) -> str:
        said = record.getMessage() if record.name.startswith(_OURS) else str(record.msg).partition("\n")[0]
        line = f"{record.levelname.lower()} {record.name}: {said}"
        if record.exc_info and record.exc_info[1] is not None:
            line += f" ({where(record.exc_info[1])})"
        return line
