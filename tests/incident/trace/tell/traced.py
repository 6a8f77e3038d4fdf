"""A trace with something in every column of its tables."""

from dataclasses import replace

from tests.incident.trace.made import QUESTION, SPAN, part, request, scanned
from withhold.incident.trace.judge import judge
from withhold.incident.trace.result import Contact, Owner, Trace


def traced() -> Trace:
    """Three requests of two networks; of the first, everything is known."""
    found = [
        request(line=1, referer="https://list.example/", host="list.example", seconds=0.25, asn=64500),
        part(0, 9, line=2, etag='"a"'),
        request(line=3, peer="2001:db8:1:2::3", status=404, sent=0, agent=None),
    ]
    trace = judge(scanned(found, replace(SPAN, unparsed=2, foreign=3, problem="cut short")), QUESTION)
    one = replace(
        trace.accessors[0],
        owner=Owner(64500, "Carrier Example", "log"),
        contact=Contact(("abuse@carrier.example",), "rdap.registry.example, 2026-03-01"),
        peers=("10.0.0.1",),
        around=("/files/",),
    )
    return replace(trace, accessors=(one, *trace.accessors[1:]))
