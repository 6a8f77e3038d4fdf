"""Judges what the logs showed: each request by itself, each network by all that it shows together."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from withhold.incident.trace.agents import class_of
from withhold.incident.trace.asn import AsnDatabases, is_hosting
from withhold.incident.trace.clients import canonical, client_of
from withhold.incident.trace.grades import best, grade_of, grade_together
from withhold.incident.trace.interface import Activity, LoggedRequest, Question, Scan
from withhold.incident.trace.networks import network_of
from withhold.incident.trace.paths import AskedPaths, same_host
from withhold.incident.trace.result import RANK, Accessor, AgentClass, Contact, Grade, Judged, Owner, Trace
from withhold.incident.trace.retries import fetches
from withhold.incident.trace.verification import PublishedRanges, Resolver, verified_name
from withhold.incident.trace.warnings import warnings_of

MOST_AGENTS = 5
MOST_PEERS = 5
MOST_AROUND = 5
STEPS = 60
"""Columns of the chart: as many as can be told apart on a telephone."""
_BOTS = frozenset({AgentClass.DECLARED_BOT, AgentClass.PREVIEW_BOT})
_PEOPLE_FIRST = {agent_class: rank for rank, agent_class in enumerate(AgentClass)}


class Contacts(Protocol):
    """Whom to write to about a network."""

    def contact(self, network: str) -> Contact: ...


@dataclass(slots=True)
class Sources:
    """What may be looked up beside the logs; nothing by default.

    `told` gathers what could not be asked: it becomes warnings.
    """

    databases: AsnDatabases | None = None
    resolver: Resolver | None = None
    ranges: PublishedRanges | None = None
    contacts: Contacts | None = None
    told: list[str] = field(default_factory=list)


def judge(scan: Scan, question: Question, sources: Sources | None = None) -> Trace:
    """What the requests in the question's window show. Requests outside it are only warned of.

    Pure but for what `sources` look up. The same scan in any order gives the same answer.
    """
    sources = sources or Sources()
    inside = sorted(
        (request for request in scan.requests if question.start <= request.at < question.end),
        key=lambda request: (request.at, request.log, request.line),
    )
    judged = [
        Judged(
            request,
            grade_of(request, question.sizes),
            client_of(request.peer, request.forwarded, question.trusted_proxies),
        )
        for request in inside
    ]
    networks: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        networks[network_of(one.client)].append(one)
    activity = _by_network(scan.activity)
    accessors = [
        _accessor(network, found, activity.get(network, []), question, sources)
        for network, found in networks.items()
    ]
    accessors.sort(key=lambda one: (RANK[one.grade], one.first, one.network))
    if sources.contacts is not None:
        # The best grades first: registries answer so many questions and no more.
        accessors = [_with_contact(one, sources.contacts) for one in accessors]
    if sources.databases is not None:
        sources.told += sources.databases.damage()
    counts = Counter(one.grade for one in judged)
    return Trace(
        question=question,
        lines=sum(span.lines for span in scan.spans),
        requests={grade: counts[grade] for grade in Grade},
        accessors=tuple(accessors),
        warnings=(
            *warnings_of(scan, question, inside, accessors, _databases(sources)),
            *dict.fromkeys(sources.told),
        ),
        spans=tuple(scan.spans),
        times=_times(judged, question),
        judged=tuple(judged),
    )


def _accessor(
    network: str,
    found: Sequence[Judged],
    activity: Sequence[Activity],
    question: Question,
    sources: Sources,
) -> Accessor:
    ranked = _agents(found, question)
    grade, agent_class, agent = ranked[0]
    client = next((one.client for one in found if one.request.agent == agent), found[0].client)
    name = _verified(client, agent, agent_class, sources)
    if name:
        agent_class = AgentClass.VERIFIED_BOT
        ranked[0] = (grade, agent_class, agent)
    owner = _owner(found, client, sources)
    times = [one.request.at for one in found]
    agents = Counter(one.request.agent for one in found if one.request.agent)
    peers = Counter(p for one in found if (p := canonical(one.request.peer)) != one.client)
    return Accessor(
        network=network,
        grade=grade,
        agent_class=agent_class,
        requests=len(found),
        fetches=fetches((one.client, one.request.agent, one.request.at) for one in found),
        bytes=sum(one.request.sent or 0 for one in found),
        first=min(times),
        last=max(times),
        grades={kind: n for kind in Grade if (n := sum(one.grade is kind for one in found))},
        agents=tuple(sorted(agents.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_AGENTS]),
        addresses=len({one.client for one in found}),
        peers=tuple(peer for peer, _ in sorted(peers.items(), key=lambda p: (-p[1], p[0]))[:MOST_PEERS]),
        owner=owner,
        hosting=is_hosting(owner.organisation),
        verified_name=name,
        elsewhere=sum(one.requests for one in activity),
        around=tuple(dict.fromkeys(path for one in activity for path in one.around))[:MOST_AROUND],
        classes=_classes(ranked),
    )


def _with_contact(one: Accessor, contacts: Contacts) -> Accessor:
    return one if one.grade is Grade.NONE else replace(one, contact=contacts.contact(one.network))


def _agents(found: Sequence[Judged], question: Question) -> list[tuple[Grade, AgentClass, str | None]]:
    """What each agent of the network shows, the best first; of equals the one a person may sit behind."""
    groups: dict[str | None, list[Judged]] = defaultdict(list)
    for one in found:
        groups[one.request.agent].append(one)
    shown = ((_together(group, question), class_of(agent), agent) for agent, group in groups.items())
    return sorted(shown, key=lambda one: (RANK[one[0]], _PEOPLE_FIRST[one[1]], one[2] or ""))


def _classes(ranked: Sequence[tuple[Grade, AgentClass, str | None]]) -> tuple[AgentClass, ...]:
    """Of all agents that got something, each once."""
    got = (kind for grade, kind, _ in ranked if grade not in (Grade.NONE, Grade.ABORTED))
    return tuple(dict.fromkeys(got))


def _together(group: Sequence[Judged], question: Question) -> Grade:
    paths: dict[tuple[str, str], list[LoggedRequest]] = defaultdict(list)
    asked = AskedPaths(question)
    for one in group:
        path = asked.asked(one.request.target) or one.request.target
        paths[same_host(one.request.host or ""), path].append(one.request)
    joined = (grade_together(requests, question.sizes) for requests in paths.values())
    return best((*(one.grade for one in group), *joined))


def _verified(client: str, agent: str | None, agent_class: AgentClass, sources: Sources) -> str | None:
    if agent_class not in _BOTS or not agent or (sources.resolver is None and sources.ranges is None):
        return None
    try:
        return verified_name(client, agent, sources.resolver, sources.ranges)
    except OSError:
        sources.told.append(
            "name servers could not be asked about some bots: they stay declared, which is no doubt of them"
        )
        return None


def _owner(found: Sequence[Judged], client: str, sources: Sources) -> Owner:
    """What the log itself tells of that day comes first; the database of today adds the name."""
    logged = next((one.request.asn for one in found if one.request.asn), None)
    known = sources.databases.owner_of(client) if sources.databases else Owner()
    if logged is None:
        return known
    return Owner(logged, known.organisation if known.asn == logged else None, "log")


def _by_network(activity: Mapping[str, Activity]) -> dict[str, list[Activity]]:
    gathered: dict[str, list[Activity]] = defaultdict(list)
    for client in sorted(activity):
        gathered[network_of(client)].append(activity[client])
    return gathered


def _databases(sources: Sources) -> list[tuple[str, datetime]]:
    databases = sources.databases.databases if sources.databases else ()
    return [(one.path.name, one.built) for one in databases]


def _times(judged: Sequence[Judged], question: Question) -> dict[str, tuple[int, ...]]:
    span = question.end - question.start
    columns = {grade: [0] * STEPS for grade in Grade}
    for one in judged:
        columns[one.grade][min(STEPS - 1, int((one.request.at - question.start) / span * STEPS))] += 1
    return {str(grade): tuple(column) for grade, column in columns.items() if any(column)}
