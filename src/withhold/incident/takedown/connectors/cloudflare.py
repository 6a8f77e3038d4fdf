"""Cloudflare: purges URLs, and what begins with them, from all its data centres.

As documented at https://developers.cloudflare.com/api/resources/cache/methods/purge/ and
https://developers.cloudflare.com/cache/how-to/purge-cache/purge_by_prefix/ (read November 2026). Tested
against a stand-in that checks method, path, headers and body; not tried against the live service.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from withhold.fetching.interface import Answer
from withhold.incident.takedown.connectors.asking import Unanswered, as_json, ask, failed, told
from withhold.incident.takedown.connectors.entry import Entry, Secret
from withhold.incident.takedown.connectors.urls import addresses, step_id
from withhold.incident.takedown.interface import Connector, Context, Layer, Outcome, Result, Step, Target

_API = "https://api.cloudflare.com/client/v4"
_MOST = 30
"""URLs or prefixes of one call: every plan of theirs allows so many."""


@dataclass(frozen=True, slots=True)
class Cloudflare:
    """One zone of Cloudflare's. `prefixes` purges every query string and variant of the URLs as well."""

    api: str
    zone: str
    token: Secret
    hosts: tuple[str, ...]
    prefixes: bool
    context: Context

    @property
    def name(self) -> str:
        return f"cloudflare {self.zone}"

    @property
    def layer(self) -> Layer:
        return Layer.CACHE

    def plan(self, target: Target) -> Sequence[Step]:
        """A step for each call. Nothing is asked: what is cached where cannot be seen."""
        wanted = addresses(target.urls, self.hosts)
        steps = self._steps("files", [one.url for one in wanted])
        if self.prefixes:
            # Without scheme and query: that is how a prefix covers both schemes and every query string.
            steps += self._steps("prefixes", sorted({one.host + one.path for one in wanted}))
        return steps

    def take(self, step: Step) -> Outcome:
        """Make the call. Repeating it is harmless, and right if the cache filled itself meanwhile."""
        what = "prefixes" if step.action == "purge-prefixes" else "files"
        body = json.dumps({what: str(step.data["of"]).split("\n")}).encode("ascii")
        headers = (
            ("Authorization", f"Bearer {self.token.reveal()}"),
            ("Content-Type", "application/json"),
        )
        try:
            answer = ask(
                self.context.fetcher, f"{self.api}/zones/{self.zone}/purge_cache", "POST", headers, body
            )
            return _outcome(answer)
        except Unanswered as error:
            return failed(f"Cloudflare did not answer: {error}; try again, or purge in its dashboard")

    def _steps(self, what: str, items: list[str]) -> list[Step]:
        parts = [items[start : start + _MOST] for start in range(0, len(items), _MOST)]
        return [
            Step(
                step_id(self.name, what, *part),
                self.name,
                f"purge-{what}",
                f"purge {len(part)} {'URLs' if what == 'files' else 'prefixes'} from Cloudflare, "
                f"{part[0]} first (not tried live)",
                {"of": "\n".join(part)},
            )
            for part in parts
        ]


def from_site(table: Mapping[str, object], context: Context) -> Connector:
    """Keys: `zone`, `token`, `hosts`; `prefixes` and `api` if wanted. Raises SiteUnusable."""
    entry = Entry.of(table)
    made = Cloudflare(
        entry.service("api", _API, secret=True),
        entry.id("zone"),
        entry.secret("token"),
        entry.hosts(required=True),
        entry.flag("prefixes", True),
        context,
    )
    entry.close()
    return made


def _outcome(answer: Answer) -> Outcome:
    if answer.status == 429:
        return failed("Cloudflare takes no more calls for now; it is tried again later", status=answer.status)
    if answer.status in (401, 403):
        return failed(
            "Cloudflare refuses the token; it needs the right to purge the cache of this zone",
            status=answer.status,
        )
    reply = as_json(answer)
    if not isinstance(reply, dict) or reply.get("success") is not True or answer.status != 200:
        errors = reply.get("errors") if isinstance(reply, dict) else None
        codes = (
            [one.get("code") for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []
        )
        return failed(
            f"Cloudflare did not purge (status {answer.status}, codes {told(codes)}); check zone and hosts",
            status=answer.status,
        )
    result = reply.get("result")
    purge = told(result.get("id")) if isinstance(result, dict) else None
    return Outcome(Result.DONE, "", {"status": answer.status, "purge_id": purge})
