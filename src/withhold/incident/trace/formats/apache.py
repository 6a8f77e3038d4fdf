"""Lines that begin like Apache's common log format: common, combined, with virtual host, Traefik's own."""

import re
from ipaddress import ip_address

from withhold.incident.trace.clients import names_client
from withhold.incident.trace.formats.entry import Entry, forwarded_of, real_of, request_of, text_of, unescaped
from withhold.incident.trace.formats.times import clf
from withhold.incident.trace.interface import LogFormat

QUOTED = rb'"([^"\\]*+(?:\\.[^"\\]*+)*+)"'
"""A quoted field. Servers write a quote within as `\\"` or `\\x22`, so a bare one ends the field."""
# An agent may be cut off at the end of the line, as servers do with long ones: what matters stands before.
AFTER_TIME = (
    rb"\] " + QUOTED + rb" (\d{3}|-) (\d{1,18}|-)"
    rb"(?: " + QUOTED + rb" " + QUOTED[:-2] + rb')(?:"( [^\n]*+)?+|\\?+)| *+)\r?+$'
)
"""From the bracket that ends the time to the end of the line."""
# The user may hold blanks and brackets, but a quote only escaped, unless it is empty (Apache's `""`): a
# request within it is never taken for the request.
_LINE = re.compile(
    rb"([^\s\"]{1,255}+) ([^\s\"]{1,255}+) (?:\"\" |(?:[^\"\\]|\\.)*?)"
    rb"\[(\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})" + AFTER_TIME,
    re.DOTALL,
)
_TRAEFIK = re.compile(rb' \d+ "[^"]*" "[^"]*" (\d+)ms')
_EXTRA = re.compile(rb' (?:"([^"\\]*+(?:\\.[^"\\]*+)*+)"|(\S++))')


def read(line: bytes) -> Entry | None:
    """The request that a line in the common or combined format tells, or None if it is in neither."""
    found = _LINE.match(line)
    if found is None:
        return None
    peer, second = found.group(1), found.group(2)
    at = clf(found.group(3).decode("ascii"))
    if at is None:
        return None
    if _is_address(second) and not _is_address(peer):
        # `host:port client identity user`: what is no address stands before one.
        return entry(found.groups()[3:], LogFormat.VHOST_COMBINED, at, second, peer)
    return entry(found.groups()[3:], None, at, peer, None)


def entry(
    rest: tuple[bytes | None, ...], name: LogFormat | None, at: float, peer: bytes, vhost: bytes | None
) -> Entry:
    """The request from what AFTER_TIME found and what stood before it; without a name, as its fields tell."""
    request, status, sent, referer, agent, extra = rest
    assert request is not None
    assert status is not None
    assert sent is not None
    if name is None:
        name = LogFormat.COMMON if referer is None else LogFormat.COMBINED
    method, target = request_of(unescaped(request))
    forwarded, seconds = None, None
    if extra is not None:
        traefik = _TRAEFIK.fullmatch(extra)
        if traefik is not None:
            name, seconds = LogFormat.TRAEFIK_COMMON, int(traefik.group(1)) / 1000
        else:
            forwarded, seconds = _extra(extra)
    return Entry(
        name,
        at,
        peer.decode("utf-8", "replace"),
        0 if status == b"-" else int(status),
        method,
        target,
        0 if sent == b"-" else int(sent),
        forwarded=forwarded,
        agent=None if agent is None else text_of(unescaped(agent)),
        referer=None if referer is None else text_of(unescaped(referer)),
        host=None if vhost is None else text_of(vhost),
        seconds=seconds,
    )


def _extra(extra: bytes) -> tuple[str | None, float | None]:
    """X-Forwarded-For and the request's seconds, where more fields follow that can be nothing else."""
    forwarded, seconds = None, None
    for found in _EXTRA.finditer(extra):
        text = (found.group(1) if found.group(1) is not None else found.group(2)).decode("utf-8", "replace")
        if forwarded is None and names_client(text):
            # Only the end tells: what stands before is the client's own, whatever it is.
            forwarded = forwarded_of(text)
        elif seconds is None and "." in text:
            seconds = real_of(text)
    return forwarded, seconds


def _is_address(text: bytes) -> bool:
    if not text[:1].isalnum() and text[:1] != b":":
        return False
    try:
        ip_address(text.decode("ascii"))
    except ValueError:
        return False
    return True
