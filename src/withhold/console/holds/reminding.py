"""Tells who has to look at a hold whose review is due: its owner, after a week the privacy officers of the
case as well, after two weeks the on-call. Where the owner's account is no more, the privacy officers at once.
The holds stand all the same.
"""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import transaction

from withhold.console.cases.models import Case, Membership
from withhold.console.holds.indexing import held_of
from withhold.console.holds.models import Hold, Reminded, State
from withhold.console.outbox.sending import Unmailable, queue_alert, queue_mail
from withhold.console.people.roles import Role
from withhold.incident.holds.releasing import Escalation, due

KIND = "holds_review"
_SUBJECT = "Withhold: please look at the console"


def remind(row: Case, today: date) -> bool:
    """Once a day for each case; whether anybody was told now."""
    late = Hold.objects.filter(case=row, state=State.STANDING, review__lte=today)
    holds = {one.subject: one for one in late.select_related("owner").prefetch_related("waivers")}
    steps = {step for _, step in due(map(held_of, holds.values()), today)}
    words = (
        f"{len(holds)} holds of a case wait for a review. Open the case's holds, and record what you found."
    )
    with transaction.atomic():
        _, made = Reminded.objects.get_or_create(case=row, day=today)
        if not made:
            return False
        owners = {one.owner for one in holds.values()}
        whom = {one.username for one in owners if one.is_active}
        # Who works here no more looks at nothing: their holds are the privacy officers' at once.
        if steps & {Escalation.PRIVACY_OFFICE, Escalation.HEAD} or not all(one.is_active for one in owners):
            officers = Membership.objects.filter(case=row, role=Role.PRIVACY_OFFICER, user__is_active=True)
            whom.update(officers.values_list("user__username", flat=True))
        told = _mailed(sorted(whom), words, row)
        if Escalation.HEAD in steps or not told:  # nobody is left out because nobody has a mailbox
            queue_alert(words, KIND, row)
    return True


def _mailed(addresses: Iterable[str], words: str, row: Case) -> int:
    count = 0
    for address in addresses:
        try:
            queue_mail(address, _SUBJECT, f"{words}\n\n{settings.CONFIG.base_url}/\n", KIND, row)
        except Unmailable:
            continue  # a name to sign in with that is no mailbox: whoever comes next in line is told
        count += 1
    return count
