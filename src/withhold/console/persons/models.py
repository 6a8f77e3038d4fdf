"""Who is exposed in a case: one list a case, one sealed row a person."""

from django.conf import settings
from django.db import models

from withhold.console.cases.models import Case
from withhold.console.sealing.fields import SealedJSONField, SealedTextField


class ExposedList(models.Model):
    """The people of the leak, fixed once. `people_low` differ for sure, `people_high` is all rows."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="exposed_list")
    sha256 = models.CharField(max_length=64)
    """Of the exact bytes that it was read from."""
    compared = models.BooleanField()
    """Whether these are bytes that the case knows as its document."""
    whole = models.BooleanField()
    """Whether all of the document could be read."""
    people_low = models.PositiveIntegerField()
    people_high = models.PositiveIntegerField()
    unusable = models.PositiveIntegerField()
    """Rows that name nobody: no name and no identifier."""
    beside = models.PositiveIntegerField(default=0)
    """How often somebody who is none of the rows is named elsewhere in the document, at least."""
    root = models.CharField(max_length=64)
    """The root over the commitments to the rows, which stands in the case's ledger."""
    summary = SealedJSONField()
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField()


class LoadState(models.TextChoices):
    """How the reading of a list stands."""

    QUEUED = "queued", "Waiting for the worker"
    RUNNING = "running", "Being read"
    DONE = "done", "Loaded"
    FAILED = "failed", "Not loaded"


class Loading(models.Model):
    """A file whose people the worker is to read; the file itself is kept only until then."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="loadings")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = SealedTextField()
    why = SealedTextField()
    file = models.CharField(max_length=32)
    """Its name in the case's folder: random, tells nothing."""
    file_key = SealedTextField()
    """What opens it: until the worker reads it, it lies encrypted (sealing/files.py)."""
    state = models.CharField(max_length=16, choices=LoadState.choices, default=LoadState.QUEUED)
    now = models.CharField(max_length=100, default="")
    """What is done at the moment: words of ours."""
    failure = SealedTextField(default="")
    asked_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state__in=["queued", "running"]),
                name="one_loading_at_a_time",
            )
        ]
        ordering = ["-id"]

    @property
    def is_active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in (LoadState.QUEUED, LoadState.RUNNING)


class ExposedPerson(models.Model):
    """One row of the leak. Its number is the place in the list and tells nothing."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="exposed")
    number = models.PositiveIntegerField()
    values = SealedJSONField()
    """`fields`: field to values as written; `others`: header to value, for what no field describes."""
    salt = SealedTextField()
    commitment = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="one_number_once")]
        ordering = ["number"]


class Correction(models.Model):
    """What keeps the leak from happening again: the root cause, and the rule made of the leak itself."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="correction")
    why = SealedTextField()
    people = models.PositiveIntegerField()
    """How many rows of the case the register holds."""
    documents = models.PositiveIntegerField()
    """How many exact documents are refused by their hash."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
