"""That a public document is right as it is: two people say so, of exactly these bytes at this place.

A clearance of the desk for the same bytes and destination says the same, and counts.
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from withhold.console.access.agreement import agree
from withhold.console.access.interface import Operation
from withhold.console.desk.models import ClearanceRequest
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.people.models import User
from withhold.console.watch.models import Acceptance, PublicDocument
from withhold.domain.errors import UsageError

_State = PublicDocument.State


class NotPossible(UsageError):
    """The document's state does not allow it; one line that says what to do."""


def is_accepted(document: PublicDocument) -> bool:
    """Whether two people accepted exactly these bytes for the site, or the desk cleared them for it."""
    site = document.site
    if PublicDocument.objects.filter(site=site, sha256=document.sha256, state=_State.ACCEPTED).exists():
        return True
    cleared = ClearanceRequest.objects.filter(
        Q(not_after=None) | Q(not_after__gt=timezone.now()),
        state=ClearanceRequest.State.CLEARED,
        inspection__destination=site.destination_id,
        inspection__document__sha256=document.sha256,
    )
    return cleared.exists()


def accept(document_id: str, user: User, why: str) -> bool:
    """True: a second person agreed, and it is accepted wherever it stands on the site. False: proposed.

    Raises NotPossible, PermissionDenied, ReasonMissing.
    """
    with transaction.atomic():
        document = PublicDocument.objects.select_for_update().get(pk=document_id)
        if document.state == _State.ACCEPTED:
            return True
        if document.state != _State.WAITING:
            raise NotPossible("only what waits can be accepted; what has a case is dismissed there")
        done = agree(Operation.ACCEPT_PUBLIC, document.pk, user, why)
        said = {"why": why, "at": timezone.now()}
        Acceptance.objects.update_or_create(document=document, user=user, defaults=said)
        if done:
            same = PublicDocument.objects.filter(
                site=document.site_id, sha256=document.sha256, state=_State.WAITING
            )
            same.update(state=_State.ACCEPTED)
            facts = {"document": document.pk, "sha256": document.sha256, "decision": document.decision}
            record(OfficeEvent.PUBLIC_ACCEPTED, user, facts, {"why": why})
    return done
