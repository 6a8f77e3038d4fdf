"""What a person found about an accessor, what was asked of them, and what they answered.

Networks, organisations, addresses, reasons and texts are sealed. A code is kept as its hash.
"""

import secrets

from django.conf import settings
from django.db import models

from withhold.console.cases.models import Case
from withhold.console.sealing.fields import SealedTextField
from withhold.incident.accessors import asking
from withhold.incident.accessors.classifying import Ask, Classified
from withhold.incident.accessors.interface import Certificate, Standing, Who

_USER = settings.AUTH_USER_MODEL


def new_reference() -> str:
    """64 hex digits: names an accessor in the ledger for ever, and tells nothing of their network."""
    return secrets.token_hex(32)


def _choices(words: type[Who] | type[Standing] | type[Ask]) -> list[tuple[str, str]]:
    return [(str(one), str(one).replace("_", " ").capitalize()) for one in words]


_CALLED = {Who.NGO: "NGO", Who.AFFECTED: "Affected person", Who.OWN: "Our own office"}
WHO = [(value, _CALLED.get(Who(value), words)) for value, words in _choices(Who)]
ASKS = _choices(Ask)


class Matter(models.Model):
    """One accessor of a case whom a person classified."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="accessor_matters")
    reference = models.CharField(max_length=64, unique=True, default=new_reference, editable=False)
    lookup = models.CharField(max_length=64)
    """A keyed digest of the network (`tracing.lookup_of`)."""
    network = SealedTextField()
    grade = models.CharField(max_length=20)
    organisation = SealedTextField(default="")
    who = models.CharField(max_length=16, choices=WHO)
    country = SealedTextField(default="")
    language = SealedTextField(default="en")
    """In which they are written to, where somebody stands for the text in it; else in English."""
    overridden = models.BooleanField(default=False)
    standing = models.CharField(max_length=16, choices=_choices(Standing), default=Standing.OPEN)
    reminders = models.PositiveIntegerField(default=0)
    due = models.DateTimeField(null=True)
    classified_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    classified_at = models.DateTimeField()
    why = SealedTextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "lookup"], name="one_matter_an_accessor")]
        ordering = ["-id"]

    def as_ruled(self) -> asking.Matter:
        """As the rules know it."""
        found = Classified(Who(self.who), self.country or None, self.overridden)
        return asking.Matter(found, Standing(self.standing), self.reminders, self.due)

    def take(self, ruled: asking.Matter) -> None:
        """What the rules made of it; not saved."""
        self.standing, self.reminders, self.due = str(ruled.standing), ruled.reminders, ruled.due


class Code(models.Model):
    """A code that stands in a notice to an accessor, as its hash. An older letter's goes on leading here."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64, unique=True)


class Sent(models.Model):
    """A text to an accessor or their network's desk, as a person saw it before they pressed send."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="sent")
    what = models.CharField(max_length=16, choices=ASKS)
    recipient = SealedTextField()
    subject = SealedTextField()
    body = SealedTextField()
    message = models.PositiveBigIntegerField()
    """Its number in the outbox, which knows whether it was accepted."""
    by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]


class Answer(models.Model):
    """What arrived at the door under a code. Without a matter: the code is none of ours."""

    door_id = models.CharField(max_length=32, unique=True)
    matter = models.ForeignKey(Matter, null=True, on_delete=models.CASCADE, related_name="answers")
    readable = models.BooleanField(default=True)
    destroyed = models.BooleanField(default=False)
    retained = models.BooleanField(default=False)
    copies = models.PositiveIntegerField(null=True)
    told = models.PositiveIntegerField(null=True)
    name = SealedTextField(default="")
    words = SealedTextField(default="")
    arrived = models.DateTimeField()

    class Meta:
        ordering = ["-arrived", "-id"]

    def as_ruled(self) -> Certificate:
        """As the rules know it."""
        return Certificate(
            self.destroyed, self.copies, self.told, self.retained, self.name, self.arrived, self.words
        )
