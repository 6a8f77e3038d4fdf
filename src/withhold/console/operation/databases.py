"""Which database the settings lead to, and how the console talks to it."""

from typing import Any
from urllib.parse import unquote, urlsplit

from withhold.console.config import Config, Database
from withhold.console.operation.secret import secret_from

_CONNECT_SECONDS = 5
"""A server that does not answer is told to people as down, not waited for."""
_STATEMENT_MS = 20_000


def database_of(config: Config) -> dict[str, Any]:
    """Django's entry for the console's own database. Raises ConfigUnusable for a password file."""
    if config.database is None:
        return sqlite(str(config.path("console.sqlite3")))
    return postgresql(config.database)


def sqlite(path: str) -> dict[str, Any]:
    """A file that several processes write, one at a time."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",  # a transaction that began by reading could never write
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        },
    }


def postgresql(database: Database) -> dict[str, Any]:
    """A server, through a pool of connections that are looked at before they are given out."""
    parts = urlsplit(database.url)
    file = database.password_file
    pool = {
        "min_size": 1,
        "max_size": database.pool,
        "timeout": _CONNECT_SECONDS,
        # After that the pool stops trying by itself, and tries whenever it is asked: at once when it is back.
        "reconnect_timeout": _CONNECT_SECONDS,
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": secret_from(file, "database.password_file") if file else "",
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": pool,
            "connect_timeout": _CONNECT_SECONDS,
            "options": f"-c statement_timeout={_STATEMENT_MS} -c lock_timeout={_STATEMENT_MS}",
        },
    }
