"""Agreements of two people, reveals, and the tokens of programs."""

from django.conf import settings
from django.db import models

from withhold.console.cases.models import Case
from withhold.console.sealing.fields import SealedTextField


class Agreement(models.Model):
    """What one person proposed, and what became of it."""

    class Outcome(models.TextChoices):
        OPEN = "open"
        AGREED = "agreed"
        WITHDRAWN = "withdrawn"
        LAPSED = "lapsed"  # nobody agreed in time, or who proposed lost the right

    operation = models.CharField(max_length=40)
    subject = models.CharField(max_length=128)
    """A hash or an id of what it is about; never a name or an address."""
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="agreements")
    key = models.CharField(max_length=64)
    """The hash of operation, subject and case: one that is open at a time."""
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = SealedTextField()
    proposed_at = models.DateTimeField()
    expires = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.OPEN)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(outcome="open"), name="one_open_proposal"
            )
        ]


class Reveal(models.Model):
    """That somebody was shown something; whose it was stands in the ledger. Counted for the limit."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reveals")
    case = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(db_index=True)


class Token(models.Model):
    """What a program shows with each request. Only its hash is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tokens")
    """The account of the program; its roles bound what the token allows."""
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    """The first characters, to tell tokens apart."""
    digest = models.CharField(max_length=64, unique=True)
    operations = models.JSONField(default=list)
    expires = models.DateTimeField()
    last_used = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
