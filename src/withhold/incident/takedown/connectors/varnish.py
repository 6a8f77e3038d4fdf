"""Varnish: PURGE of each URL with all its variants, and BAN of its spellings and query strings.

Both need the lines of VCL in docs/connectors.md; Varnish answers them itself, with `Server: Varnish`.
What a cache forgot cannot be put back, and need not be: it fetches anew what the origin still has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from withhold.fetching.interface import Answer
from withhold.incident.takedown.connectors.asking import Unanswered, ask, failed, told
from withhold.incident.takedown.connectors.entry import Entry
from withhold.incident.takedown.connectors.urls import Address, address, addresses, every_spelling, step_id
from withhold.incident.takedown.interface import Connector, Context, Layer, Outcome, Result, Step, Target
from withhold.report.places import one_line

PURGED = "X-Withhold-Purged"
"""In Varnish's answer: how many objects the PURGE removed."""
BANNED = "X-Withhold-Banned"
"""In Varnish's answer: the ban was added, by the pattern that was sent."""
_METHODS = ("PURGE", "BAN")


@dataclass(frozen=True, slots=True)
class Varnish:
    """One Varnish server, asked at `server` with the public host's name in the Host header."""

    server: str
    hosts: tuple[str, ...]
    methods: tuple[str, ...]
    context: Context

    @property
    def name(self) -> str:
        return f"varnish {self.server}"

    @property
    def layer(self) -> Layer:
        return Layer.CACHE

    def plan(self, target: Target) -> Sequence[Step]:
        """A step for each URL. Nothing is asked: whether something is cached cannot be seen from outside."""
        return [
            Step(
                step_id(self.name, "purge", one.url),
                self.name,
                "purge",
                one_line(f"purge {one.url} and its variants from Varnish; the next request asks the origin"),
                {"url": one.url},
            )
            for one in addresses(target.urls, self.hosts)
        ]

    def take(self, step: Step) -> Outcome:
        """Send the requests. Repeating them is harmless, and right if the cache filled itself meanwhile."""
        one = address(str(step.data["url"]))
        proof: dict[str, str | int | bool | None] = {}
        notes = []
        for method in self.methods:
            try:
                answer = self._ask(method, one)
            except Unanswered as error:
                return failed(f"{method} was not answered: {error}; check that Varnish runs", **proof)
            proof[f"{method.lower()}_status"] = answer.status
            refused = _refused(method, answer)
            if refused:
                return failed(refused, **proof)
            if method == "PURGE":
                proof["purged"] = told(answer.header(PURGED) or "not told", 20)
            elif answer.header(BANNED) is None:
                notes.append("Varnish bans by rules of its own: query strings and spellings may stay cached")
        return Outcome(Result.DONE, "; ".join(notes), proof)

    def _ask(self, method: str, one: Address) -> Answer:
        headers = [("Host", one.host)]
        if method == "BAN":
            host = one.host.rpartition(":")[0] if one.host.rpartition(":")[2].isdigit() else one.host
            headers.append(("X-Withhold-Host", f"(?i)^{_exactly(host)}(:[0-9]+)?$"))
            headers.append(("X-Withhold-Url", rf"^{every_spelling(one.path)}(\?.*)?$"))
        return ask(self.context.fetcher, self.server + one.request, method, tuple(headers))


def from_site(table: Mapping[str, object], context: Context) -> Connector:
    """Keys: `server`; `hosts` and `methods` if wanted. Raises SiteUnusable."""
    entry = Entry.of(table)
    methods = entry.texts("methods", _METHODS)
    if not methods or not set(methods) <= set(_METHODS):
        raise entry.wrong("methods", 'may hold "PURGE" and "BAN" only')
    made = Varnish(entry.service("server"), entry.hosts(), methods, context)
    entry.close()
    return made


def _exactly(host: str) -> str:
    return "".join(one if one.isalnum() or one == "-" else f"[{one}]" for one in host if one not in "[]")


def _refused(method: str, answer: Answer) -> str:
    """Why this answer is no proof; empty if it is one."""
    if answer.status == 405:
        return f"Varnish does not let this machine {method}; add its address to the acl in the VCL"
    if answer.header("Server") != "Varnish":
        # Varnish pipes methods it does not know to the backend, which may well say 200 to them.
        return f"{method} was answered by another server than Varnish; add the VCL of docs/connectors.md"
    if answer.status != 200:
        return f"Varnish answered {method} with status {answer.status}; compare its VCL to docs/connectors.md"
    return ""
