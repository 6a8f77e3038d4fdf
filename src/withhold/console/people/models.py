"""Accounts, and the links that let somebody make one."""

import secrets
from datetime import timedelta
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from withhold.console.people.roles import Role

_SESSION_SALT = "withhold.console.people.session"


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
    session_epoch = models.PositiveIntegerField(default=0)
    """Counted up to end every session of the account at once."""
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

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session has to match: it ends with a new password, other roles, or a higher epoch."""
        state = f"{self.password}|{self.session_epoch}|{','.join(sorted(map(str, self.roles)))}"
        return salted_hmac(_SESSION_SALT, state, secret=secret, algorithm="sha256").hexdigest()


class Link(models.Model):
    """A link that works once and not for long. The database holds its hash only."""

    class Purpose(models.TextChoices):
        SET_UP = "set_up"  # makes the first administrator
        INVITATION = "invitation"  # lets somebody who was added choose their password

    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    LIFE: ClassVar[timedelta] = timedelta(hours=24)

    @staticmethod
    def fresh_token() -> str:
        """256 bits that nobody guesses."""
        return secrets.token_urlsafe(32)

    def is_open(self) -> bool:
        """Whether it can still be used."""
        return self.used_at is None and self.expires > timezone.now()
