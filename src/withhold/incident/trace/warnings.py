"""What the logs cannot tell, or tell doubtfully: every reason why the counts may be wrong, in words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from withhold.incident.trace.clients import canonical, is_trusted
from withhold.incident.trace.grades import between_lengths
from withhold.incident.trace.interface import LogFormat, LoggedRequest, LogSpan, Question, Scan
from withhold.incident.trace.networks import as_network, is_private
from withhold.incident.trace.result import Accessor

SLACK = timedelta(minutes=10)
"""A log that begins or ends so near the window covers it: quiet servers write nothing for a while."""
MOST_NAMED = 3
"""Logs and holes named in one warning; the JSON lists all of them under `logs`."""
PROXY_SHARE = 0.5
PROXY_LEAST = 20
"""One address with this share of at least so many requests, each with X-Forwarded-For, is a proxy."""
OWN_AGENT = "withhold"
"""What the looks of the exposure and the takedown call themselves."""
ANONYMISED_LEAST = 8
"""So many different addresses that all end in 0 are no chance (1 in 256 each): the log was anonymised."""
_EDGE = frozenset(
    {
        LogFormat.CLOUDFRONT_V1,
        LogFormat.CLOUDFRONT_V2_JSON,
        LogFormat.CLOUDFLARE,
        LogFormat.FASTLY,
    }
)
"""Formats that content delivery networks write."""
_SHORT_LIVED = "ask the network at once: some keep logs for three days only"


def warnings_of(
    scan: Scan,
    question: Question,
    inside: Sequence[LoggedRequest],
    accessors: Sequence[Accessor],
    databases: Iterable[tuple[str, datetime]] = (),
) -> tuple[str, ...]:
    """All warnings, the gravest first. Values of the logs other than their names are never quoted."""
    return (
        *_unread(scan.spans),
        *_about_queries(question),
        *_about_sizes(question, inside),
        *_about_proxies(question, inside, accessors),
        *_about_coverage(scan.spans, question),
        *_about_edges(scan.spans),
        *_about_clocks(scan, question),
        *_about_earlier(scan, question, inside),
        *_about_own_looks(inside),
        *_about_addresses(inside, accessors),
        *_about_databases(databases, question),
    )


def _unread(spans: Sequence[LogSpan]) -> Iterator[str]:
    for span in spans:
        if span.problem:
            yield f"{span.log}: not read to its end ({span.problem}); what it holds beyond is not counted"
    unparsed = [span for span in spans if span.unparsed]
    if unparsed:
        total = sum(span.unparsed for span in unparsed)
        yield (
            f"{total:,} {_plural(total, 'line')} could not be parsed ({_named(unparsed)}) and may hold "
            "requests; give --log-format if the server writes a format of its own"
        )
    # Overlong lines count as both; those that only the first pass could not read are in `unparsed` alone.
    foreign = [span for span in spans if span.foreign > span.unparsed]
    if foreign:
        total = sum(span.foreign - span.unparsed for span in foreign)
        yield (
            f"{total:,} more {_plural(total, 'line')} {_be(total)} in no known format ({_named(foreign)}) "
            "and as good as missing, though the path was not seen in them: damage, or a log of something else"
        )
    if not any(span.lines for span in spans):
        yield "the logs hold no line at all: that nobody is found in them means nothing"


def _about_queries(question: Question) -> Iterator[str]:
    if any("?" in path for path in question.paths):
        yield (
            "queries are left aside, that of an asked path too: where the query chooses the document, "
            "requests for others are counted as well, and the counts are too high"
        )


def _about_own_looks(inside: Sequence[LoggedRequest]) -> Iterator[str]:
    count = sum(request.agent == OWN_AGENT for request in inside)
    if count:
        yield (
            f"requests by programs that call themselves {OWN_AGENT}, as this one does when it looks from "
            f"outside: {count:,}; compare the times with those of the case, since anybody can say so"
        )


def _about_sizes(question: Question, inside: Sequence[LoggedRequest]) -> Iterator[str]:
    if not question.sizes:
        yield (
            "no --size was given: without the length of the file nothing is better than possibly complete; "
            "give --size for each length it was served in (as it is, and compressed)"
        )
        return
    unsure = sum(between_lengths(request, question.sizes) for request in inside)
    if unsure:
        yield (
            f"{unsure:,} {_plural(unsure, 'answer')} lay between two of the lengths given, and the log does "
            "not say in which encoding: they count as complete, and may be a longer one that was cut"
        )
    with_headers = sum(request.sent_with_headers for request in inside)
    if with_headers:
        yield (
            f"{with_headers:,} {_plural(with_headers, 'answer')} {_be(with_headers)} logged with the length "
            "of headers and body together: those within the margin are possibly complete"
        )
    other = sum(
        request.object_size is not None and request.object_size not in question.sizes
        for request in inside
        if request.status in (200, 206)
    )
    if other:
        yield (
            f"{other:,} {_plural(other, 'answer')} {_be(other)} logged for a file of another length than "
            "--size: another version may have stood there"
        )


def _about_proxies(
    question: Question, inside: Sequence[LoggedRequest], accessors: Sequence[Accessor]
) -> Iterator[str]:
    trusted = question.trusted_proxies
    unused = Counter(
        canonical(request.peer)
        for request in inside
        if request.forwarded and request.forwarded != "-" and not is_trusted(request.peer, trusted)
    )
    peers = Counter(canonical(request.peer) for request in inside)
    for peer, count in unused.most_common(MOST_NAMED):
        many = peers.total() >= PROXY_LEAST and count >= PROXY_SHARE * peers.total()
        if is_private(peer) or many:
            yield (
                f"{peer} looks like a proxy of your own: {count:,} {_plural(count, 'request')} came through "
                "it and name others in X-Forwarded-For, which was not believed; if it is yours, "
                "give --trusted-proxy"
            )
    private = [one for one in accessors if is_private(one.network.partition("/")[0])]
    hidden = [one for one in private if one.network.partition("/")[0] not in unused]
    if hidden:
        total = sum(one.requests for one in hidden)
        yield (
            f"{total:,} {_plural(total, 'request')} came from private addresses, such as proxies and "
            "machines inside have: if a proxy stands before the server, its own log tells who asked"
        )


def _about_coverage(spans: Sequence[LogSpan], question: Question) -> Iterator[str]:
    timed = [(span.first, span.last) for span in spans if span.first and span.last]
    if not timed:
        if any(span.lines for span in spans):
            yield "no log line tells a time: whether the logs cover the window is not known"
        return
    first, last = min(begin for begin, _ in timed), max(end for _, end in timed)
    if first > question.start + SLACK:
        yield f"the logs begin at {_told(first)}, after the window does: who came before is not in them"
    if last < question.end - SLACK:
        yield f"the logs end at {_told(last)}, before the window does: who came after is not in them"
    holes = [
        (begin, end, span.log)
        for span in spans
        for begin, end in span.gaps
        if begin < question.end and end > question.start
    ]
    if holes:
        named = "; ".join(f"{log} from {_told(b)} to {_told(e)}" for b, e, log in sorted(holes)[:MOST_NAMED])
        yield (
            f"{len(holes)} unusual {_plural(len(holes), 'gap')} in the logs, such as lost or rotated files "
            f"leave: {named}{_more(len(holes))}"
        )


def _about_edges(spans: Sequence[LogSpan]) -> Iterator[str]:
    formats = {kind for span in spans for kind, count in span.formats.items() if count}
    if formats and not formats & _EDGE:
        yield (
            "these are logs of an origin server: what a content delivery network or another cache answered "
            f"by itself never reached it, and all counts are lower bounds; if one was in use, {_SHORT_LIVED}"
        )
    sampled = formats & {LogFormat.CLOUDFRONT_V1, LogFormat.CLOUDFRONT_V2_JSON, LogFormat.S3}
    if sampled:
        yield (
            f"logs of the kind {', '.join(sorted(sampled))} are delivered as well as possible, says their "
            "provider: single lines may be missing or late"
        )


def _about_clocks(scan: Scan, question: Question) -> Iterator[str]:
    unordered = [span for span in scan.spans if span.unordered]
    if unordered:
        total = sum(span.unordered for span in unordered)
        yield (
            f"{total:,} {_plural(total, 'line')} more than a minute out of order ({_named(unordered)}): a "
            "clock was set, or several servers write into one log; times are as sure as their clocks"
        )
    outside = [r for r in scan.requests if not question.start <= r.at < question.end]
    before, after = sum(r.at < question.start for r in outside), sum(r.at >= question.end for r in outside)
    if outside:
        yield (
            f"{len(outside):,} {_plural(len(outside), 'request')} for these paths {_be(len(outside))} "
            f"outside the window ({before:,} before, {after:,} after) and not counted: "
            "widen it if clocks may be wrong"
        )


def _about_earlier(scan: Scan, question: Question, inside: Sequence[LoggedRequest]) -> Iterator[str]:
    held = sum(request.status == 304 for request in inside)
    if held:
        yield (
            f"{held:,} {_plural(held, 'answer')} {_be(held)} 304 (not modified): who got {_them(held)} held "
            "a copy already; look into logs from before the window"
        )
    served = [r for r in scan.requests if r.at < question.start and r.status in (200, 206)]
    if served:
        yield (
            f"the file was answered with already at {_told(min(r.at for r in served))}, before the window: "
            "it was public earlier"
        )


def _about_addresses(inside: Sequence[LoggedRequest], accessors: Sequence[Accessor]) -> Iterator[str]:
    networks = [as_network(one.network) for one in accessors]
    unnamed = sum(network is None for network in networks)
    if unnamed:
        yield (
            f"{unnamed:,} {_plural(unnamed, 'client')} {_be(unnamed)} logged by a name or a token, not an "
            "address: each counts as a network of its own"
        )
    version4 = [net for net in networks if net is not None and net.version == 4]
    if len(version4) >= ANONYMISED_LEAST and all(str(net.network_address).endswith(".0") for net in version4):
        yield "all addresses end in 0: the log was anonymised, and each stands for up to 256"
    if len({request.log for request in inside}) > 1:
        edge = {request.format in _EDGE for request in inside}
        if len(edge) == 2:
            yield "logs of a network's edge and of an origin were read together: one fetch may stand in both"


def _about_databases(databases: Iterable[tuple[str, datetime]], question: Question) -> Iterator[str]:
    for name, built in databases:
        days = max((question.start - built).days, (built - question.end).days)
        if days > 31:
            yield (
                f"{name} was made on {built:%Y-%m-%d}, {days:,} days from the window: networks change hands; "
                "a database of that month tells whose they were"
            )


def _told(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="seconds")


def _named(spans: Sequence[LogSpan]) -> str:
    return ", ".join(span.log for span in spans[:MOST_NAMED]) + _more(len(spans))


def _more(count: int) -> str:
    return f" and {count - MOST_NAMED:,} more" if count > MOST_NAMED else ""


def _plural(count: int, word: str) -> str:
    return word if count == 1 else word + "s"


def _be(count: int) -> str:
    return "is" if count == 1 else "are"


def _them(count: int) -> str:
    return "it" if count == 1 else "them"
