"""Who is signed in, with what every request asks about them, in one query."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from withhold.console.people.models import User

_SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class PeopleBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's check of e-mail and password; programs do not sign in with passwords."""

    def get_user(self, user_id: Any) -> User | None:
        """The account, with `has_second_factor` beside it; None where it may not sign in."""
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=_SECOND_FACTORS)
        user = User.objects.annotate(has_second_factor=Exists(factors)).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(user.is_active) and not user.is_program


def has_second_factor(user: Any) -> bool:
    """Whether a code or a key is asked of them at sign-in."""
    found = getattr(user, "has_second_factor", None)
    if found is None:
        found = Authenticator.objects.filter(user=user, type__in=_SECOND_FACTORS).exists()
    return bool(found)
