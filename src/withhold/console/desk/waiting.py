"""What waits for somebody at the desk."""

from django.db.models import Q
from django.utils import timezone

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation
from withhold.console.desk.clearing import hindrance
from withhold.console.desk.models import ClearanceRequest
from withhold.console.people.models import User

_State = ClearanceRequest.State


def for_user(user: User) -> list[ClearanceRequest]:
    """The clearances that they can decide, the oldest first."""
    if not permitted(user, Operation.GIVE_CLEARANCE):
        return []
    rows = ClearanceRequest.objects.filter(state=_State.OPEN).select_related(
        "inspection__document__brought_by", "inspection__destination", "inspection__asked_by", "asked_by"
    )
    return [one for one in rows.order_by("asked_at") if not hindrance(one, user)]


def to_look_at_again() -> list[ClearanceRequest]:
    """Emergency publications that somebody has to look at afterwards."""
    rows = ClearanceRequest.objects.filter(
        Q(emergency=True), state=_State.CLEARED, not_after__gt=timezone.now()
    )
    return list(rows.select_related("inspection__document", "inspection__destination").order_by("review_by"))
