"""Looks at what was reported: fetched through the guard, read in the sandbox, told in words, no values."""

from datetime import UTC, datetime
from typing import Any

import pyrage
from django.conf import settings
from django.db import transaction

from withhold.console.config import Config
from withhold.console.door.parcels import ParcelUnusable, opened
from withhold.console.intake.collecting import file_of
from withhold.console.intake.keys import intake_identity
from withhold.console.intake.models import Lead, LeadKind, LeadState
from withhold.console.intake.places import owner_of
from withhold.console.outbox.sending import queue_alert
from withhold.domain.errors import WithholdError
from withhold.fetching.config import reach_of
from withhold.fetching.encoding import Undecoded, decoded
from withhold.fetching.http import HttpFetcher
from withhold.fetching.interface import Answer, Fetcher, Reach, Request, Unfetched
from withhold.fetching.url import parse, redirected

_MOST = 64 << 20
_SECONDS = 20.0
_MOST_HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REASONS, _MOST_UNREAD = 12, 10
_ALERTS = {
    "withhold": "What was reported is on one of our own sites and holds people's data. Look at it now.",
    "review": "What was reported is on one of our own sites and a person has to look at it.",
}


class NotLooked(Exception):
    """There is no content to inspect; the message is shown to the on-call."""


def look(lead_id: int) -> None:
    """Look at one lead and keep what was found. Its state says "being looked at" until the last line."""
    lead = Lead.objects.select_related("report").get(pk=lead_id)
    if lead.state != LeadState.LOOKING:
        return
    config: Config = settings.CONFIG
    try:
        content = _content(config, lead)
        found, state = inspected(content), LeadState.LOOKED
    except (NotLooked, WithholdError) as error:
        found, state = {"why": str(error)}, LeadState.UNREAD
    except Exception as error:
        # Pessimistic: a mistake of ours must not leave the on-call waiting for a verdict.
        _keep(
            lead,
            {"why": f"it could not be looked at ({type(error).__name__}); look at it yourself"},
            LeadState.UNREAD,
        )
        raise
    _keep(lead, found, state)


def inspected(content: bytes) -> dict[str, Any]:
    """The verdict as words and counts. Raises WithholdError where the sandbox cannot be had."""
    from withhold.inspection.api import inspect
    from withhold.report.html_document import document_view

    (document,) = inspect(content).documents
    view = document_view(document, "lead")
    return {
        "decision": view["decision"],
        "words": view["words"],
        "steps": list(view["steps"]),
        "reasons": [[one["rule"], one["text"]] for one in view["reasons"]][:_MOST_REASONS],
        "unread": [str(one) for one in view["unread"]][:_MOST_UNREAD],
        "sha256": document.sha256,
        "size": document.size,
        "media_type": document.media_type,
    }


def _content(config: Config, lead: Lead) -> bytes:
    if lead.kind == LeadKind.FILE:
        try:
            return opened(file_of(config, lead.report).read_bytes(), intake_identity(config)).content
        except (OSError, ParcelUnusable, pyrage.DecryptError):
            raise NotLooked("the file that came with the report cannot be opened any more") from None
    return fetched(config, lead)


def fetched(config: Config, lead: Lead) -> bytes:
    """What stands at the address now. Our own sites are asked within their own reach, and a redirect away
    from them is not followed; any other address only because a person asked for it. Raises NotLooked."""
    site = owner_of(config, lead.url)
    if site is None and lead.asked_by_id is None:
        raise NotLooked("the address is not on one of our own sites: a person has to ask for it")
    reach = Reach() if site is None else reach_of(site.reach, site.path.parent)
    try:
        answer = _answer(HttpFetcher(reach), lead.url, config, own=site is not None)
        if answer.status != 200:
            raise NotLooked(f"the server answered {answer.status}")
        if not answer.whole:
            raise NotLooked("it is too big, or the server broke off")
        content = decoded(answer, _MOST)
    except (Unfetched, Undecoded) as error:
        raise NotLooked(str(error)) from None
    if not content:
        raise NotLooked("the server answered with nothing in it")
    return content


def _answer(fetcher: Fetcher, url: str, config: Config, own: bool) -> Answer:
    if not own:
        return fetcher.fetch(Request(url, limit=_MOST, seconds=_SECONDS))
    for _ in range(_MOST_HOPS):
        answer = fetcher.fetch(Request(url, limit=_MOST, seconds=_SECONDS, follow=False))
        target = answer.header("Location")
        if answer.status not in _REDIRECTS or target is None:
            return answer
        url = str(redirected(parse(url), target))
        if owner_of(config, url) is None:
            raise NotLooked("it leads away from our own sites: a person has to ask for that address")
    raise NotLooked("it leads from one address to the next without an end")


def _keep(lead: Lead, found: dict[str, Any], state: LeadState) -> None:
    with transaction.atomic():
        lead.found, lead.state, lead.looked_at = found, state, datetime.now(UTC)
        lead.save(update_fields=["found", "state", "looked_at"])
        alert = _ALERTS.get(str(found.get("decision", "")))
        if lead.own and alert is not None:
            queue_alert(alert, "report_verdict")
