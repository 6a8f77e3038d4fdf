"""Case systems that ask: whether they live, whether they know of every hold, and paper where they do not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from withhold.incident.case.authority import is_seen, surely_differ
from withhold.incident.case.interface import Actor
from withhold.incident.holds.interface import HEARTBEAT_SCHEMA, Consumer, HoldError, Refused
from withhold.incident.holds.requests import read_moment
from withhold.incident.holds.signed import CONSUMER, Message, keys_are, read_message
from withhold.signing.ed25519 import raw_public_key

FRESH = timedelta(seconds=60)
"""How long a heartbeat counts. Client libraries send one every twenty seconds."""
APART = timedelta(seconds=60)
"""How far a heartbeat's time may be from the service's: as far as an answer's from a consumer's."""
_MOST_EPOCH = 2**53 - 1


class Doubt(StrEnum):
    """Why it is not known that a case system would not act against somebody held."""

    NEVER_SEEN = "never_seen"
    SILENT = "silent"
    BEHIND = "behind"  # alive, and has not acknowledged the newest holds


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """That a consumer is alive, and the newest epoch that it knows."""

    consumer: str
    acknowledged: int
    sent: datetime
    """By the consumer's clock."""


@dataclass(frozen=True, slots=True)
class OnPaper:
    """That two people made sure, in another way, that a consumer acts on nobody held as of this epoch."""

    consumer: str
    epoch: int
    first: Actor
    second: Actor
    at: datetime


def registered(name: str, public_key: str, webhook: str | None = None) -> Consumer:
    """A new consumer. Raises HoldError for what is no name, key or address."""
    if not CONSUMER.fullmatch(name):
        raise HoldError("the name has 1 to 64 lower-case letters, digits, dots, dashes or underscores")
    try:
        raw_public_key(public_key)
    except ValueError:
        raise HoldError("the public key is not 32 bytes in base64; copy what the case system shows") from None
    if webhook is not None and not _is_webhook(webhook):
        raise HoldError("the webhook is an https:// address without user name or fragment")
    return Consumer(name, public_key, webhook)


def read_heartbeat(
    body: bytes, header: str | None, keys: Mapping[str, Consumer], now: datetime
) -> tuple[Heartbeat, Message]:
    """The heartbeat in a signed body, and the message for its receipt. Raises Refused, also for one that was
    not sent just now: so an old one says nothing though its nonce was forgotten."""
    message = read_message(body, header, keys, {HEARTBEAT_SCHEMA})
    keys_are(message.content, "schema", "consumer", "nonce", "acknowledged", "sent")
    epoch = message.content["acknowledged"]
    if not isinstance(epoch, int) or isinstance(epoch, bool) or not 0 <= epoch <= _MOST_EPOCH:
        raise Refused("acknowledged is the number of an epoch, 0 for none", 400)
    sent = read_moment(message.content["sent"], "sent is the time of the case system's clock")
    if abs(now - sent) > APART:
        raise Refused("the clocks are more than 60 seconds apart; set the one that is wrong", 400)
    return Heartbeat(message.consumer.name, epoch, sent), message


def doubt(consumer: Consumer, epoch: int, now: datetime) -> Doubt | None:
    """Why this consumer is not known to know of the holds of this epoch; None where it is."""
    if consumer.seen is None:
        return Doubt.NEVER_SEEN
    if not timedelta(0) <= now - consumer.seen <= FRESH:
        return Doubt.SILENT
    return Doubt.BEHIND if consumer.acknowledged < epoch else None


def unconfirmed(
    consumers: Iterable[Consumer], papers: Iterable[OnPaper], epoch: int, now: datetime
) -> dict[str, Doubt]:
    """The consumers that page people, by name with the reason. A paper of this epoch or later settles one."""
    settled = {paper.consumer for paper in papers if paper.epoch >= epoch}
    doubts = {consumer.name: doubt(consumer, epoch, now) for consumer in consumers}
    return {name: why for name, why in doubts.items() if why is not None and name not in settled}


def confirm_on_paper(consumer: str, epoch: int, first: Actor, second: Actor, at: datetime) -> OnPaper:
    """Two people confirm for a consumer. Raises HoldError unless they surely are two."""
    if not (is_seen(first.name) and is_seen(second.name) and surely_differ(first, second)):
        raise HoldError("a paper confirmation needs two different people; ask a second one")
    return OnPaper(consumer, epoch, first, second, at)


def _is_webhook(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host, user = parts.hostname, parts.username
    except ValueError:
        return False
    local = host in ("127.0.0.1", "::1", "localhost")
    secure = parts.scheme == "https" or (local and parts.scheme == "http")
    return bool(secure and host and user is None and not parts.fragment)
