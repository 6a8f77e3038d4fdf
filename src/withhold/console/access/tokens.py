"""Tokens of programs: made once and shown once, hashed at rest, bounded in what and how long."""

import secrets
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest

from django.db import transaction
from django.utils import timezone

from withhold.console.access.agreement import ReasonMissing
from withhold.console.access.interface import Operation, Scope
from withhold.console.access.models import Token
from withhold.console.access.table import RULES
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.people.models import User
from withhold.domain.errors import UsageError

_MARK = "wh_"
_PREFIX = 10
_MOST_DAYS = 366

FOR_PROGRAMS = tuple(
    operation
    for operation in (
        Operation.INSPECT,
        Operation.SEE_DESK,
        Operation.ASK_CLEARANCE,
        Operation.LIST_CASES,
        Operation.SEE_CASE,
        Operation.SEE_REPORTS,
        Operation.SEE_DASHBOARDS,
    )
    if RULES[operation].scope in (Scope.OFFICE, Scope.CASE)
)
"""What a token can allow. Deciding, revealing, exporting and managing are for people only."""


class TokenUnfit(UsageError):
    """A token like this is not made; the message says what to change."""


def make_token(
    user: User, name: str, operations: list[Operation], days: int, by: User, why: str
) -> tuple[Token, str]:
    """A new token and its text, which is shown only here. Raises TokenUnfit, ReasonMissing."""
    if not why.strip():
        raise ReasonMissing("write why; it goes into the ledger")
    if not user.is_program or not user.is_active:
        raise TokenUnfit("a token belongs to an active account of a program; add one first")
    if not operations or not set(operations) <= set(FOR_PROGRAMS):
        raise TokenUnfit("choose at least one operation that programs may do")
    if not 1 <= days <= _MOST_DAYS:
        raise TokenUnfit(f"a token lives between 1 and {_MOST_DAYS} days")
    text = _MARK + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = Token.objects.create(
            user=user,
            name=name,
            prefix=text[:_PREFIX],
            digest=_digest(text),
            operations=[str(one) for one in operations],
            expires=timezone.now() + timedelta(days=days),
            made_by=by,
        )
        facts = {"token": token.pk, "program": user.pk, "days": days, "operations": len(operations)}
        record(OfficeEvent.TOKEN_MADE, by, facts, {"why": why, "name": name})
    return token, text


def revoke_token(token_id: int, by: User, why: str) -> None:
    """It no longer works. Doing it twice changes nothing. Raises ReasonMissing, Token.DoesNotExist."""
    if not why.strip():
        raise ReasonMissing("write why; it goes into the ledger")
    with transaction.atomic():
        token = Token.objects.select_for_update().get(pk=token_id)
        if token.revoked_at is None:
            token.revoked_at = timezone.now()
            token.save(update_fields=["revoked_at"])
            record(OfficeEvent.TOKEN_REVOKED, by, {"token": token.pk}, {"why": why})


def find_token(text: str) -> Token | None:
    """The token that this is the text of, if it still works; the day of its use is noted."""
    wanted = _digest(text)
    found = None
    for token in Token.objects.select_related("user").filter(digest=wanted):
        if compare_digest(token.digest, wanted) and _works(token):
            found = token
    if found is not None and found.last_used != timezone.now().date():
        found.last_used = timezone.now().date()
        found.save(update_fields=["last_used"])
    return found


def _works(token: Token) -> bool:
    owner = token.user
    in_time = token.revoked_at is None and token.expires > timezone.now()
    return in_time and owner.is_active and owner.is_program


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
