"""Lines in a format of the user's: Apache's and Fastly's `%` directives, or nginx's `$` variables.

The string becomes one strict pattern: what stands between the fields has to stand in the line, a field in
quotes ends at the first quote that is not escaped, any other at what follows it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from withhold.incident.trace.formats.entry import (
    Entry,
    answered,
    forwarded_of,
    number_of,
    real_of,
    request_of,
    target_of,
    text_of,
    unescaped,
)
from withhold.incident.trace.formats.times import any_time
from withhold.incident.trace.interface import LogFormat, TraceError

_DIRECTIVE = re.compile(r"%(?:%|[!,\d]*[<>]?(?:\{([^}]*(?:\{[^}]*\}[^}]*)?)\})?(\^?[A-Za-z]{1,3}))")
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_APACHE = {
    "h": "peer", "a": "peer", "c.a": "peer", "t": "time", "r": "request", "m": "method", "U": "target",
    "s": "status", "b": "sent", "B": "sent", "O": "all_sent", "T": "seconds", "D": "microseconds",
    "v": "host", "V": "host",
    "referer.i": "referer", "user-agent.i": "agent", "x-forwarded-for.i": "forwarded", "host.i": "host",
    "range.i": "range", "content-range.o": "content_range", "etag.o": "etag",
    "content-encoding.o": "content_encoding", "us.T": "microseconds", "ms.T": "milliseconds",
    "s.T": "seconds", "sec.t": "time", "msec.t": "time", "begin:sec.t": "time", "begin:msec.t": "time",
}  # fmt: skip
_FASTLY = {
    "client.ip": "peer", "req.http.fastly-client-ip": "peer", "req.method": "method", "req.request": "method",
    "req.url": "target", "resp.status": "status", "resp.body_bytes_written": "sent",
    "resp.bytes_written": "all_sent", "req.http.referer": "referer", "req.http.user-agent": "agent",
    "req.http.x-forwarded-for": "forwarded", "req.http.host": "host", "req.http.range": "range",
    "resp.http.content-range": "content_range", "resp.http.etag": "etag",
    "resp.http.content-encoding": "content_encoding", "fastly_info.state": "cache",
    "client.as.number": "asn", "time.start.sec": "time", "time.start.usec": "time", "now.sec": "time",
    "time.start": "time", "now": "time", "time.elapsed.usec": "microseconds",
    "time.elapsed.msec": "milliseconds", "time.elapsed": "seconds",
}  # fmt: skip
_NGINX = {
    "remote_addr": "peer", "realip_remote_addr": "peer", "time_local": "time", "time_iso8601": "time",
    "msec": "time", "request": "request", "request_method": "method", "request_uri": "target",
    "uri": "target", "status": "status", "body_bytes_sent": "sent", "bytes_sent": "all_sent",
    "http_referer": "referer", "http_user_agent": "agent", "http_x_forwarded_for": "forwarded",
    "host": "host", "http_host": "host", "server_name": "host", "request_time": "seconds",
    "upstream_cache_status": "cache", "http_range": "range", "sent_http_content_range": "content_range",
    "sent_http_etag": "etag", "sent_http_content_encoding": "content_encoding",
}  # fmt: skip
_UNITS = {"seconds": 1.0, "milliseconds": 1e3, "microseconds": 1e6}
_ESCAPED = r'[^"\\]*+(?:\\.[^"\\]*+)*+'


@dataclass(frozen=True, slots=True)
class UserFormat:
    """A format string made into a pattern."""

    pattern: re.Pattern[bytes]

    def read(self, line: bytes) -> Entry | None:
        """The request that a line tells, or None if it is not in this format."""
        found = self.pattern.fullmatch(line)
        if found is None:
            return None
        return _entry({name: unescaped(raw) for name, raw in found.groupdict().items() if raw is not None})


@lru_cache(maxsize=8)
def compiled(format_string: str) -> UserFormat:
    """The format that a string describes.

    Raises TraceError if it does not tell who asked, when, for what and with which status.
    """
    pieces = _nginx(format_string) if "%" not in format_string else _apache(format_string)
    names = {name for name, _ in pieces if name}
    lacking = [word for word in ("peer", "time", "status") if word not in names]
    if not {"request", "target"} & names:
        lacking.append("request")
    if lacking:
        raise TraceError(
            f"the log format names no {' and no '.join(lacking)}; give the whole string as the server has it"
        )
    return UserFormat(re.compile(_pattern(pieces).encode("utf-8"), re.DOTALL))


def _nginx(string: str) -> list[tuple[str | None, str]]:
    """Fields and literals, in order: (name or None for one that is skipped, "") or (None, literal)."""
    pieces: list[tuple[str | None, str]] = []
    position = 0
    for found in _VARIABLE.finditer(string):
        name = found.group(1) or found.group(2)
        pieces += [(None, string[position : found.start()]), (_NGINX.get(name), "")]
        position = found.end()
    return [*pieces, (None, string[position:])]


def _apache(string: str) -> list[tuple[str | None, str]]:
    pieces: list[tuple[str | None, str]] = []
    position, literal = 0, ""
    for found in _DIRECTIVE.finditer(string):
        literal += string[position : found.start()]
        position = found.end()
        if found.group() == "%%":
            literal += "%"
            continue
        name = _named(found.group(1), found.group(2))
        if found.group() == "%t":
            # Apache writes the brackets itself.
            literal += "["
        pieces += [(None, literal), (name, "")]
        literal = "]" if found.group() == "%t" else ""
    return [*pieces, (None, literal + string[position:])]


def _named(inner: str | None, letter: str) -> str | None:
    if inner is None:
        return _APACHE.get(letter)
    if letter == "V" or (letter == "x" and "." in inner):
        return "time" if inner.startswith("strftime") else _FASTLY.get(inner.lower())
    if letter == "t":
        return "time"
    return _APACHE.get(f"{inner if letter == 'T' else inner.lower()}.{letter}")


def _pattern(pieces: list[tuple[str | None, str]]) -> str:
    """A pattern in which pieces alternate: literal, field, literal, …, literal."""
    pattern, used = "", set[str]()
    for index, (name, literal) in enumerate(pieces):
        if index % 2 == 0:
            pattern += re.escape(literal)
            continue
        behind = pieces[index + 1][1][:1] or ("" if index + 2 == len(pieces) else "?")
        field = _field(pieces[index - 1][1][-1:], behind)
        # What a format tells twice counts as told first.
        pattern += f"(?P<{name}>{field})" if name and name not in used else f"(?:{field})"
        used.add(name or "")
    return pattern


def _field(before: str, after: str) -> str:
    """What a field may hold between these two characters; `?` also stands for a query right behind it."""
    if after == '"':
        return _ESCAPED if before == '"' else r'[^"]*+'
    if after == "]":
        return r"[^\]]*+"
    if after in ("", "\n"):
        return r".*+"
    return rf"[^\s{re.escape(after)}]*+"


def _entry(raw: Mapping[str, bytes]) -> Entry | None:
    text = {name: text_of(value) for name, value in raw.items()}
    at, peer = any_time(text.get("time")), text.get("peer")
    status = number_of(text.get("status") or "0")
    if at is None or peer is None or status is None or status > 999:
        return None
    method, target = request_of(raw["request"]) if "request" in raw else ("", "")
    whole = text.get("all_sent") if "sent" not in raw else text.get("sent")
    first, last, size = answered(text.get("content_range"), text.get("range"))
    seconds = next((_seconds(text.get(name), unit) for name, unit in _UNITS.items() if name in raw), None)
    return Entry(
        LogFormat.FASTLY,
        at,
        peer[:255],
        status,
        method or (text.get("method") or "")[:32],
        target or target_of(raw.get("target", b"")),
        number_of(whole or "0"),
        sent_with_headers="sent" not in raw and "all_sent" in raw,
        forwarded=forwarded_of(raw.get("forwarded")),
        agent=text.get("agent"),
        referer=text.get("referer"),
        host=text.get("host"),
        etag=text.get("etag"),
        content_encoding=text.get("content_encoding"),
        first_byte=first,
        last_byte=last,
        object_size=size,
        seconds=seconds,
        cache=text.get("cache"),
        asn=number_of(text.get("asn")),
    )


def _seconds(text: str | None, unit: float) -> float | None:
    number = real_of(text)
    return None if number is None else number / unit
