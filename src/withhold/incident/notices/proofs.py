"""What follows on what in a delivery: nothing is better than what was seen, and proof is a receipt."""

from collections.abc import Mapping

from withhold.incident.notices.interface import Channel, NoticeError, Proof

_OPEN = frozenset(one for one in Proof if not one.is_end)
_AFTER: Mapping[Proof, frozenset[Proof]] = {
    Proof.QUEUED: frozenset({Proof.WAITING, Proof.SENDING, Proof.ACCEPTED, Proof.FAILED, Proof.PROVEN}),
    Proof.WAITING: frozenset({Proof.QUEUED, Proof.SENDING, Proof.FAILED, Proof.PROVEN}),
    Proof.SENDING: frozenset({Proof.ACCEPTED, Proof.REFUSED, Proof.FAILED, Proof.UNKNOWN, Proof.QUEUED}),
    # It may have been taken after all: what comes back, or is reported, tells.
    Proof.UNKNOWN: _OPEN - {Proof.WAITING, Proof.SENDING, Proof.UNKNOWN}
    | {Proof.RETURNED, Proof.REFUSED, Proof.FAILED, Proof.PROVEN},
    Proof.ACCEPTED: _OPEN - {Proof.QUEUED, Proof.WAITING, Proof.SENDING, Proof.ACCEPTED}
    | {Proof.RETURNED, Proof.REFUSED, Proof.FAILED, Proof.PROVEN},
    Proof.DELAYED: frozenset(
        {Proof.DELIVERED, Proof.RELAYED, Proof.EXPANDED, Proof.RETURNED, Proof.FAILED, Proof.PROVEN}
    ),
    # Beyond what can be seen: only what comes back, or a receipt, tells more.
    Proof.RELAYED: frozenset({Proof.RETURNED, Proof.FAILED, Proof.DELIVERED, Proof.DELAYED, Proof.PROVEN}),
    # The mailbox of one member of a list is not the addressee's.
    Proof.EXPANDED: frozenset({Proof.RETURNED, Proof.FAILED, Proof.PROVEN}),
    # In a box is not read: a letter can still come back.
    Proof.DELIVERED: frozenset({Proof.RETURNED, Proof.PROVEN}),
    Proof.RETURNED: frozenset({Proof.QUEUED}),
    Proof.REFUSED: frozenset({Proof.QUEUED}),
    Proof.FAILED: frozenset({Proof.QUEUED}),
    Proof.PROVEN: frozenset(),
}
"""A late report changes nothing that is more certain; after an end only a new attempt follows."""
PROVABLE = frozenset({Channel.CUSTODY, Channel.PORTAL, Channel.COUNSEL, Channel.POST, Channel.HELPLINE})
"""Where a receipt by the person or their counsel exists: signed for by hand, opened behind a sign-in,
confirmed by counsel, a signed postal receipt, an identity verified on the telephone. Mail has none."""


def follows(now: Proof, then: Proof) -> bool:
    """Whether this can come after that."""
    return then in _AFTER[now]


def advance(now: Proof, then: Proof, channel: Channel) -> Proof:
    """The state after a report; a report that tells nothing new leaves it. Raises NoticeError for a proof by
    a channel that has none."""
    if then is Proof.PROVEN and channel not in PROVABLE:
        raise NoticeError("a delivered mail is not read: proof comes by another channel or a reply in person")
    return then if follows(now, then) else now
