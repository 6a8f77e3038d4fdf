"""The desk for programs: inspect, ask for a clearance, ask whether bytes are cleared."""

import time
from typing import Annotated, Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from ninja import File, Form, Header, Router, Schema, Status, UploadedFile
from ninja.errors import HttpError
from pydantic import Field

from withhold.clearance.shapes import is_sha256
from withhold.console.access.api import guard
from withhold.console.access.interface import Operation
from withhold.console.desk import clearing
from withhold.console.desk.inspecting import Asked, ask, digest_of
from withhold.console.desk.models import Destination, Inspection
from withhold.console.desk.storing import discard, document_of, store
from withhold.console.desk.views import inspection_for, user_of
from withhold.console.people.models import User

router = Router(tags=["desk"])
_MOST_WAIT = 60


class InspectionTold(Schema):
    """How far an inspection is, and its decision once it is judged."""

    id: str
    state: str
    sha256: str
    size: int
    destination: str | None
    decision: str | None
    cleared: bool
    link: str
    failure: str


class ClearanceTold(Schema):
    """Whether exactly these bytes may be there now; `why` in words."""

    sha256: str
    destination: str
    cleared: bool
    why: str
    not_after: str | None


class Why(Schema):
    """A reason, which is kept and recorded."""

    why: str = Field(min_length=1, max_length=2000)


class AskedTold(Schema):
    """A request for a clearance."""

    id: str
    state: str
    needs: int


@router.post("/inspections", response={200: InspectionTold, 202: InspectionTold}, operation_id="inspect")
@guard(Operation.INSPECT)
def inspect(
    request: HttpRequest,
    file: Annotated[UploadedFile, File(...)],
    destination: Annotated[str, Form("", max_length=200)] = "",
    page: Annotated[str, Form("", max_length=300)] = "",
    wait: int = 0,
    idempotency_key: Annotated[str, Header("", alias="Idempotency-Key", max_length=200)] = "",
) -> Any:
    """Inspect a file for a destination. `wait`: seconds to wait for the verdict; 202 while there is none.

    The same Idempotency-Key by the same account gives the same inspection, with the same bytes.
    """
    place = _destination(destination)
    user = user_of(request)
    stored = store(file.chunks())
    try:
        with transaction.atomic():
            # Two requests with one key come one after the other.
            User.objects.select_for_update(no_key=True).get(pk=user.pk)
            found = _earlier(request, digest_of(idempotency_key), stored.sha256)
            if found is None:
                document = document_of(stored, file.name or "file", user)
                found = ask(document, Asked(place, page, digest_of(idempotency_key)), user)
            else:
                discard(stored)
    except BaseException:
        discard(stored)
        raise
    found = _waited(found, wait)
    done = found.state in (Inspection.State.JUDGED, Inspection.State.FAILED)
    return Status(200 if done else 202, _told(found))


@router.get("/inspections/{inspection_id}", response=InspectionTold, operation_id="inspection")
@guard(Operation.SEE_DESK)
def inspection(request: HttpRequest, inspection_id: str, wait: int = 0) -> Any:
    """How far it is."""
    return _told(_waited(inspection_for(request, inspection_id), wait))


@router.get("/inspections/{inspection_id}/verdict", response=dict[str, Any], operation_id="verdict")
@guard(Operation.SEE_DESK)
def verdict(request: HttpRequest, inspection_id: str) -> Any:
    """The verdict, as spec/verdict.md has it, without what only the register knows."""
    found = inspection_for(request, inspection_id)
    if found.verdict is None:
        raise HttpError(404, "there is no verdict yet")
    return found.verdict


@router.post(
    "/inspections/{inspection_id}/clearance-requests", response={201: AskedTold}, operation_id="ask_clearance"
)
@guard(Operation.ASK_CLEARANCE)
def ask_clearance(request: HttpRequest, inspection_id: str, given: Why) -> Any:
    """Ask people for a clearance."""
    asked = clearing.ask(inspection_for(request, inspection_id), user_of(request), given.why)
    return Status(201, {"id": asked.pk, "state": str(asked.state), "needs": asked.needs})


@router.get("/clearances", response=ClearanceTold, operation_id="clearance")
@guard(Operation.SEE_DESK)
def clearance(request: HttpRequest, sha256: str, destination: str) -> Any:
    """Whether these bytes are cleared for the destination, as a gate would answer."""
    if not is_sha256(sha256):
        raise HttpError(422, "sha256 has 64 small hexadecimal digits")
    place = _destination(destination)
    if place is None:
        raise HttpError(422, "name the destination")
    standing = clearing.standing(sha256, place)
    until = standing.not_after.isoformat() if standing.not_after else None
    return {
        "sha256": sha256,
        "destination": destination,
        "cleared": standing.cleared,
        "why": standing.why,
        "not_after": until,
    }


def _destination(given: str) -> Destination | None:
    if not given:
        return None
    if "\x00" in given:
        raise HttpError(422, "there is no destination of this name")
    found = Destination.objects.filter(active=True, name=given).first()
    found = found or Destination.objects.filter(active=True, slug=given).first()
    if found is None:
        raise HttpError(422, "there is no destination of this name; a privacy officer adds it")
    return found


def _earlier(request: HttpRequest, key: str, sha256: str) -> Inspection | None:
    if not key:
        return None
    rows = Inspection.objects.filter(idempotency=key, asked_by=user_of(request))
    found = rows.exclude(state=Inspection.State.FAILED).first()
    if found is not None and found.document.sha256 != sha256:
        raise HttpError(409, "this Idempotency-Key was used for other bytes")
    return found


def _waited(found: Inspection, seconds: int) -> Inspection:
    """The inspection once it is done, or as it is after so long."""
    end = time.monotonic() + min(max(seconds, 0), _MOST_WAIT)
    while found.state in (Inspection.State.QUEUED, Inspection.State.RUNNING) and time.monotonic() < end:
        time.sleep(0.2)
        found.refresh_from_db()
    return found


def _told(found: Inspection) -> dict[str, Any]:
    place = found.destination
    cleared = place is not None and clearing.standing(found.document.sha256, place).cleared
    return {
        "id": found.pk,
        "state": str(found.state),
        "sha256": found.document.sha256,
        "size": found.document.size,
        "destination": place.name if place is not None else None,
        "decision": found.decision or None,
        "cleared": cleared,
        "link": f"{settings.CONFIG.base_url}/desk/inspections/{found.pk}/",
        "failure": found.failure,
    }
