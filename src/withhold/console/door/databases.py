"""Where the door's rows are: a file, or a PostgreSQL database of its own. The intake reads it too."""

from typing import Any
from urllib.parse import unquote, urlsplit

from withhold.console.door.config import DoorConfig

FILE = "door.sqlite3"


def database_of(config: DoorConfig) -> dict[str, Any]:
    """Django's entry for it. A password of PostgreSQL stands in libpq's own file (PGPASSFILE)."""
    if not config.database:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(config.home / FILE),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
            },
        }
    parts = urlsplit(config.database)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5},
    }
