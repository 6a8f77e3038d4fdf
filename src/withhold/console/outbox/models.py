"""What is to be sent and what became of it. Nothing is marked sent before it was accepted."""

from django.db import models
from django.utils import timezone

from withhold.console.sealing.fields import SealedTextField


class Channel(models.TextChoices):
    """How a message leaves."""

    MAIL = "mail", "E-mail"
    WEBHOOK = "webhook", "Webhook"


class State(models.TextChoices):
    """Where a message is. `UNKNOWN` asks a person: it is never sent again by itself."""

    QUEUED = "queued", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    ACCEPTED = "accepted", "Accepted by the other side"
    FAILED_RETRY = "failed_retry", "Failed, will be tried again"
    FAILED_FINAL = "failed_final", "Failed for good"
    UNKNOWN = "unknown", "Unknown whether it was accepted"
    WITHDRAWN = "withdrawn", "Withdrawn: not due any more"


class Message(models.Model):
    """One message to one recipient."""

    channel = models.CharField(max_length=8, choices=Channel.choices)
    kind = models.CharField(max_length=40)
    """What it is for, as one word of the caller's."""
    case = models.CharField(max_length=12, blank=True, default="")
    """The id of the case that it belongs to."""
    recipient = SealedTextField()
    subject = SealedTextField()
    body = SealedTextField()
    message_id = models.CharField(max_length=200, unique=True)
    """Fixed when it is queued: a server that sees it twice can tell."""
    state = models.CharField(max_length=16, choices=State.choices, default=State.QUEUED)
    created = models.DateTimeField(default=timezone.now)
    due = models.DateTimeField(default=timezone.now)
    """Not tried before."""
    lease = models.DateTimeField(null=True, blank=True)
    """Until when the process that sends it is waited for."""
    handed_over = models.BooleanField(default=False)
    """Written just before the bytes that make the server take it: from there on a crash leaves a question."""
    tries = models.PositiveIntegerField(default=0)
    settled = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due"], name="outbox_state_due")]


class Attempt(models.Model):
    """One try: what was answered, if anything was."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=16, choices=State.choices)
    code = models.PositiveIntegerField(null=True, blank=True)
    """SMTP's or HTTP's."""
    answer = SealedTextField()
    """In the other side's words, or ours where there was none."""


class Setback(models.Model):
    """Something that the worker does by itself failed for one item; the row goes when it succeeds."""

    duty = models.CharField(max_length=60)
    item = models.CharField(max_length=64)
    """An id that tells nothing of people."""
    place = models.CharField(max_length=120, default="")
    """The type of the error and where it came up, as `domain.mishap.where` tells it."""
    tries = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now)
    again = models.DateTimeField()
    """Not tried before."""
    told_at = models.DateTimeField(null=True, blank=True)
    """When the on-call was told."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["duty", "item"], name="one_setback_each")]
