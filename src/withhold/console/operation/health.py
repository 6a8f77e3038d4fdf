"""Whether the installation works, in one word for each part that does not."""

import logging
import threading
import time
from collections.abc import Callable

from django.db import DatabaseError, connection

from withhold.console.operation import state

FRESH = 2.0
"""Seconds that an answer is good for."""
_lock = threading.Lock()
_last: tuple[float, list[str]] = (-FRESH, [])
_log = logging.getLogger(__name__)


def unwell() -> list[str]:
    """The parts that do not work: database, migrations, worker, disk, keys, processes. Empty: all do.

    Asked anew every other second at most: anybody may ask.
    """
    global _last
    with _lock:
        asked, found = _last
        if time.monotonic() - asked > FRESH:
            found = _unwell()
            _last = (time.monotonic(), found)
        return found


def _unwell() -> list[str]:
    database = _asked(state.writable)
    found = [] if database else ["database"]
    questions: list[tuple[str, Callable[[], bool]]] = [
        ("keys", state.keys_usable),
        ("disk", state.room_left),
        ("processes", state.processes_up),
    ]
    if database:
        questions += [("migrations", lambda: not state.pending_migrations()), ("worker", state.worker_seen)]
    return [*found, *(name for name, question in questions if not _asked(question))]


def _asked(question: Callable[[], bool]) -> bool:
    """What cannot be asked is not well."""
    try:
        return question()
    except (DatabaseError, OSError, ValueError) as error:
        _log.warning("health: a question could not be asked (%s)", type(error).__name__)
        connection.close()
        return False
