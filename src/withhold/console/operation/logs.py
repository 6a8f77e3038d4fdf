"""What processes log: one JSON object a line, without anybody's values.

Our own loggers write sentences without values. What libraries log may quote what they read: of them only
the constant part of a message is kept, and of an exception its kind and place, never its text.
"""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from withhold.domain.mishap import where

_OURS = "withhold"


class Reserved(logging.Formatter):
    """A record as JSON: at, level, logger, message, what `extra={"facts": {...}}` adds, place of an error."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            line["error"] = type(error).__name__
            line["place"] = where(error)
        return json.dumps(line, ensure_ascii=True)


def _message(record: logging.LogRecord) -> str:
    if record.name.startswith(_OURS):
        return record.getMessage()
    return str(record.msg)  # "%s: %s" rather than what stood there


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"reserved": {"()": "withhold.console.operation.logs.Reserved"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "reserved"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "withhold": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
    },
}
"""As Django's LOGGING setting."""
