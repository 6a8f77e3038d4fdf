"""The roster of a case, whose salt keys the digests by which something found again is known again."""

import hmac
import secrets

from withhold.console.affected.models import Roster
from withhold.console.cases.models import Case
from withhold.text.normalise import fold_label


def roster_of(case: Case) -> Roster:
    """The case's roster, made if there is none."""
    return Roster.objects.get_or_create(case=case, defaults={"salt": secrets.token_hex(32)})[0]


def record_digest(roster: Roster, key: str) -> str:
    """Of the organisation's key of a record."""
    return _digest(roster, "record", key)


def linked_digest(roster: Roster, by: int, relation: str, name: str | None) -> str:
    """Of somebody whom row `by` names or implies."""
    return _digest(roster, "linked", str(by), relation, "" if name is None else fold_label(name))


def _digest(roster: Roster, *parts: str) -> str:
    message = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hmac.digest(bytes.fromhex(roster.salt), message, "sha256").hex()
