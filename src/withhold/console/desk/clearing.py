"""Who clears what at the desk (design 5.3): automatic, one other person, two, or one for a limited time."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from withhold.clearance.interface import Clearance, ClearanceError, Standing
from withhold.clearance.issue import revocation
from withhold.clearance.record import clearance_json, read_clearance
from withhold.clearance.request import Request, read_request, request_json, sign_request
from withhold.clearance.rules import objection, validity, waits
from withhold.clearance.shapes import showable
from withhold.clearance.shelf import FolderShelf
from withhold.clearance.state import destination_named
from withhold.console.access.agreement import do_names_differ
from withhold.console.access.interface import Operation
from withhold.console.desk.judging import Judgement, engine_of
from withhold.console.desk.keys import gate_key, key_of, state_of, trust
from withhold.console.desk.models import ClearanceRequest, ClearanceSigner, Destination, Inspection
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.outbox.setbacks import each
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.domain.discretion import CALL
from withhold.domain.errors import UsageError
from withhold.domain.verdict import Decision, worst
from withhold.gates.authority import Authority

LIFETIME = timedelta(days=365)
EMERGENCY = timedelta(days=3)
LOOK_AGAIN = timedelta(days=1)
_NEEDS = {Decision.RELEASE: 0, Decision.REVIEW: 1, Decision.WITHHOLD: 2}
_State = ClearanceRequest.State
_log = logging.getLogger(__name__)


class NotCleared(UsageError):
    """It is not cleared like this; one line that says who can, or what is missing."""


def clear_released(inspection: Inspection, judgement: Judgement) -> None:
    """What the engine releases for a destination is cleared on the spot, in the caller's transaction."""
    destination = inspection.destination
    if destination is None or judgement.document.decision is not Decision.RELEASE:
        return
    state, trusted = state_of(destination), trust()
    shelf = FolderShelf(state, trusted, destination_named(destination.name))
    authority = Authority(
        state,
        trusted,
        shelf,
        gate_key(),
        judgement.engine,
        LIFETIME,
        inspection.document.brought_by.get_full_name(),
    )
    clearance = authority.clearance(judgement.document)
    if clearance is None:
        return  # it was revoked once: a person has to look again, and may be asked
    asked = ClearanceRequest(
        inspection=inspection, asked_by=inspection.asked_by, needs=0, state=_State.CLEARED,
        not_after=clearance.statement.not_after, record=clearance_json(clearance).decode("utf-8"),
    )  # fmt: skip
    asked.save()
    _recorded(OfficeEvent.CLEARANCE_GIVEN, inspection.asked_by, asked, "")
    _put_on_shelf(destination, clearance)


def ask(inspection: Inspection, user: User, why: str, emergency: bool = False) -> ClearanceRequest:
    """Ask that these bytes may be at the inspection's destination. Asking twice is asking once.

    Raises NotCleared where there is nothing to ask, or no reason for what the verdict withholds.
    """
    if inspection.state != Inspection.State.JUDGED or inspection.destination is None:
        raise NotCleared(
            "only an inspected file for a destination can be cleared; choose one and inspect again"
        )
    decision = Decision(inspection.decision)
    if not why.strip():
        raise NotCleared("write why it may be public there")
    with transaction.atomic():
        Inspection.objects.select_for_update().get(pk=inspection.pk)
        found = ClearanceRequest.objects.filter(inspection=inspection).first()
        if found is not None:
            return found
        needs = 1 if emergency else max(1, _NEEDS[decision])
        asked = ClearanceRequest(
            inspection=inspection, asked_by=user, why=why, needs=needs, emergency=emergency
        )
        asked.record = request_json(_request(inspection)).decode("utf-8")
        asked.save()
        _recorded(OfficeEvent.CLEARANCE_ASKED, user, asked, why)
    return asked


def hindrance(asked: ClearanceRequest, user: User) -> str:
    """Why this person cannot be one of those who clear it; empty if they can. The rule of design 5.3."""
    inspection = asked.inspection
    involved = {inspection.document.brought_by, inspection.asked_by, asked.asked_by}
    if asked.state != _State.OPEN:
        return "it is settled already"
    if user.is_program or not user.has_role(Role.REVIEWER, Role.PRIVACY_OFFICER):
        return "a reviewer or the privacy office has to decide this"
    if user in involved or _is_named_like(user, involved):
        return "somebody else than who brought it or asked for it has to decide"
    signed = [signer.user for signer in asked.signers.select_related("user")]
    if user in signed or _is_named_like(user, signed):
        return "you signed it already; a second person has to"
    for other in (*involved, *signed):
        if other.created_by_id == user.pk or user.created_by_id == other.pk:
            return "one of you made the other's account; somebody else has to decide"
    last = len(signed) + 1 >= asked.needs
    if last and _calls(inspection) and not any(one.has_role(Role.PRIVACY_OFFICER) for one in (*signed, user)):
        return "the privacy office has to be one of those who decide this"
    return ""


def _is_named_like(user: User, others: Iterable[User]) -> bool:
    """Whether one of these has the same name, however it is spelt: it may be the same person."""
    return any(not do_names_differ(user.get_full_name(), other.get_full_name()) for other in others)


def sign(asked_id: str, user: User, why: str) -> ClearanceRequest:
    """Sign it; with the last signature that it needs, it is cleared. Raises NotCleared, ClearanceError."""
    if not why.strip():
        raise NotCleared("write why it may be public; it is signed with your name")
    with transaction.atomic():
        asked = ClearanceRequest.objects.select_for_update().get(pk=asked_id)
        hindered = hindrance(asked, user)
        if hindered:
            raise NotCleared(f"not signed: {hindered}")
        key, now = key_of(user), timezone.now()
        request = read_request(asked.record.encode("utf-8"))
        reason = why if request.signed is None else ""
        lifetime = EMERGENCY if asked.emergency else LIFETIME
        signed, clearance = sign_request(request, key, reason, lifetime, asked.emergency, now)
        standing = validity(clearance, trust(), now)
        problem = objection(clearance, trust(), now)
        if problem or not (standing.cleared or waits(clearance)):
            raise NotCleared(f"not signed: {problem or standing.why}")
        ClearanceSigner.objects.create(request=asked, user=user, why=why)
        asked.record = request_json(signed).decode("utf-8")
        if standing.cleared:
            _settle(asked, clearance, now)
        asked.save()
        _recorded(OfficeEvent.CLEARANCE_GIVEN, user, asked, why)
        if standing.cleared:
            assert asked.inspection.destination is not None
            _put_on_shelf(asked.inspection.destination, clearance)
    return asked


def refuse(asked_id: str, user: User, why: str) -> ClearanceRequest:
    """Say no. Raises NotCleared for somebody who may not decide, or without a reason."""
    if not why.strip():
        raise NotCleared("write why not; who asked reads it")
    with transaction.atomic():
        asked = ClearanceRequest.objects.select_for_update().get(pk=asked_id)
        hindered = hindrance(asked, user)
        if hindered and not hindered.startswith("the privacy office"):
            raise NotCleared(f"not refused: {hindered}")
        ClearanceSigner.objects.create(request=asked, user=user, why=why, refused=True)
        asked.state = _State.REFUSED
        asked.save(update_fields=["state"])
        _recorded(OfficeEvent.CLEARANCE_GIVEN, user, asked, why)
    return asked


def revoke(asked_id: str, user: User, why: str) -> None:
    """Take a clearance back, from now on: gates learn it at once. Raises NotCleared."""
    if not why.strip():
        raise NotCleared("write why it may not be public any more")
    with transaction.atomic():
        asked = ClearanceRequest.objects.select_for_update().get(pk=asked_id)
        destination = asked.inspection.destination
        if asked.state != _State.CLEARED or destination is None:
            raise NotCleared("only what is cleared can be taken back")
        key = key_of(user)
        shelf = _shelf(destination)
        digest = asked.inspection.document.sha256
        made = revocation(digest, shelf.destination, why, key, shelf.time_to_revoke(digest))
        # It takes back whatever these bytes were cleared by there, from other inspections too.
        same = ClearanceRequest.objects.filter(
            state=_State.CLEARED,
            inspection__destination=destination,
            inspection__document__sha256=digest,
        )
        ClearanceRequest.objects.filter(pk__in=list(same.values_list("pk", flat=True))).update(
            state=_State.REVOKED
        )
        asked.state = _State.REVOKED
        _recorded(OfficeEvent.CLEARANCE_REVOKED, user, asked, why)
        # Before the database has it: whatever breaks off now, the gates refuse, and nobody is told of it.
        shelf.revoke(made)


def standing(sha256: str, destination: Destination) -> Standing:
    """Whether exactly these bytes may be there now, as every gate would answer."""
    return _shelf(destination).standing(sha256, timezone.now())


def restock() -> int:
    """Put on the shelves what the database says is cleared: a crash between the two leaves nothing behind.

    Each shelf's trust file names those who may clear now. What a shelf refuses is told, and the rest goes on.
    """
    return each("shelves", {str(one.pk): one for one in Destination.objects.all()}, _restocked)


def _restocked(destination: Destination) -> int:
    put, now, trusted = 0, timezone.now(), trust()
    shelf = _shelf(destination)
    cleared = ClearanceRequest.objects.filter(
        state=_State.CLEARED, not_after__gt=now, inspection__destination=destination
    )
    for asked in cleared.select_related("inspection__document"):
        if shelf.standing(asked.inspection.document.sha256, now).cleared:
            continue
        clearance = clearance_of(asked)
        if clearance is None or not validity(clearance, trusted, now).cleared:
            continue
        try:
            shelf.keep(clearance)
        except ClearanceError as error:
            _log.error(f"the clearance {asked.pk} could not be put on its shelf: {error}")
        else:
            put += 1
    return put


def clearance_of(asked: ClearanceRequest) -> Clearance | None:
    """The clearance as far as it is signed."""
    content = asked.record.encode("utf-8")
    return read_clearance(content) if asked.needs == 0 else read_request(content).signed


def _settle(asked: ClearanceRequest, clearance: Clearance, now: datetime) -> None:
    asked.state = _State.CLEARED
    asked.not_after = clearance.statement.not_after
    asked.review_by = now + LOOK_AGAIN if asked.emergency else None


def _request(inspection: Inspection) -> Request:
    assert inspection.destination is not None
    engine = engine_of(inspection.engine)
    document = inspection.document
    rules = [reason["rule"] for reason in _reasons(inspection) if reason["decision"] != "note"]
    return Request(
        document.sha256,
        document.size,
        destination_named(inspection.destination.name),
        # What the engine releases is asked of people only where it was taken back once.
        worst([Decision(inspection.decision), Decision.REVIEW]),
        engine.version,
        engine.policy,
        engine.profile,
        engine.register,
        document.brought_by.get_full_name(),
        showable(document.name),
        tuple(dict.fromkeys(rules)),
        timezone.now().replace(microsecond=0),
    )


def _reasons(inspection: Inspection) -> list[dict[str, str]]:
    reasons: list[dict[str, str]] = inspection.verdict["documents"][0]["reasons"]
    return reasons


def _calls(inspection: Inspection) -> bool:
    return any(reason["rule"] == CALL for reason in _reasons(inspection))


def _shelf(destination: Destination) -> FolderShelf:
    return FolderShelf(state_of(destination), trust(), destination_named(destination.name))


def _put_on_shelf(destination: Destination, clearance: Clearance) -> None:
    """After the database has it: what the gates read is never ahead of the ledger."""
    transaction.on_commit(lambda: _shelf(destination).keep(clearance))


def _recorded(kind: OfficeEvent, user: User, asked: ClearanceRequest, why: str) -> None:
    facts = {
        "request": asked.pk,
        "sha256": asked.inspection.document.sha256,
        "destination": asked.inspection.destination_id,
        "state": str(asked.state),
        "needs": asked.needs,
        "emergency": asked.emergency,
        "operation": str(Operation.GIVE_CLEARANCE),
    }
    record(kind, user, facts, {"why": why} if why else {})
