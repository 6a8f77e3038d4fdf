"""Tells a representative by mail that something waits in the portal: nobody's name, and no case."""

from django.conf import settings

from withhold.console.counsel.models import Representation
from withhold.console.outbox.sending import queue_mail
from withhold.incident.counsel.standing import Inbox, greeting

KIND = "portal"


def tell(representation: Representation) -> None:
    """Queued in the caller's transaction; to the account's address, and to the firm's inbox if it has one."""
    who = representation.representative
    inboxes = [Inbox(who.user.email, who.shared_inbox)]
    if who.firm is not None and who.firm.inbox:
        inboxes.append(Inbox(who.firm.inbox, who.firm.shared))
    for inbox in {one.address: one for one in inboxes if one.address}.values():
        subject, body = greeting(
            inbox, "Something waits for you in the portal", "Something waits for you. Sign in to read it.\n"
        )
        queue_mail(inbox.address, subject, f"{body}\n{settings.CONFIG.base_url}/portal/\n", KIND)
