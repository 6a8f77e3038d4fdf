"""What tests of the console share: somebody who is signed in with their second factor, and clean limits."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from withhold.console.people.models import User

SignIn = Callable[[Client, User], Client]


def give_second_factor(user: User) -> None:
    """An authenticator app, whose secret nobody knows."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, "JBSWY3DPEHPK3PXP")


def mark_reauthenticated(client: Client, user: User) -> None:
    """As if they had given their password a moment ago."""
    import time

    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


@pytest.fixture
def signed_in() -> SignIn:
    """`signed_in(client, user)`: the client, signed in with a second factor, password just given."""

    def sign_in(client: Client, user: User) -> Client:
        give_second_factor(user)
        client.force_login(user)
        mark_reauthenticated(client, user)
        return client

    return sign_in


@pytest.fixture(autouse=True)
def _clean_limits(settings: Any) -> Iterator[None]:
    """Limits count in memory and from zero in each test."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    cache.clear()
    yield
    cache.clear()
