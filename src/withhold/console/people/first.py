"""The very first account: a link that whoever started the installation gets on the terminal."""

from django.db import transaction
from django.urls import reverse

from withhold.console.people.links import make_link
from withhold.console.people.models import Link, User


def setup_link(base_url: str) -> str | None:
    """The address where the first administrator makes their account; None once there is an account.

    It works once and for 24 hours; a new one replaces the one before.
    """
    with transaction.atomic():
        if User.objects.exists():
            return None
        token = make_link(Link.Purpose.SET_UP, None)
    return base_url.rstrip("/") + reverse("set_up", args=[token])
