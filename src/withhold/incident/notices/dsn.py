"""Delivery status notifications (RFC 3464 in a multipart/report, RFC 6522): hostile, read without trust.

Only the machine-readable part counts, never the text for people. What a mail is about is found by the
envelope identifier (ENVID) and the recipient (ORCPT) that we gave with it (RFC 3461).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message
from typing import Any, TypeAlias

from withhold.incident.notices.interface import NoticeError, Proof

MOST_BYTES = 1 << 20
MOST_RECIPIENTS = 100
_MOST_VALUE = 1000
_Headers: TypeAlias = "Message[str, str]"
_ACTIONS: Mapping[str, Proof] = {
    "failed": Proof.FAILED,
    "delayed": Proof.DELAYED,
    "delivered": Proof.DELIVERED,  # in the mail box: not read
    "relayed": Proof.RELAYED,
    "expanded": Proof.EXPANDED,
}
"""RFC 3464 2.3.3: the closed list of what can have happened."""
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_HEX = re.compile(r"\+([0-9A-F]{2})")


@dataclass(frozen=True, slots=True)
class About:
    """What became of one recipient. Addresses are lower case, without the type; None where not told."""

    proof: Proof
    status: str
    """The code of RFC 3463, such as `5.1.1`."""
    original: str | None = field(repr=False)
    final: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Report:
    """One notification. `envelope` is the ENVID it names, None without one."""

    envelope: str | None = field(repr=False)
    recipients: tuple[About, ...]


def parse(raw: bytes) -> Report:
    """Read one mail. Raises NoticeError, which repeats nothing of it, if it is no readable notification."""
    if len(raw) > MOST_BYTES:
        raise NoticeError("a mail among the bounces is too large; look at it by hand")
    try:
        groups = _groups(message_from_bytes(raw, policy=policy.compat32))
        if not groups or len(groups) - 1 > MOST_RECIPIENTS:
            raise NoticeError("a notification names nobody, or too many; look at it by hand")
        envelope = _value(groups[0], "Original-Envelope-Id")
        about = tuple(one for group in groups[1:] if (one := _about(group)) is not None)
    except (MessageError, ValueError, LookupError, RecursionError, TypeError, AttributeError) as error:
        raise NoticeError(f"a mail among the bounces cannot be read ({type(error).__name__})") from None
    if not about:
        raise NoticeError("a notification tells nothing of any recipient; look at it by hand")
    return Report(_xtext(envelope) if envelope else None, about)


def concerning(report: Report, envelope: str, recipient: str) -> About | None:
    """What the report tells of a mail of ours with this ENVID to this one recipient; None: nothing.

    The recipient must be named as we gave it (ORCPT), or as the final one where the original is not told: a
    report with a known envelope about somebody else is forged or about another mail, and changes nothing.
    Of several, the last that is about the recipient counts.
    """
    if report.envelope != envelope:
        return None
    wanted = recipient.casefold()
    found = [one for one in report.recipients if (one.original or one.final) == wanted]
    return found[-1] if found else None


def _groups(mail: _Headers) -> list[_Headers]:
    """The groups of fields of the one status part: about the mail, then about each recipient."""
    if mail.get_content_type() != "multipart/report" or _parameter(mail) != "delivery-status":
        raise NoticeError("a mail among the bounces is no notification; look at it by hand")
    parts: Any = mail.get_payload()
    if not isinstance(parts, list):
        raise NoticeError("a notification without parts; look at it by hand")
    told = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    if len(told) != 1 or not isinstance(told[0].get_payload(), list):
        raise NoticeError("a notification without exactly one status; look at it by hand")
    return [group for group in told[0].get_payload() if group.keys()]


def _parameter(mail: _Headers) -> str:
    told = mail.get_param("report-type")
    return told.casefold() if isinstance(told, str) else ""


def _about(group: _Headers) -> About | None:
    """A group that is complete and of known words; others tell nothing."""
    action = (_value(group, "Action") or "").split()
    status = _STATUS.match(_value(group, "Status") or "")
    proof = _ACTIONS.get(action[0].casefold()) if action else None
    if proof is None or status is None or not _agree(proof, status[0]):
        return None
    return About(proof, status[0], _address(group, "Original-Recipient"), _address(group, "Final-Recipient"))


def _agree(proof: Proof, status: str) -> bool:
    """Whether action and code tell the same class: 5 failed, 4 delayed (or given up), 2 the rest."""
    allowed = {Proof.FAILED: "45", Proof.DELAYED: "4"}.get(proof, "2")
    return status[0] in allowed


def _value(group: _Headers, name: str) -> str | None:
    """The one value of a field; a field that is there twice tells nothing."""
    found = group.get_all(name) or []
    if len(found) != 1:
        return None
    text = " ".join(str(found[0]).split())
    return text if text and len(text) <= _MOST_VALUE and text.isascii() and text.isprintable() else None


def _address(group: _Headers, name: str) -> str | None:
    kind, divider, address = (_value(group, name) or "").partition(";")
    if not divider or kind.strip().casefold() != "rfc822":
        return None
    return _xtext(address.strip()).casefold() or None


def _xtext(text: str) -> str:
    """Decoded from the xtext of RFC 3461 4; text that is not encoded is left as it is."""
    return _HEX.sub(lambda found: chr(int(found[1], 16)), text)
