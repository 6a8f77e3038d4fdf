"""Alerts posted as JSON, signed: whoever has the secret can tell that it is ours, and when it was sent."""

import hmac
import json
import time
from collections.abc import Callable
from hashlib import sha256

from withhold.console.config import Webhook
from withhold.console.operation.secret import secret_from
from withhold.console.outbox.interface import Outcome, Outgoing, Result
from withhold.domain.errors import WithholdError
from withhold.fetching.config import reach_of
from withhold.fetching.http import HttpFetcher
from withhold.fetching.interface import Request, Unfetched

SIGNATURE = "Withhold-Signature"
_SECONDS = 15.0
_MOST_ANSWER = 4096
_PERMANENT = frozenset({400, 401, 403, 404, 405, 410, 413, 415, 422})


def signature(secret: str, at: int, body: bytes) -> str:
    """`t=<seconds since 1970>,v1=<HMAC-SHA256, hex, of that number, a full stop and the body>`."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, sha256).hexdigest()
    return f"t={at},v1={digest}"


class WebhookTransport:
    """Posts to a webhook of the settings. The same `id` may come twice: the receiver keeps one."""

    def __init__(self, webhooks: tuple[Webhook, ...]) -> None:
        self._webhooks = {one.url: one for one in webhooks}

    def send(self, message: Outgoing, handing_over: Callable[[], None]) -> Result:
        """Never unknown: what may have arrived is sent again under the same id."""
        webhook = self._webhooks.get(message.recipient)
        if webhook is None:
            return Result(Outcome.REFUSED, "this webhook is not in the settings any more")
        told = {
            "id": message.message_id,
            "kind": message.kind,
            "text": message.body,
            "at": message.created.isoformat(),
        }
        body = json.dumps(told).encode()
        try:
            secret = secret_from(webhook.secret_file, "webhook.secret_file")
            headers = (
                ("Content-Type", "application/json"),
                (SIGNATURE, signature(secret, int(time.time()), body)),
            )
            request = Request(
                webhook.url, "POST", headers, body, limit=_MOST_ANSWER, seconds=_SECONDS, follow=False
            )
            status = HttpFetcher(reach_of(webhook.reach)).fetch(request).status
        except Unfetched as error:
            return Result(Outcome.RETRY, f"no answer ({error.refusal})")
        except WithholdError as error:
            return Result(Outcome.RETRY, f"the webhook cannot be used ({type(error).__name__})")
        if 200 <= status < 300:
            return Result(Outcome.ACCEPTED, "taken", status)
        return Result(Outcome.REFUSED if status in _PERMANENT else Outcome.RETRY, "not taken", status)
