"""What the first question of a case system would wait for, done when the server starts."""

import logging

from django.db import connections
from django.urls import get_resolver

from withhold.console.holds.indexing import held_index
from withhold.console.holds.keys import digest_key
from withhold.domain.mishap import where
from withhold.incident.holds.interface import Asked
from withhold.incident.holds.keys import Keys

_NOBODY = Asked("1", (("alien_number", "A000000000"),), "Nobody Atall", "1900-01-01")
_log = logging.getLogger(__name__)


def warm_up() -> bool:
    """Read the addresses, the tables of names and the index of the held people into this process.

    False where that failed: the questions themselves find the same, answer that nobody may act, and are where
    it is told. The server starts all the same.
    """
    try:
        _ = get_resolver().url_patterns
        Keys(digest_key()).of_asked([_NOBODY])
        held_index()
    except Exception as error:  # noqa: BLE001 - a traceback could show who is held
        _log.warning("the holds could not be read at the start (%s)", where(error))
        return False
    finally:
        connections.close_all()
    return True
