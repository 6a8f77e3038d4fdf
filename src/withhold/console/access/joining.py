"""The first administrator, and people who were invited: they choose their own passwords."""

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from withhold.console.access.managing import PersonUnfit, create_account, has_signed_in
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.people.links import find_link
from withhold.console.people.models import Link, User
from withhold.console.people.roles import Role
from withhold.ledger.interface import Fact


class LinkUsed(PersonUnfit):
    """The link was used, is too old, or never was one."""


def make_first(token: str, name: str, email: str, password: str) -> User:
    """The first administrator. Raises LinkUsed, PersonUnfit, ValidationError for the password."""
    with transaction.atomic():
        link = _opened(Link.Purpose.SET_UP, token)
        if User.objects.exists():
            raise LinkUsed("there is an account already; sign in")
        user = create_account(name, email, [Role.ADMINISTRATOR], None)
        _set_password(user, password)
        _use(link)
        facts: dict[str, Fact] = {"person": user.pk, "roles": str(Role.ADMINISTRATOR), "first": True}
        record(OfficeEvent.PERSON_ADDED, user, facts, {"name": user.name, "address": user.email})
    return user


def join(token: str, password: str) -> User:
    """Who was invited chooses their password. Raises LinkUsed, ValidationError for the password."""
    with transaction.atomic():
        link = _opened(Link.Purpose.INVITATION, token)
        user = link.user
        if user is None or not user.is_active or has_signed_in(user):
            raise LinkUsed("this link no longer works; ask an administrator for a new one")
        _set_password(user, password)
        _use(link)
    return user


def _opened(purpose: Link.Purpose, token: str) -> Link:
    link = find_link(purpose, token, to_use=True)
    if link is None:
        raise LinkUsed("this link no longer works; ask for a new one")
    return link


def _set_password(user: User, password: str) -> None:
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])


def _use(link: Link) -> None:
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
