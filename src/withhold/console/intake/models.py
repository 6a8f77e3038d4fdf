"""What was reported, as the on-call works on it. All that somebody said is sealed."""

from django.conf import settings
from django.db import models

from withhold.console.cases.models import Case
from withhold.console.sealing.fields import SealedJSONField, SealedTextField


class State(models.TextChoices):
    """How far the office is with a report."""

    NEW = "new", "New"
    SEEN = "seen", "Seen"
    IN_CASE = "in_case", "In a case"
    DISMISSED = "dismissed", "Dismissed"


class Report(models.Model):
    """One report. `door_id` is the door's id of it; `readable` is false where it did not open."""

    door_id = models.CharField(max_length=32, unique=True)
    arrived = models.DateTimeField()
    collected = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=8)
    readable = models.BooleanField(default=True)
    said = SealedJSONField(default=dict)
    """seen, contact, about_me, file_name: as the reporter gave them."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW, db_index=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="reports")
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    seen_at = models.DateTimeField(null=True)
    reason = SealedTextField(default="")
    """Why it was dismissed."""

    class Meta:
        ordering = ("-arrived", "-id")


class LeadKind(models.TextChoices):
    """What there is to look at."""

    URL = "url", "Address"
    FILE = "file", "File that came with the report"


class LeadState(models.TextChoices):
    """How far the look is. Nothing is clean before it was looked at."""

    WAITING = "waiting", "Not looked at yet"
    LOOKING = "looking", "Being looked at"
    LOOKED = "looked", "Looked at"
    UNREAD = "unread", "Could not be looked at"


class Lead(models.Model):
    """An address or a file of a report, and what was found there."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="leads")
    kind = models.CharField(max_length=4, choices=LeadKind.choices)
    url = SealedTextField(default="")
    same = models.CharField(max_length=64, db_index=True)
    """A keyed digest of the address or the file: reports of the same have the same."""
    own = models.BooleanField(default=False)
    """Whether it is on the organisation's own sites: then it is looked at without being asked."""
    state = models.CharField(max_length=8, choices=LeadState.choices, default=LeadState.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    found = SealedJSONField(default=dict)
    """The verdict in words, or why there is none (`intake.looking`)."""


class Message(models.Model):
    """Something said after the report: by the reporter, or by the office."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="messages")
    door_id = models.CharField(max_length=32, unique=True)
    """Its id at the door: known before it is handed over, so that it is handed over once."""
    from_office = models.BooleanField(default=False)
    kind = models.CharField(max_length=12, default="text")
    """text, unreadable; and of the office: text, seen, gone, the last two once a report at most."""
    text = SealedTextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    delivered = models.DateTimeField(null=True)
    """When the door had it; empty for what waits."""

    class Meta:
        ordering = ("at", "id")
