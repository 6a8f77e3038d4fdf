"""Accounts."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models

from withhold.console.people.roles import Role


class User(AbstractUser):
    """Somebody with an account: a person, or a program that acts with a token (`is_program`)."""

    name = models.CharField(max_length=200)
    """As it stands in records: who acts is committed to in the ledger under this name."""
    roles = models.JSONField(default=list)
    """The roles of the whole office (values of Role); what one may do in a case also needs a membership."""
    created_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="made"
    )
    """Who made the account: nobody clears what an account asks that they made, and the other way round."""
    is_program = models.BooleanField(default=False)
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    objects: ClassVar[UserManager["User"]] = UserManager()  # type: ignore[assignment]

    def has_role(self, *roles: Role) -> bool:
        """Whether the office gave them one of these."""
        return self.is_active and any(role in self.roles for role in roles)

    def get_full_name(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()
