"""Accounts as administrators manage them: each change with its reason, in the office's ledger."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from withhold.console.access.agreement import (
    ReasonMissing,
    agree,
    are_two_people,
    do_names_differ,
    is_pending,
)
from withhold.console.access.interface import Operation
from withhold.console.access.signing_in import tell_of_change
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.outbox.sending import queue_mail
from withhold.console.people.links import make_link
from withhold.console.people.models import Link, User
from withhold.console.people.roles import Role
from withhold.domain.errors import UsageError
from withhold.incident.case.authority import is_seen
from withhold.ledger.interface import Fact


class PersonUnfit(UsageError):
    """The account cannot be like this; the message says what to change, and repeats no value."""


def add_person(
    name: str, email: str, roles: list[Role], by: User, why: str, *, is_program: bool = False
) -> tuple[User, str]:
    """A new account, and the address where a person chooses their password ("" for a program).

    The link is mailed, and returned to be shown once. Raises PersonUnfit, ReasonMissing.
    """
    _check_why(why)
    if not is_program and not do_names_differ(name, by.get_full_name()):
        raise PersonUnfit("this is your own name; another administrator adds a second account for you")
    with transaction.atomic():
        user = create_account(name, email, roles, by, is_program=is_program)
        facts: dict[str, Fact] = {"person": user.pk, "roles": _words(roles), "program": is_program}
        record(OfficeEvent.PERSON_ADDED, by, facts, {"why": why, "name": user.name, "address": user.email})
        return user, "" if is_program else invite(user)


def create_account(
    name: str, email: str, roles: list[Role], by: User | None, *, is_program: bool = False
) -> User:
    """The rows of a new account without a password. Raises PersonUnfit."""
    address = email.strip().lower()
    if not is_seen(name):
        raise PersonUnfit("write a name that can be read; it stands in records")
    try:
        with transaction.atomic():
            user = User(
                username=address[:150],
                email=address,
                name=" ".join(name.split()),
                roles=sorted({str(role) for role in roles}),
                created_by=by,
                is_program=is_program,
            )
            user.set_unusable_password()
            user.save()
            EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    except IntegrityError:
        raise PersonUnfit("there is an account with this address already; change that one") from None
    return user


def invite(user: User) -> str:
    """A new link for somebody who has not chosen a password yet, mailed and returned. Raises PersonUnfit.

    Never for others: with such a link an administrator could take over an account.
    """
    if user.is_program or not user.is_active or has_signed_in(user):
        raise PersonUnfit(
            "only who has never signed in can be invited; others ask for a new password themselves"
        )
    with transaction.atomic():
        token = make_link(Link.Purpose.INVITATION, user)
        address = str(settings.CONFIG.base_url).rstrip("/") + reverse("invitation", args=[token])
        text = (
            "You have an account in the console where mistaken publications are handled.\n"
            f"Choose your password within 24 hours; the link works once:\n\n{address}\n"
        )
        queue_mail(user.email, "Withhold: your account", text, "invitation")
    return address


def invite_again(user: User, by: User, why: str) -> str:
    """A new link, of which `by` sees as much as who made the account: from now on they count as its maker, so
    that the two are never two people. Raises PersonUnfit, ReasonMissing."""
    _check_why(why)
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        link = invite(row)
        row.created_by = by
        row.save(update_fields=["created_by"])
        facts: dict[str, Fact] = {"person": row.pk, "what": "invited_again"}
        record(OfficeEvent.PERSON_ADDED, by, facts, {"why": why})
    return link


def has_signed_in(user: User) -> bool:
    """Whether they ever did, or have a password or a second factor: no link may take its place."""
    known = Authenticator.objects.filter(user=user).exists()
    return known or user.has_usable_password() or user.last_login is not None


def set_roles(user: User, roles: list[Role], by: User, why: str) -> bool:
    """Whether they were changed; False: it was proposed, and another administrator has to do the same.

    The own account, another one under the own name, and that of who made one's own take two people. Ends
    the person's sessions. Raises PersonUnfit, ReasonMissing, NotTheSecond.
    """
    _check_why(why)
    wanted = sorted({str(role) for role in roles})
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        if wanted == sorted(row.roles):
            return True
        if row.pk != by.pk and str(Role.ADMINISTRATOR) not in wanted:
            _check_not_last(row)
        subject = f"roles:{row.pk}:{'+'.join(wanted)}"
        if _takes_two(row, by, subject) and not agree(Operation.MANAGE_PEOPLE, subject, by, why):
            return False
        facts: dict[str, Fact] = {"person": row.pk, "before": _words(row.roles), "after": _words(wanted)}
        row.roles = wanted
        row.session_epoch += 1
        row.save(update_fields=["roles", "session_epoch"])
        record(OfficeEvent.ROLES_CHANGED, by, facts, {"why": why})
        tell_of_change(row, "Your roles were changed by an administrator; you were signed out.")
    return True


def set_active(user: User, active: bool, by: User, why: str) -> None:
    """Close an account, or open it again; sessions end with it. Raises PersonUnfit, ReasonMissing."""
    _check_why(why)
    if user.pk == by.pk:
        raise PersonUnfit("nobody closes or opens their own account; ask another administrator")
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        if row.is_active == active:
            return
        if not active:
            _check_not_last(row)
        row.is_active = active
        row.session_epoch += 1
        row.save(update_fields=["is_active", "session_epoch"])
        facts: dict[str, Fact] = {"person": row.pk, "active": active}
        record(OfficeEvent.PERSON_DEACTIVATED, by, facts, {"why": why})


def end_sessions(user: User, by: User, why: str) -> None:
    """Signs them out everywhere. Raises ReasonMissing."""
    _check_why(why)
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        row.session_epoch += 1
        row.save(update_fields=["session_epoch"])
        record(OfficeEvent.SESSIONS_ENDED, by, {"person": row.pk}, {"why": why})


def reset_second_factor(user: User, by: User, why: str) -> None:
    """For who lost theirs: they set up a new one at the next sign-in. Raises PersonUnfit, ReasonMissing."""
    _check_why(why)
    if user.pk == by.pk:
        raise PersonUnfit("ask another administrator to reset your own second factor")
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        Authenticator.objects.filter(user=row).delete()
        row.session_epoch += 1
        row.save(update_fields=["session_epoch"])
        facts: dict[str, Fact] = {"person": row.pk, "what": "reset"}
        record(OfficeEvent.SECOND_FACTOR_CHANGED, by, facts, {"why": why})
        tell_of_change(row, "An administrator removed your second factor, so that you can set up a new one.")


def _check_why(why: str) -> None:
    if not why.strip():
        raise ReasonMissing("write why; it goes into the ledger")


def _takes_two(row: User, by: User, subject: str) -> bool:
    if row.pk == by.pk or by.created_by_id == row.pk:
        return True
    if not do_names_differ(row.get_full_name(), by.get_full_name()):
        return True
    # What its owner proposed is settled by whoever makes the same change, if these are two people.
    return is_pending(Operation.MANAGE_PEOPLE, subject) and are_two_people(row, by)


def _check_not_last(row: User) -> None:
    """Somebody has to be left who can manage accounts."""
    if not row.has_role(Role.ADMINISTRATOR):
        return
    # Locked in one order: two administrators who close each other's accounts cannot both succeed.
    others = User.objects.select_for_update().filter(is_active=True, is_program=False).order_by("pk")
    if not any(Role.ADMINISTRATOR in other.roles for other in others if other.pk != row.pk):
        raise PersonUnfit("this is the last administrator; add another one first")


def _words(roles: list[Role] | list[str]) -> str:
    return " ".join(sorted(str(role) for role in roles)) or "none"
