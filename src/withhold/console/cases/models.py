"""A case as a row, and who works on it. What happened in it stands in its ledger (`cases.store`)."""

import secrets

from django.conf import settings
from django.db import models

from withhold.console.people.roles import Role
from withhold.console.sealing.fields import SealedJSONField, SealedTextField

_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"


def new_id() -> str:
    """Twelve characters that nobody guesses: the address of a case tells nothing."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


class Case(models.Model):
    """One mistaken publication."""

    id = models.CharField(primary_key=True, max_length=12, default=new_id, editable=False)
    title = SealedTextField()
    settings = SealedJSONField(default=dict)
    """What `incident.case.interface.Settings` holds beside id and title: time_zone, recipients, site, …"""
    created = models.DateTimeField(auto_now_add=True)
    phase = models.CharField(max_length=16, default="new", db_index=True)
    """incident.case.interface.Phase, written with each append: for lists, never for decisions."""
    destroy_on = models.DateField(null=True, blank=True)
    """When the personal data of the case has to be gone."""
    destroyed_at = models.DateTimeField(null=True, blank=True)
    cause = SealedTextField(blank=True, default="")
    """The root cause, in words."""


class Membership(models.Model):
    """Somebody's role in one case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)
    on_call = models.BooleanField(default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user", "role"], name="one_role_once")]
