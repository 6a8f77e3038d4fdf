"""Logs of Amazon's storage (S3 server access) and of its application load balancer."""

import re
from urllib.parse import unquote_to_bytes

from withhold.incident.trace.formats.entry import Entry, number_of, real_of, request_of, target_of, text_of
from withhold.incident.trace.formats.entry import unescaped as meant
from withhold.incident.trace.formats.times import clf, iso
from withhold.incident.trace.interface import LogFormat

_QUOTED = rb'"([^"\\]*+(?:\\.[^"\\]*+)*+)"'
_S3 = re.compile(
    rb"[0-9a-z]{2,128} (\S{1,255}) \[(\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\]"
    rb" (\S{1,64}) \S+ \S+ ([A-Z][A-Z0-9_.]{2,80}) (\S+) (?:" + _QUOTED + rb"|-) (\d{3}|-) \S+"
    rb" (\d{1,18}|-) (\d{1,18}|-) (\d{1,18}|-) (?:\d{1,18}|-) (?:" + _QUOTED + rb"|-)"
    rb" (?:" + _QUOTED + rb"|-)(?: (.*))?",
    re.DOTALL,
)
_ALB = re.compile(
    rb"(?:http|https|h2|grpcs|ws|wss) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z) \S+ (\S{1,255}) \S+"
    rb" (-?[\d.]{1,20}) (-?[\d.]{1,20}) (-?[\d.]{1,20}) (\d{3}|-) (?:\d{3}|-) \d{1,18} (\d{1,18}) "
    + _QUOTED
    + rb" "
    + _QUOTED
    + rb"(?: (.*))?",
    re.DOTALL,
)
_HOST = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def read_s3(line: bytes) -> Entry | None:
    """A line of S3's server access log: bytes sent without headers, and the size of the whole object."""
    found = _S3.fullmatch(line)
    if found is None:
        return None
    at = clf(found.group(2).decode("ascii"))
    if at is None:
        return None
    key, request = found.group(5), found.group(6)
    method, target = request_of(meant(request)) if request is not None else ("", "")
    # The key is encoded once more than in the request: the object is the same, whatever host style was used.
    named = target_of(b"/" + unquote_to_bytes(key)) if key != b"-" else ""
    return Entry(
        LogFormat.S3,
        at,
        found.group(3).decode("latin-1"),
        0 if found.group(7) == b"-" else int(found.group(7)),
        method or _method(found.group(4)),
        target or named,
        0 if found.group(8) == b"-" else int(found.group(8)),
        agent=_field(found.group(12)),
        referer=_field(found.group(11)),
        host=_host(found.group(13)),
        object_size=number_of(found.group(9).decode("ascii")),
        seconds=_milliseconds(found.group(10)),
        also=(named,) if named and named != target else (),
    )


def _method(operation: bytes) -> str:
    """The method in an operation such as `REST.GET.OBJECT`, for lines without a request."""
    parts = operation.split(b".")
    return parts[1].decode("ascii") if len(parts) > 1 else ""


def _host(rest: bytes | None) -> str | None:
    """The host header: version, host id, signature, cipher and authentication stand before it."""
    fields = (rest or b"").split(b" ")
    host = fields[5].decode("latin-1") if len(fields) > 5 else ""
    return host if _HOST.fullmatch(host) else None


def _milliseconds(raw: bytes) -> float | None:
    number = number_of(raw.decode("ascii"))
    return None if number is None else number / 1000


def read_alb(line: bytes) -> Entry | None:
    """A line of the application load balancer's log; bytes sent are those of headers and body."""
    found = _ALB.fullmatch(line)
    if found is None:
        return None
    at = iso(found.group(1).decode("ascii"))
    if at is None:
        return None
    method, target = request_of(meant(found.group(8)))
    taken = [real_of(part.decode("ascii")) for part in found.groups()[2:5]]
    return Entry(
        LogFormat.ALB,
        at,
        found.group(2).rpartition(b":")[0].decode("latin-1"),
        0 if found.group(6) == b"-" else int(found.group(6)),
        method,
        target,
        int(found.group(7)),
        sent_with_headers=True,
        agent=_field(found.group(9)),
        seconds=sum(part for part in taken if part is not None) if None not in taken else None,
    )


def _field(raw: bytes | None) -> str | None:
    return None if raw is None else text_of(meant(raw))
