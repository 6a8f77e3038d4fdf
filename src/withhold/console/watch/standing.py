"""The owner's standing choice: what a sweep finds is taken down without waiting for somebody to confirm it.

A confirmation needs a person (docs/cases.md). Here two decide beforehand, and the confirmation is recorded
in the owner's name and role with their choice as its reason. It acts only in a case that the sweep itself
opened: what an outside tip is behind waits for a person, always.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from withhold.console.access.agreement import agree, set_aside
from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation
from withhold.console.cases.models import Case, Membership
from withhold.console.cases.store import ConsoleCase
from withhold.console.casework.deciding import confirm
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.console.watch.accepting import NotPossible
from withhold.console.watch.models import StandingChoice, WatchedSite
from withhold.domain.errors import WithholdError
from withhold.incident.case.events import Source
from withhold.incident.case.interface import EventKind

_ACTS_AS = (Role.PRIVACY_OFFICER, Role.CASE_LEAD, Role.EDITOR)
"""The role in which an owner confirms: the first that they have."""
_CONSENTS = (Role.PRIVACY_OFFICER, Role.CASE_LEAD)


@dataclass(frozen=True, slots=True)
class Acted:
    """What came of a standing choice in a new case: what to tell the on-call, in words without values."""

    started: bool
    words: str


def current(site: WatchedSite) -> StandingChoice | None:
    """The choice that counts, or waits for its second person."""
    return site.choices.select_related("owner", "second").filter(ended_at=None).first()


def choose(site: WatchedSite, user: User, why: str) -> bool:
    """The owner proposes, a privacy officer or case lead agrees: True from then on.

    Raises NotPossible, PermissionDenied, ReasonMissing.
    """
    with transaction.atomic():
        site = WatchedSite.objects.select_for_update().get(pk=site.pk)
        found = current(site)
        if found is not None and found.agreed_at is not None:
            return True
        if site.owner_id is None or not site.site_file:
            raise NotPossible(
                "name the owner and the site file first: somebody answers for it, and knows how"
            )
        if user.pk != site.owner_id and found is None:
            raise NotPossible("the owner of the site chooses first; then a second person agrees")
        if user.pk != site.owner_id and not user.has_role(*_CONSENTS):
            raise PermissionDenied("a privacy officer or a case lead is the second person")
        if found is not None and found.owner_id != site.owner_id:
            raise NotPossible("the site has another owner by now: end the choice, and choose anew")
        done = agree(Operation.CHOOSE_TAKEDOWN, site.pk, user, why)
        now = timezone.now()
        if found is None:
            StandingChoice.objects.create(site=site, owner=user, why=why, chosen_at=now)
        elif done:
            found.second, found.second_why, found.agreed_at = user, why, now
            found.save()
            record(
                OfficeEvent.TAKEDOWN_CHOSEN, user, {"site": site.pk, "owner": found.owner_id}, {"why": why}
            )
    return done


def end(site: WatchedSite, user: User, why: str) -> None:
    """From now on a person confirms again: one person is enough for that. Raises ReasonMissing."""
    with transaction.atomic():
        found = current(WatchedSite.objects.select_for_update().get(pk=site.pk))
        set_aside(Operation.CHOOSE_TAKEDOWN, site.pk, user, why)
        if found is None:
            return
        found.ended_by, found.ended_at = user, timezone.now()
        found.save()
        facts = {"site": site.pk, "what": "ended"}
        record(OfficeEvent.TAKEDOWN_CHOSEN, user, facts, {"why": why})


def hindrance(choice: StandingChoice) -> str:
    """Why an agreed choice does not count now; empty if it does. Asked each time that it would act."""
    owner, second = choice.owner, choice.second
    if second is None:
        return "it waits for its second person"
    if choice.site.owner_id != owner.pk:
        return "the site has another owner by now"
    if not (permitted(owner, Operation.CHOOSE_TAKEDOWN) and second.is_active and second.has_role(*_CONSENTS)):
        return "one of the two people has lost the account or the role"
    return ""


def act(site: WatchedSite, row: Case) -> Acted | None:
    """Confirm the case that the sweep opened, in the owner's name, and queue its takedown. None: no choice.

    What hinders it is told, never swallowed: the case then waits for a person as any other.
    """
    choice = current(site)
    if choice is None:
        return None
    hindered = hindrance(choice)
    if hindered:
        return Acted(False, f"The owner's choice to take it down did not count: {hindered}.")
    owner, second = choice.owner, choice.second
    assert second is not None
    why = (
        f"Standing choice of {choice.chosen_at:%-d %B %Y} for what a sweep of this site finds: {choice.why} "
        f"(agreed by {second.get_full_name()} on {choice.agreed_at:%-d %B %Y})"
    )
    try:
        with transaction.atomic():
            case = ConsoleCase.open(Case.objects.select_for_update().get(pk=row.pk))
            sources = {one.facts["source"] for one in case.events() if one.kind is EventKind.REPORTED}
            if sources != {str(Source.SWEEP)}:
                return Acted(False, "Somebody else reported it too, so a person confirms it.")
            role = next(one for one in _ACTS_AS if owner.has_role(one))
            Membership.objects.get_or_create(case=row, user=owner, role=role, defaults={"on_call": True})
            words = confirm(case, owner, why)
    except WithholdError as error:
        return Acted(False, f"The owner chose that it is taken down, but that did not start: {error}.")
    return Acted(True, words)
