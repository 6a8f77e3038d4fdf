"""Who may clear what (design 5.3), as pure functions of records, trust and time."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from withhold.clearance.interface import Basis, Clearance, Revocation, Standing, Statement
from withhold.clearance.issue import ANYWHERE
from withhold.clearance.record import revocation_bytes, statement_bytes
from withhold.clearance.trust import HolderKind, May, Trust, TrustedKey, same_person
from withhold.domain.verdict import Decision
from withhold.signing.ed25519 import verify

CLOCK_SKEW = timedelta(minutes=5)
"""How far the clock of whoever signs may be ahead."""
LONGEST_EMERGENCY = timedelta(hours=72)
"""A weekend with its Monday: by then people have reviewed it, or it ends."""


def validity(clearance: Clearance, trust: Trust, now: datetime) -> Standing:
    """Whether this clearance clears its bytes for its destination at this time, revocations apart.

    Only signatures that verify, by keys that are trusted and unexpired now, count. It ends when the
    statement does, or with the first of the keys it rests on.
    """
    statement = clearance.statement
    if now < statement.issued - CLOCK_SKEW:
        return Standing(False, "it is issued in the future")
    if now >= statement.not_after:
        return Standing(False, "it has expired")
    if statement.not_after <= statement.issued:
        return Standing(False, "it ends before it begins")
    signers, ignored = _signers(clearance, trust, now)
    resting, why = _RULES[statement.basis](statement, signers)
    if not resting:
        return Standing(False, "; ".join([why, *ignored]))
    ends = [statement.not_after, *(key.ends for key in resting if key.ends is not None)]
    return Standing(
        True, f"{statement.basis}, signed by {', '.join(key.owner for key in resting)}", min(ends)
    )


def objection(clearance: Clearance, trust: Trust, now: datetime) -> str:
    """Why the newest signature of a clearance does not help to clear it; empty if it does.

    Told before a signature is kept that would only be found of no use later.
    """
    statement = clearance.statement
    *earlier, key = [trust.keys.get(signature.key_id) for signature in clearance.signatures]
    if key is None or not key.stands(now):
        return "the trust file does not have this key, or it has expired"
    right = _RIGHTS[statement.basis]
    if right not in key.may:
        return f"the trust file does not let this key {right}"
    if statement.basis in (Basis.REVIEWED, Basis.OVERRIDDEN):
        if not same_person(statement.uploader):
            return "it does not say who the uploader is; ask again with --uploader"
        if not _others([key], statement):
            return "the key is the uploader's, or a gate's; another person must sign"
    if any(other is not None and other.person == key.person for other in earlier):
        return "the same person signed already; another person must sign"
    return ""


def waits(clearance: Clearance) -> bool:
    """Whether all that it may want is another signature."""
    statement = clearance.statement
    return (
        statement.basis is Basis.OVERRIDDEN
        and statement.decision is Decision.WITHHOLD
        and bool(same_person(statement.reason))
        and len(clearance.signatures) == 1
    )


def revokes(revocation: Revocation, statement: Statement) -> bool:
    """Whether it takes back a clearance of this statement, if it can be trusted.

    Of the same moment, the revocation wins.
    """
    return (
        revocation.sha256 == statement.sha256
        and revocation.destination in (ANYWHERE, statement.destination)
        and revocation.issued >= statement.issued
    )


def untrusted_revocation(revocation: Revocation, trust: Trust) -> str:
    """Why the revocation is not signed by a key that may revoke; empty if it is.

    A key that expired after it signed still counts here: what was revoked stays so.
    """
    key = trust.keys.get(revocation.signature.key_id)
    if key is None:
        return "its key is unknown"
    if May.REVOKE not in key.may:
        return "its key may not revoke"
    if not key.stands(revocation.issued):
        return "its key had expired"
    if not verify(key.public_key, revocation.signature.signature, revocation_bytes(revocation)):
        return "its signature is wrong"
    return ""


def _signers(clearance: Clearance, trust: Trust, now: datetime) -> tuple[list[TrustedKey], list[str]]:
    """The keys whose signatures count, and why others do not."""
    message = statement_bytes(clearance.statement)
    signers, ignored = [], []
    for signature in clearance.signatures:
        key = trust.keys.get(signature.key_id)
        if key is None:
            ignored.append(f"the key {signature.key_id} is unknown")
        elif not (key.stands(now) and key.stands(clearance.statement.issued)):
            ignored.append(f"the key {signature.key_id} has expired")
        elif not verify(key.public_key, signature.signature, message):
            ignored.append(f"the signature of {signature.key_id} is wrong")
        else:
            signers.append(key)
    return signers, ignored


_Resting = tuple[list[TrustedKey], str]
"""The keys that a clearance rests on, and what is wanting if there are none."""


def _automatic(statement: Statement, signers: list[TrustedKey]) -> _Resting:
    if statement.decision is not Decision.RELEASE:
        return [], f"an automatic clearance needs a verdict of release, not {statement.decision}"
    return _able(signers, May.RELEASE)[:1], "it needs a signature that may release"


def _reviewed(statement: Statement, signers: list[TrustedKey]) -> _Resting:
    if statement.decision is not Decision.REVIEW:
        return [], f"a reviewed clearance needs a verdict of review, not {statement.decision}"
    if not same_person(statement.uploader):
        return [], "it does not say who the uploader is"
    return _others(_able(signers, May.REVIEW), statement)[:1], (
        "it needs one person who may review and is not the uploader"
    )


def _overridden(statement: Statement, signers: list[TrustedKey]) -> _Resting:
    wanting = "it needs two different people who may clear what is withheld, neither the uploader"
    if statement.decision is not Decision.WITHHOLD:
        return [], f"an overriding clearance needs a verdict of withhold, not {statement.decision}"
    if not same_person(statement.uploader):
        return [], "it does not say who the uploader is"
    if not same_person(statement.reason):
        return [], "it gives no reason"
    people: dict[str, TrustedKey] = {}
    for key in _others(_able(signers, May.WITHHOLD), statement):
        people.setdefault(key.person, key)
    return (list(people.values())[:2] if len(people) >= 2 else []), wanting


def _emergency(statement: Statement, signers: list[TrustedKey]) -> _Resting:
    if statement.not_after - statement.issued > LONGEST_EMERGENCY:
        return [], "an emergency lasts 72 hours at most"
    if not same_person(statement.reason):
        return [], "it gives no reason"
    return _people(_able(signers, May.EMERGENCY))[:1], "it needs one person who may clear in an emergency"


def _adopted(statement: Statement, signers: list[TrustedKey]) -> _Resting:
    able = _able(signers, May.ADOPT)
    if statement.decision is Decision.WITHHOLD:
        return [], "what the verdict withholds is not adopted; two people must clear it"
    if statement.decision is Decision.REVIEW:
        return _people(able)[:1], "after a verdict of review it needs a person who may adopt"
    return able[:1], "it needs a signature that may adopt"


_RIGHTS = {
    Basis.AUTOMATIC: May.RELEASE,
    Basis.REVIEWED: May.REVIEW,
    Basis.OVERRIDDEN: May.WITHHOLD,
    Basis.EMERGENCY: May.EMERGENCY,
    Basis.ADOPTED: May.ADOPT,
}
_RULES = {
    Basis.AUTOMATIC: _automatic,
    Basis.REVIEWED: _reviewed,
    Basis.OVERRIDDEN: _overridden,
    Basis.EMERGENCY: _emergency,
    Basis.ADOPTED: _adopted,
}


def _able(signers: Iterable[TrustedKey], right: May) -> list[TrustedKey]:
    return [key for key in signers if right in key.may]


def _people(signers: Iterable[TrustedKey]) -> list[TrustedKey]:
    return [key for key in signers if key.kind is HolderKind.PERSON]


def _others(signers: Iterable[TrustedKey], statement: Statement) -> list[TrustedKey]:
    """Those of the signers who are people and not the uploader."""
    uploader = same_person(statement.uploader)
    return [key for key in _people(signers) if key.person != uploader]
