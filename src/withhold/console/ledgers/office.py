"""The office's own ledger: what belongs to no case."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache

from django.db import transaction

from withhold.console.ledgers.table import TableLedger, installation_key
from withhold.console.people.models import User
from withhold.ledger.interface import Checkpoint, Draft, Fact

ORIGIN = "withhold/console"


class OfficeEvent(StrEnum):
    """What can happen outside of cases: a closed list. In the ledger each has `office.` before it."""

    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    LOCKED = "locked"
    SECOND_FACTOR_CHANGED = "second_factor_changed"
    PERSON_ADDED = "person_added"
    ROLES_CHANGED = "roles_changed"
    PERSON_DEACTIVATED = "person_deactivated"
    SESSIONS_ENDED = "sessions_ended"
    TOKEN_MADE = "token_made"
    TOKEN_REVOKED = "token_revoked"
    PROFILE_CHANGED = "profile_changed"
    INSPECTED = "inspected"
    CLEARANCE_ASKED = "clearance_asked"
    CLEARANCE_GIVEN = "clearance_given"
    CLEARANCE_REVOKED = "clearance_revoked"
    REPORT_RECEIVED = "report_received"
    REPORT_SEEN = "report_seen"
    REPORT_ANSWERED = "report_answered"
    REPORT_DISMISSED = "report_dismissed"
    REVEALED = "revealed"
    EXPORTED = "exported"
    PROPOSED = "proposed"
    AGREED = "agreed"
    WITHDRAWN = "withdrawn"
    CASE_OPENED = "case_opened"
    MEMBER_CHANGED = "member_changed"
    DESTROYED = "destroyed"
    KEYS_ROTATED = "keys_rotated"
    BACKED_UP = "backed_up"
    RESTORED = "restored"
    SETTINGS_CHANGED = "settings_changed"
    OUTBOX_SETTLED = "outbox_settled"
    CORRECTED = "corrected"
    CASE_SYSTEM_ADDED = "case_system_added"
    CASE_SYSTEM_REMOVED = "case_system_removed"
    TEXT_REVIEWED = "text_reviewed"  # somebody stands for one version of a text in one language
    TEXT_IMPORTED = "text_imported"  # a translation came back; nobody stands for it yet
    WATCH_CHANGED = "watch_changed"  # a site is swept, or swept otherwise
    SWEPT = "swept"  # a sweep of an own site ended
    FOUND_PUBLIC = "found_public"  # a sweep found a document that should not be public
    PUBLIC_ACCEPTED = "public_accepted"  # two people found that exact bytes may stay public
    TAKEDOWN_CHOSEN = "takedown_chosen"  # a site's owner chose, beforehand, that it takes no waiting
    HOLDS_FISHED = "holds_fished"  # a case system asked as if to find out who is held


class NotInTransaction(RuntimeError):
    """An entry without the transaction of the change that it records: a mistake of the program."""


@cache
def office_ledger() -> TableLedger:
    """The ledger itself."""
    return TableLedger(ORIGIN, installation_key())


def record(
    kind: OfficeEvent,
    by: User | None,
    facts: Mapping[str, Fact] | None = None,
    private: Mapping[str, str] | None = None,
) -> Checkpoint:
    """Put it into the ledger, with the change around it. `by` None: nobody who is signed in, or the machine.

    Raises NotInTransaction outside of `transaction.atomic`, LedgerError if it cannot be recorded: then the
    change must not happen either.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction(f"office.{kind} is recorded outside of a transaction")
    who = {"by": by.get_full_name()} if by is not None else {}
    account: dict[str, Fact] = {"account": by.pk} if by is not None else {}
    draft = Draft(
        f"office.{kind}", datetime.now(UTC), {**account, **(facts or {})}, {**who, **(private or {})}
    )
    return office_ledger().append([draft])
