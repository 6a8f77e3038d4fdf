"""Fastly: purges each URL, and what bears the site's surrogate keys, at once and hard.

As documented at https://www.fastly.com/documentation/reference/api/purging/ (read November 2026). Tested
against a stand-in that checks method, path and headers; not tried against the live service.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from withhold.fetching.interface import Answer
from withhold.incident.takedown.connectors.asking import Unanswered, as_json, ask, failed, told
from withhold.incident.takedown.connectors.entry import Entry, Secret
from withhold.incident.takedown.connectors.urls import address, addresses, step_id
from withhold.incident.takedown.interface import Connector, Context, Layer, Outcome, Result, Step, Target

_API = "https://api.fastly.com"


@dataclass(frozen=True, slots=True)
class Fastly:
    """One service of Fastly's. Only hard purges: a soft one leaves the stale copy to be served."""

    api: str
    token: Secret
    hosts: tuple[str, ...]
    service: str
    keys: tuple[str, ...]
    context: Context

    @property
    def name(self) -> str:
        return f"fastly {self.service or ' '.join(self.hosts)}"

    @property
    def layer(self) -> Layer:
        return Layer.CACHE

    def plan(self, target: Target) -> Sequence[Step]:
        """A step for each URL and each surrogate key. Nothing is asked: what is cached cannot be seen."""
        wanted = addresses(target.urls, self.hosts)
        steps = [
            Step(
                step_id(self.name, "purge", one.url),
                self.name,
                "purge",
                f"purge {one.url} from Fastly (not tried live)",
                {"url": one.url},
            )
            for one in wanted
        ]
        return steps + [
            Step(
                step_id(self.name, "purge-key", key),
                self.name,
                "purge-key",
                f"purge everything with the surrogate key {key} from Fastly (not tried live)",
                {"key": key},
            )
            for key in (self.keys if wanted else ())
        ]

    def take(self, step: Step) -> Outcome:
        """Make the call. Repeating it is harmless, and right if the cache filled itself meanwhile."""
        if step.action == "purge-key":
            place = f"/service/{self.service}/purge/{quote(str(step.data['key']), safe='')}"
        else:
            one = address(str(step.data["url"]))
            place = f"/purge/{one.host}{one.request}"
        headers = (("Fastly-Key", self.token.reveal()), ("Accept", "application/json"))
        try:
            return _outcome(ask(self.context.fetcher, self.api + place, "POST", headers))
        except Unanswered as error:
            return failed(f"Fastly did not answer: {error}; try again, or purge in its control panel")


def from_site(table: Mapping[str, object], context: Context) -> Connector:
    """Keys: `token`, `hosts`; `service` and `surrogate_keys` together, and `api`. Raises SiteUnusable."""
    entry = Entry.of(table)
    keys = entry.texts("surrogate_keys", ())
    if not all(key.isprintable() and " " not in key for key in keys):
        raise entry.wrong("surrogate_keys", "has to hold keys without blanks")
    service = entry.id("service", "")
    if keys and not service:
        raise entry.wrong("service", "is needed for surrogate keys")
    made = Fastly(
        entry.service("api", _API, secret=True),
        entry.secret("token"),
        entry.hosts(required=True),
        service,
        keys,
        context,
    )
    entry.close()
    return made


def _outcome(answer: Answer) -> Outcome:
    if answer.status in (401, 403):
        return failed("Fastly refuses the token; it needs the scope purge_select", status=answer.status)
    if answer.status == 429:
        return failed("Fastly takes no more calls for now; it is tried again later", status=answer.status)
    if answer.status != 200:
        return failed(
            f"Fastly did not purge (status {answer.status}); check the service and its hosts",
            status=answer.status,
        )
    reply = as_json(answer)
    if not isinstance(reply, dict) or reply.get("status") != "ok":
        return failed("Fastly did not say that it purged; look into its control panel", status=answer.status)
    return Outcome(Result.DONE, "", {"status": answer.status, "purge_id": told(reply.get("id", "none"))})
