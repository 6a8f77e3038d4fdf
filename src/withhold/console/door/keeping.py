"""Seals what is no report: answers under a code, and questions whether somebody is affected.

The door knows no code and nobody's name: whatever is sent, it does the same work and says the same.
"""

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any

from withhold.console.door.config import current, current_pepper
from withhold.console.door.handing import Kind
from withhold.console.door.parcels import Parcel, sealed
from withhold.console.door.reports.models import Filed
from withhold.text.codes import code_of

_ID_DIGITS = 32
_FILLER = 16 << 10
"""Zeros beside what was said: whether much or little, it is sealed in one and the same size (`parcels`)."""


def keep(kind: Kind, said: dict[str, Any], token: str) -> str:
    """Seal it for the office; returns a number that it can be referred to by, and that opens nothing.

    The same form with the same token is kept once, under the same number.
    """
    now = datetime.now(UTC)
    content = hashlib.sha256(repr(sorted(said.items())).encode("utf-8", "replace")).digest()
    named = hmac.digest(current_pepper(), f"{kind}\0{token}\0".encode() + content, "sha256")
    reference = code_of(hmac.digest(current_pepper(), b"reference\0" + named, "sha256"))
    header = {**said, "kind": str(kind), "reference": reference, "at": now.isoformat()}
    parcel = Parcel(header, bytes(_FILLER))
    closed = sealed(parcel, current().recipients)  # before any look at what is there: the same work for all
    Filed.objects.get_or_create(
        id=named.hex()[:_ID_DIGITS], defaults={"kind": str(kind), "day": now.date(), "sealed": closed}
    )
    return reference
