"""What follows when a notice is not proven: the next safe way, and when waiting has lasted too long."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from withhold.incident.notices.interface import Addressee, Channel, Proof
from withhold.incident.notices.paths import path_for, usable_addresses, usable_emails

PATIENCE: Mapping[Channel, timedelta] = {
    Channel.CUSTODY: timedelta(days=2),
    Channel.PORTAL: timedelta(days=3),
    Channel.COUNSEL: timedelta(days=3),
    Channel.EMAIL: timedelta(days=3),
    Channel.POST: timedelta(days=10),
}
"""How long each way may take from leaving to proof: choices of this project, from how long a handover in a
facility, a reply, and a registered letter usually take."""
_PRESSING = 2
"""For somebody whom something presses, the patience is this many times shorter."""
_FAILED = frozenset({Proof.RETURNED, Proof.REFUSED, Proof.FAILED})
TRIED = "tried, and not proven"


@dataclass(frozen=True, slots=True, repr=False)
class Way:
    """A channel, and where it leads: a mailbox, an address, a facility, counsel; "" where the channel says it
    all."""

    channel: Channel
    address: str


def overdue(channel: Channel, left_at: datetime, now: datetime, pressing: bool) -> bool:
    """Whether a notice that left then should have been proven by now."""
    patience = PATIENCE.get(channel)
    return patience is not None and now - left_at > (patience / _PRESSING if pressing else patience)


def failed(state: Proof) -> bool:
    """Whether this attempt is over without proof, so that the next way is due."""
    return state in _FAILED


def ways(who: Addressee) -> tuple[Way, ...]:
    """Every safe way to somebody, best first: each mailbox and each postal address is one."""
    return tuple(
        Way(channel, address)
        for channel in path_for(who).channels
        for address in _addresses(who, channel)
        if channel is not Channel.HELPLINE
    )


def next_way(who: Addressee, tried: Collection[Way]) -> Way | None:
    """The best safe way that was not tried yet; None: a person has to find one."""
    return next((way for way in ways(who) if way not in tried), None)


def excluded(who: Addressee, tried: Collection[Way]) -> dict[str, str]:
    """Why each other channel is not used, in words of ours."""
    told = {str(channel): why for channel, why in path_for(who).excluded.items()}
    return told | {str(way.channel): TRIED for way in tried if way in ways(who)}


def _addresses(who: Addressee, channel: Channel) -> tuple[str, ...]:
    if channel is Channel.EMAIL:
        return usable_emails(who)
    if channel is Channel.POST:
        return usable_addresses(who)
    if channel is Channel.COUNSEL:
        return (who.counsel,)
    return (who.facility or "",) if channel is Channel.CUSTODY else ("",)
