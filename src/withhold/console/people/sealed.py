"""Second factors' secrets and what stands in sessions, sealed at rest under a key of their own.

Not the fields' keys: a rotation seals columns anew and then removes the old key, and neither of these is a
column of ours. Losing `accounts.json` means that everybody sets up a new second factor.
"""

import base64
import json
from functools import cache
from typing import Any

from django.conf import settings

from withhold.console.sealing.current import CurrentKeyring
from withhold.console.sealing.fields import seal, unseal
from withhold.console.sealing.keyring import KeyringUnusable

_FACTOR, _SESSION = "mfa_authenticator.data", "django_session.session_data"


@cache
def _keyring() -> CurrentKeyring:
    return CurrentKeyring(settings.CONFIG.path("keys") / "accounts.json")


def seal_factor(text: str) -> str:
    """For the database: base64 of what `sealing.fields.seal` gives."""
    return base64.b64encode(seal(_keyring()(), _FACTOR, text)).decode("ascii")


def open_factor(sealed: str) -> str:
    """Raises KeyringUnusable if it was not sealed here."""
    return unseal(_keyring()(), _FACTOR, base64.b64decode(sealed))


def seal_session(values: dict[str, Any]) -> str:
    """As above, for what a session holds."""
    text = json.dumps(values, separators=(",", ":"))
    return base64.b64encode(seal(_keyring()(), _SESSION, text)).decode("ascii")


def open_session(sealed: str | bytes) -> dict[str, Any]:
    """Empty for what does not open: whoever had it signs in again."""
    try:
        found: dict[str, Any] = json.loads(unseal(_keyring()(), _SESSION, base64.b64decode(sealed)))
    except (KeyringUnusable, ValueError):
        return {}
    return found
