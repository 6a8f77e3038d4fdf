"""How often somebody may knock, without keeping who: digests of addresses under a key of the day, in memory.

Nothing of it is ever written; a restart forgets it all, and so does the next day.
"""

import hmac
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

_MOST_REMEMBERED = 100_000
_V6_SITE = 64
"""One household or server has a whole /64 (RFC 6177): it counts as one."""


class Knock(StrEnum):
    """What is counted."""

    REPORT = "report"
    FOLLOW_UP = "follow_up"
    CERTIFICATE = "certificate"
    QUESTION = "question"


EACH: Mapping[Knock, int] = {
    Knock.REPORT: 30,
    Knock.FOLLOW_UP: 100,
    Knock.CERTIFICATE: 30,
    Knock.QUESTION: 30,
}
"""From one address in a day: an office behind one address may send several; nobody types more."""
ALL: Mapping[Knock, int] = {
    Knock.REPORT: 5_000,
    Knock.FOLLOW_UP: 20_000,
    Knock.CERTIFICATE: 5_000,
    Knock.QUESTION: 5_000,
}
"""From everybody in a day: bounds the disk, and what guessing receipts could ever reach."""


def _today() -> date:
    return datetime.now(UTC).date()


class Limits:
    """Counts of the current day. Safe to use from several threads."""

    def __init__(self, today: Callable[[], date] = _today) -> None:
        self._today = today
        self._lock = threading.Lock()
        self._day: date | None = None

    def allows(self, knock: Knock, address: str) -> bool:
        """Count it, and say whether it is within the limits. An empty address counts for everybody alone."""
        with self._lock:
            self._turn()
            if self._all[knock] >= ALL[knock]:
                return False
            if address and not self._counted(knock, address):
                return False
            self._all[knock] += 1
            return True

    def _counted(self, knock: Knock, address: str) -> bool:
        digest = hmac.digest(self._key, f"{knock}\0{_site(address)}".encode(), "sha256")
        count = self._each.pop(digest, 0)
        self._each[digest] = min(count + 1, EACH[knock])
        if len(self._each) > _MOST_REMEMBERED:
            self._each.popitem(last=False)
        return count < EACH[knock]

    def _turn(self) -> None:
        today = self._today()
        if today != self._day:
            self._day = today
            self._key = secrets.token_bytes(32)
            self._each: OrderedDict[bytes, int] = OrderedDict()
            self._all = dict.fromkeys(Knock, 0)


def client(remote: str, forwarded: str, trusted: Sequence[IPv4Network | IPv6Network]) -> str:
    """The address that knocks: behind a trusted proxy the last one it was told that is no trusted proxy.

    Empty where a trusted proxy tells none: an onion service has no address to tell.
    """
    try:
        if not any(ip_address(remote) in network for network in trusted):
            return remote
        for one in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
            if not any(ip_address(one) in network for network in trusted):
                return one
    except ValueError:
        return remote
    return ""


def _site(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ip_network((int(found), _V6_SITE), strict=False))
    return str(found)
