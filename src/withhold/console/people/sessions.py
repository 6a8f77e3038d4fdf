"""Sessions in the database, sealed: SESSION_ENGINE."""

from typing import Any

from django.contrib.sessions.backends import db

from withhold.console.people.sealed import open_session, seal_session


class SessionStore(db.SessionStore):
    """They hold what was sent just before somebody was asked for their password again: reasons, names."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        return seal_session(session_dict)

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        return open_session(session_data)
