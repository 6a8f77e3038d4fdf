"""Queues messages, in the transaction of the change that they tell of. The worker sends them."""

import secrets
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from withhold.console.config import Config
from withhold.console.outbox.models import Channel, Message
from withhold.domain.errors import UsageError

_MOST_SUBJECT = 200
_MOST_KIND = 40
_DEVIATING = frozenset("\u00df\u1e9e\u03c2\u200c\u200d")
"""What the two standards of domain names write differently (UTS 46, deviation characters): mail would go to
somebody else's domain."""


class Unmailable(UsageError):
    """What was to be queued cannot be a mail; the message repeats no value of it."""


def queue_mail(to: str, subject: str, body: str, kind: str, case: Any = None) -> Message:
    """Put a mail to one recipient into the outbox. `case` is a case's row or id. Raises Unmailable.

    Rolled back with the caller's transaction; sent by the worker after it was committed.
    """
    to = mailable(to)
    if not subject.strip() or len(subject) > _MOST_SUBJECT or not subject.isprintable():
        raise Unmailable(f"a subject is one line of at most {_MOST_SUBJECT} characters")
    return _queue(Channel.MAIL, to, subject, body, kind, case)


def mailable(address: str) -> str:
    """The address as mail servers take it: a domain in other letters in its ASCII form (RFC 3490; where the
    newer RFC 5891 gives another domain, neither is guessed). Raises Unmailable."""
    local, at, domain = address.strip().rpartition("@")
    if not _DEVIATING.isdisjoint(domain):
        raise Unmailable("write the domain of that e-mail address in its form xn--…")
    try:
        written = f"{local}{at}{domain.encode('idna').decode('ascii')}"
        validate_email(written)  # which takes nothing but ASCII before the @
    except (UnicodeError, ValidationError):
        raise Unmailable("that is no e-mail address; write it as name@example.org") from None
    return written


def queue_alert(text: str, kind: str, case: Any = None) -> int:
    """Tell the on-call, by mail and by webhook; `text` holds nobody's values. Returns how many were queued.

    0 means that nobody is configured to be told: `withhold serve check` and the health page say so too.
    """
    config: Config = settings.CONFIG
    subject = "Withhold: please look at the console"  # an alert's subject is seen on locked screens
    for address in config.on_call:
        queue_mail(address, subject, f"{text}\n\n{config.base_url}/\n", kind, case)
    for webhook in config.webhooks:
        _queue(Channel.WEBHOOK, webhook.url, subject, text, kind, case)
    return len(config.on_call) + len(config.webhooks)


def _queue(channel: Channel, to: str, subject: str, body: str, kind: str, case: Any) -> Message:
    if not kind or len(kind) > _MOST_KIND:
        raise Unmailable(f"a message's kind is a word of at most {_MOST_KIND} characters")
    return Message.objects.create(
        channel=channel,
        kind=kind,
        case=str(getattr(case, "id", case) or ""),
        recipient=to,
        subject=subject,
        body=body,
        message_id=f"<{datetime.now(UTC):%Y%m%d}.{secrets.token_hex(16)}@withhold.invalid>",
    )
