"""The door's rows. Their ids are drawn at random, so that they tell no order."""

import secrets
from typing import ClassVar

from django.db import models


def new_id() -> str:
    """32 hex digits."""
    return secrets.token_hex(16)


class Report(models.Model):
    """A report: what finds it again, and whom answers are sealed to. What it says is in its messages."""

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    lookup = models.CharField(max_length=64, unique=True)
    """Follows from the receipt (`door.receipts`); never the receipt."""
    answers_to = models.CharField(max_length=80)
    """The age public key that only the receipt opens."""
    day = models.DateField()

    objects: ClassVar[models.Manager["Report"]] = models.Manager()

    class Meta:
        app_label = "door"


class Message(models.Model):
    """Something said, sealed: to the office's intake, or, where `from_office`, to the receipt.

    A report's first message has its id.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="messages")
    from_office = models.BooleanField(default=False)
    day = models.DateField()
    sealed = models.BinaryField()
    """Age ciphertext of a `door.parcels.Parcel`; empty once the office has it."""
    collected = models.BooleanField(default=False)

    objects: ClassVar[models.Manager["Message"]] = models.Manager()

    class Meta:
        app_label = "door"
        indexes = [models.Index(fields=["from_office", "collected"], name="door_to_collect")]


class Filed(models.Model):
    """What is no report, sealed to the office: an answer under a code, or a question whether one is affected.

    Nothing finds it again from outside: who sent it cannot, and nobody can ask what was sent.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    kind = models.CharField(max_length=12)
    """A value of `door.handing.Kind`."""
    day = models.DateField()
    sealed = models.BinaryField()
    """Age ciphertext of a `door.parcels.Parcel`; empty once the office has it."""
    collected = models.BooleanField(default=False)

    objects: ClassVar[models.Manager["Filed"]] = models.Manager()

    class Meta:
        app_label = "door"
        indexes = [models.Index(fields=["kind", "collected"], name="door_filed_to_collect")]
