"""Somebody uses their code: once, with few tries; then it is an account with two factors of its own."""

import secrets
from hmac import compare_digest

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from withhold.console.access.managing import create_account
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.own.giving import HANDLE, SECRET, OwnError, digest_of, plain
from withhold.console.own.models import Access
from withhold.console.own.resting import unfit
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.ledger.interface import Fact
from withhold.text.codes import LETTERS

WORD = 8
"""Characters of the word on their page (40 bits, few tries)."""
_WRONG = (
    "This code does not open anything. Look whether you typed it as it is written. After a few wrong tries, "
    "or after seven days, it no longer works: ask the office for another one."
)


def enter(typed: str, password: str) -> User:
    """The account of whoever has this code. Whatever is wrong with a code, the answer is the same.

    Raises OwnError, ValidationError for the password (then the code still works), LedgerError.
    """
    code = plain(typed)
    if len(code) != HANDLE + SECRET:
        code = ""
    with transaction.atomic():
        user = _entered(code, password)
    if user is None:  # after the wrong try is kept
        raise OwnError(_WRONG)
    return user


def _entered(code: str, password: str) -> User | None:
    found = Access.objects.select_for_update().filter(handle=code[:HANDLE]).first()
    kept = "" if found is None else found.digest
    wanted = digest_of(code)
    same = compare_digest(kept.ljust(len(wanted)), wanted)
    if found is None or not found.takes_code or found.case.destroyed_at is not None:
        return None
    if not same:
        found.tries += 1
        found.save(update_fields=["tries"])
        return None
    if unfit(found):
        return None
    validate_password(password)
    # No name: the account is a row like others, and rows tell nobody's name.
    user = create_account(
        f"Affected person {found.handle}", found.sign_in_name, [Role.REPRESENTATIVE], found.given_by
    )
    user.set_password(password)
    user.save(update_fields=["password"])
    found.user, found.used_at = user, timezone.now()
    found.word = "".join(secrets.choice(LETTERS) for _ in range(WORD))
    found.save(update_fields=["user", "used_at", "word"])
    facts: dict[str, Fact] = {"person": user.pk, "roles": str(Role.REPRESENTATIVE), "case": found.case_id}
    record(OfficeEvent.PERSON_ADDED, user, facts)
    return user
