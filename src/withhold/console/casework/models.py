"""What people keep beside the case's events: tasks of their own, and files."""

from django.conf import settings
from django.db import models

from withhold.console.cases.models import Case
from withhold.console.sealing.fields import SealedTextField


class Task(models.Model):
    """Something that somebody has to do, beside what the case's rules ask for."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    text = SealedTextField()
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["done_at", "due", "id"]


class Attachment(models.Model):
    """A file of the case, encrypted in its folder under a key that is sealed here."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    name = SealedTextField()
    key = SealedTextField()
    stored = models.CharField(max_length=40)
    """The file's name in the case's folder: random."""
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    """Of what is stored, encrypted."""
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
