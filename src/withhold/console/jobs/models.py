"""Long work of a case, as a row: who asked for it, how far it is, how it ended."""

from django.conf import settings
from django.db import models

from withhold.console.cases.models import Case
from withhold.console.sealing.fields import SealedJSONField, SealedTextField


class Kind(models.TextChoices):
    """What can be done."""

    EXPOSURE = "exposure", "Find where it is public"
    PRESERVE = "preserve", "Preserve evidence"
    TAKEDOWN = "takedown", "Take it down"
    WATCH = "watch", "Watch that it stays gone"
    RESTORE = "restore", "Put back what was taken down in error"
    TRACE = "trace", "Find out who fetched it"


class State(models.TextChoices):
    """How a job stands. It is interrupted until the worker says otherwise: no other word is taken back."""

    QUEUED = "queued", "Waiting for the worker"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    INTERRUPTED = "interrupted", "Interrupted"


ACTIVE = (State.QUEUED, State.RUNNING)
LANES = {Kind.WATCH: Kind.TAKEDOWN, Kind.RESTORE: Kind.TAKEDOWN}
"""Kinds that must never run beside each other in one case share a lane; others have their own."""


class Job(models.Model):
    """One piece of work. `summary` and `progress` may hold others' words and are sealed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    lane = models.CharField(max_length=16)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = SealedTextField()
    options = SealedJSONField(default=dict)
    state = models.CharField(max_length=16, choices=State.choices, default=State.QUEUED)
    now = models.CharField(max_length=100, default="")
    """What it does at the moment: words of ours, no value of anybody's."""
    total = models.PositiveIntegerField(null=True)
    done = models.PositiveIntegerField(default=0)
    lines = SealedJSONField(default=list)
    """The newest things that happened, one line each."""
    summary = SealedTextField(default="")
    complete = models.BooleanField(default=False)
    """Whether it reached what it was for: gone, all looked at, all sealed. Only the last line sets it."""
    asked_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    holder = models.CharField(max_length=32, default="")
    lease = models.DateTimeField(null=True)
    """Until when the worker that has it counts as alive; it says so again and again."""
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "lane"],
                condition=models.Q(state__in=["queued", "running"]),
                name="one_active_job_of_a_lane",
            )
        ]
        ordering = ["-id"]

    @property
    def is_active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ACTIVE
