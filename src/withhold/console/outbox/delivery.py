"""Sends what is due: claims a message, tries it once, writes down what came of it.

A claim has a lease. When a process dies with one, the message is tried again if it certainly had not been
handed over, and asks a person if it may have been.
"""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from withhold.console.config import Config
from withhold.console.outbox.folder import FolderTransport
from withhold.console.outbox.interface import Outcome, Outgoing, Result, Transport
from withhold.console.outbox.models import Attempt, Channel, Message, State
from withhold.console.outbox.smtp import SmtpTransport
from withhold.console.outbox.webhooks import WebhookTransport
from withhold.domain.mishap import where

LEASE = timedelta(minutes=5)
"""Longer than any try: every step of one has a time limit below it."""
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 30, 60, 120, 300))
"""After the first, second, … failed try; the last one from then on."""
GIVE_UP = timedelta(days=3)
"""As long as mail servers try (RFC 5321, 4.5.4.1: at least 4 to 5 days is theirs; ours asks a person)."""
_STATES = {
    Outcome.ACCEPTED: State.ACCEPTED,
    Outcome.RETRY: State.FAILED_RETRY,
    Outcome.REFUSED: State.FAILED_FINAL,
    Outcome.WITHDRAWN: State.WITHDRAWN,
    Outcome.UNKNOWN: State.UNKNOWN,
}
_DATABASE_PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
_log = logging.getLogger(__name__)
Transports = Mapping[str, Transport]
Guards = Mapping[str, Callable[[Message], bool]]
"""By a message's kind: whether it may leave at this moment. Asked before each try, also of what a person
sends again: it may have waited for days."""


def transports_of(config: Config) -> Transports:
    """How each channel is sent in this installation."""
    mail: Transport = (
        SmtpTransport(config.mail) if config.mail is not None else FolderTransport(config.path("outbox"))
    )
    return {Channel.MAIL: mail, Channel.WEBHOOK: WebhookTransport(config.webhooks)}


def send_due(transports: Transports, most: int = 50, guards: Guards | None = None) -> int:
    """Try each message that is due, once; returns how many were tried. Safe from several processes at once.
    What its guard does not let leave is withdrawn.

    What fails in the database passes through: nothing is marked then that was not written.
    """
    _release_leases()
    count = 0
    while count < most:
        message = _claimed()
        if message is None:
            break
        _try(message, transports[message.channel], guards or {})
        count += 1
    return count


def send_again(message: Message) -> bool:
    """A person decided that it did not arrive. False if it is not one that waits for that."""
    waiting = Q(state=State.UNKNOWN) | Q(state=State.FAILED_FINAL)
    changed = Message.objects.filter(waiting, pk=message.pk).update(
        state=State.QUEUED,
        due=timezone.now(),
        created=timezone.now(),
        handed_over=False,
        lease=None,
        settled=None,
    )
    return bool(changed)


def arrived(message: Message) -> bool:
    """A person found out that it did arrive. False if nobody was asked."""
    now = timezone.now()
    return bool(
        Message.objects.filter(pk=message.pk, state=State.UNKNOWN).update(state=State.ACCEPTED, settled=now)
    )


def _release_leases() -> None:
    """What a process left that died: not handed over → again; handed over → a question for a person."""
    now = timezone.now()
    left = Message.objects.filter(state=State.SENDING, lease__lt=now)
    left.filter(handed_over=False).update(state=State.FAILED_RETRY, lease=None, due=now)
    for message in left.filter(handed_over=True):
        _settle(
            message, Result(Outcome.UNKNOWN, "the process that sent it ended before the answer came"), now
        )


def _claimed() -> Message | None:
    """The next one that is due, now ours. The update decides between two processes that saw the same row."""
    while True:
        now = timezone.now()
        due = Message.objects.filter(state__in=(State.QUEUED, State.FAILED_RETRY), due__lte=now)
        found = due.order_by("due", "pk").values_list("pk", "tries").first()
        if found is None:
            return None
        claim = due.filter(pk=found[0], tries=found[1])
        if claim.update(state=State.SENDING, lease=now + LEASE, handed_over=False, tries=F("tries") + 1):
            return Message.objects.get(pk=found[0])


def _try(message: Message, transport: Transport, guards: Guards) -> None:
    try:
        result = _sent(message, transport, guards)
    except LeaseLost:
        _log.warning("outbox: a message was claimed by another process; it goes on there")
        return
    except DatabaseError:
        raise  # its lease runs out; what it leaves then is known
    except Exception as error:  # noqa: BLE001 - told by place; the other messages have to go on
        _log.error(f"outbox: message {message.pk} could not be sent ({where(error)})")
        result = Result(_broken_off(message), f"this failed by a fault of the program ({where(error)})")
    _settle_at_last(message, result)
    _log.info(
        "outbox: one try",
        extra={"facts": {"message": message.pk, "kind": message.kind, "outcome": str(result.outcome)}},
    )


def _sent(message: Message, transport: Transport, guards: Guards) -> Result:
    guard = guards.get(message.kind)
    if guard is not None and not guard(message):
        return Result(Outcome.WITHDRAWN, "it was not due any more")
    outgoing = Outgoing(
        message.recipient, message.subject, message.body, message.kind, message.message_id, message.created
    )
    return transport.send(outgoing, _marker(message))


def _broken_off(message: Message) -> Outcome:
    out = Message.objects.filter(pk=message.pk, handed_over=True).exists()
    return Outcome.UNKNOWN if out else Outcome.RETRY


def _marker(message: Message) -> Callable[[], None]:
    """Writes that it is handed over now; raises LeaseLost if the claim is somebody else's by now."""

    def mark() -> None:
        ours = Message.objects.filter(pk=message.pk, state=State.SENDING, tries=message.tries)
        if not ours.update(handed_over=True, lease=timezone.now() + LEASE):
            raise LeaseLost(f"message {message.pk} was claimed by another process; it goes on there")

    return mark


class LeaseLost(Exception):
    """This process was away for longer than its lease; it does not touch the message any more."""


def _settle_at_last(message: Message, result: Result) -> None:
    """What is known must not be lost because the database is away for a moment."""
    for pause in _DATABASE_PAUSES:
        try:
            _settle(message, result, timezone.now())
            return
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(pause)
    _settle(message, result, timezone.now())


def _settle(message: Message, result: Result, now: datetime) -> None:
    state = _STATES[result.outcome]
    if state is State.FAILED_RETRY and now - message.created > GIVE_UP:
        state = State.FAILED_FINAL
    with transaction.atomic():
        ours = Message.objects.filter(pk=message.pk, state=State.SENDING, tries=message.tries)
        pause = PAUSES[min(message.tries, len(PAUSES)) - 1]
        if ours.update(
            state=state,
            lease=None,
            due=now + pause,
            settled=None if state is State.FAILED_RETRY else now,
        ):
            Attempt.objects.create(
                message=message, at=now, state=state, code=result.code, answer=result.answer
            )
