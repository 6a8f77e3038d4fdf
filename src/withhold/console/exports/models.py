"""Which texts a named person has read and found fit to leave."""

from django.conf import settings
from django.db import models

from withhold.console.cases.models import Case
from withhold.console.sealing.fields import SealedTextField


class Review(models.Model):
    """One exact text that somebody reviewed; another text, by one character, is not reviewed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reviews")
    kind = models.CharField(max_length=16)
    sha256 = models.CharField(max_length=64)
    text = SealedTextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "kind", "sha256"], name="reviewed_once")]
