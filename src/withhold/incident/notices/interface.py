"""Texts, channels and deliveries as the rest of the response sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from withhold.domain.errors import UsageError


class NoticeError(UsageError):
    """A notice that may not leave, or a text that is unusable; one line that says what to do, no values."""


class Audience(StrEnum):
    """Who reads it."""

    PERSON = "person"
    MAILBOX = "mailbox"  # whoever reads a mailbox: that there is a letter, and how to get it; nothing of it
    COUNSEL = "counsel"
    ACCESSOR = "accessor"
    NETWORK_DESK = "network_desk"
    COPY_HOST = "copy_host"
    REGULATOR = "regulator"
    FINDER = "finder"
    PUBLIC = "public"

    @property
    def never_waits(self) -> bool:
        """Whether no hold and no other step may delay it (design 5.7)."""
        return self in (Audience.REGULATOR, Audience.NETWORK_DESK, Audience.COPY_HOST, Audience.FINDER)


class Form(StrEnum):
    """How a text is given."""

    WRITTEN = "written"
    READ_ALOUD = "read_aloud"


@dataclass(frozen=True, slots=True)
class TextKey:
    """Which text: for whom, under whose law, in which language (BCP 47), written or read aloud."""

    audience: Audience
    jurisdiction: str
    language: str
    form: Form = Form.WRITTEN


@dataclass(frozen=True, slots=True)
class TextVersion:
    """One version of a text. `sha256` names exactly this text: a review holds for it and for no other."""

    key: TextKey
    title: str
    paragraphs: tuple[str, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Review:
    """That a named person read exactly this text version in its language and stands for it."""

    sha256: str
    reviewer: str
    at: datetime


class Channel(StrEnum):
    """By which way."""

    EMAIL = "email"
    POST = "post"
    CUSTODY = "custody"  # handed over in private in a sealed envelope
    PORTAL = "portal"
    COUNSEL = "counsel"  # through the representative
    HELPLINE = "helpline"  # read aloud


class Proof(StrEnum):
    """What is known of a delivery, from nothing to proof. Only PROVEN starts the protected period."""

    QUEUED = "queued"
    WAITING = "waiting"  # something has to come first: a hold, a review
    SENDING = "sending"
    ACCEPTED = "accepted"  # the next station took it
    RELAYED = "relayed"  # DSN: beyond what can be seen
    EXPANDED = "expanded"  # DSN: a list took it; not final
    DELAYED = "delayed"
    DELIVERED = "delivered"  # in a mail box or letter box: not read
    RETURNED = "returned"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"  # a person decides; never sent again by itself
    PROVEN = "proven"  # receipt by the person or counsel themselves

    @property
    def is_end(self) -> bool:
        """Whether nothing more is expected of this delivery."""
        return self in (Proof.RETURNED, Proof.REFUSED, Proof.FAILED, Proof.PROVEN)


@dataclass(frozen=True, slots=True, repr=False)
class Addressee:
    """Whom a notice goes to, with what decides how. `subject` is the caller's reference (a number)."""

    subject: str
    audience: Audience
    name: str
    language: str | None
    cohort: str
    """affected.interface.Cohort's value."""
    emails: tuple[str, ...] = ()
    shared_emails: frozenset[str] = field(default=frozenset())
    """Those that more than one person has: never for victims and minors."""
    addresses: tuple[str, ...] = ()
    shared_addresses: frozenset[str] = field(default=frozenset())
    facility: str | None = None
    country: str | None = None
    """Where they live, as own records tell it (ISO 3166)."""
    home: str | None = None
    """The organisation's own country."""
    fled: tuple[str, ...] = ()
    """The countries that they fled, as far as is known: no cold contact there."""
    removed: bool = False
    """Whether a removal is recorded, whatever else is."""
    victim: bool = False
    """Or not known not to be one; and so for `minor`."""
    minor: bool = False
    has_counsel: bool = False
    counsel: str = ""
    """Who that is, as own records name them: each is a way of their own."""
    has_portal: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """The channels that are safe for somebody, best first; and why others are not (words of ours)."""

    channels: tuple[Channel, ...]
    excluded: Mapping[Channel, str]

    @property
    def is_none(self) -> bool:
        """Whether there is no way at all: recorded, an open task, never dropped."""
        return not self.channels
