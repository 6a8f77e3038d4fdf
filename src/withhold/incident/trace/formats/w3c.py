"""Logs whose `#Fields:` line names their columns: W3C extended, IIS, CloudFront's first version.

The columns may change in the middle of a file. Times are UTC; IIS writes blanks as `+`, CloudFront encodes.
"""

from urllib.parse import unquote

from withhold.incident.trace.formats.entry import (
    Entry,
    answered,
    forwarded_of,
    number_of,
    real_of,
    target_of,
    text_of,
)
from withhold.incident.trace.formats.times import iso
from withhold.incident.trace.interface import LogFormat

_CLOUDFRONT = (
    "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer)"
    " cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol"
    " cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type"
    " cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte"
    " x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end"
).lower()
"""The columns of CloudFront's standard log, version 1.0, in its documented order; older files end earlier."""
_FEWEST = 12


class Columns:
    """The columns in effect: those of the last `#Fields:` line, and the day of the last `#Date:` line."""

    def __init__(self, fields: bytes = b"", date: bytes = b"") -> None:
        self.fields = fields
        self.date = date
        self._names = _names(fields)

    def directive(self, line: bytes) -> bool:
        """Take in a line that begins with `#`. Whether it is one of this format."""
        name, colon, value = line[1:].partition(b":")
        if not colon or not name.isalpha():
            return False
        if name.lower() == b"fields":
            self.fields, self._names = line, _names(line)
        elif name.lower() == b"date":
            self.date = value.strip()[:32]
        return True

    def read(self, line: bytes) -> Entry | None:
        """The request that a line tells, or None if it does not fit the columns."""
        names = self._names
        tabbed = b"\t" in line
        values = line.decode("utf-8", "surrogateescape").split("\t" if tabbed else " ")
        if not names and tabbed and len(values) >= _FEWEST:
            names = tuple(_CLOUDFRONT.split())[: len(values)]
        if not names or len(values) != len(names):
            return None
        row = {name: value for name, value in zip(names, values, strict=True) if value not in ("-", "")}
        edge = "x-edge-location" in names
        return _entry(row, self._time(row), edge)

    def _time(self, row: dict[str, str]) -> float | None:
        date = row.get("date") or self.date[:10].decode("latin-1")
        return iso(f"{date} {row.get('time', '')}")


def _names(line: bytes) -> tuple[str, ...]:
    return tuple(line.partition(b":")[2].decode("latin-1").lower().split())


def _entry(row: dict[str, str], at: float | None, edge: bool) -> Entry | None:
    stem, peer, status = row.get("cs-uri-stem"), row.get("c-ip"), row.get("sc-status", "0")
    if at is None or stem is None or peer is None or not (status.isascii() and status.isdigit()):
        return None
    target = target_of(stem.encode("utf-8", "surrogateescape"))
    told = answered(row.get("cs(content-range)") or row.get("sc(content-range)"), row.get("cs(range)"))
    first, last = number_of(row.get("sc-range-start")), number_of(row.get("sc-range-end"))
    return Entry(
        LogFormat.CLOUDFRONT_V1 if edge else LogFormat.W3C,
        at,
        peer[:255],
        int(status[:4]),
        row.get("cs-method", "")[:32],
        target,
        number_of(row.get("sc-bytes")),
        sent_with_headers=True,
        forwarded=forwarded_of(_plain(row.get("x-forwarded-for") or row.get("cs(x-forwarded-for)"), edge)),
        agent=_text(row.get("cs(user-agent)"), edge),
        referer=_text(row.get("cs(referer)"), edge),
        host=row.get("x-host-header") or row.get("cs(host)") or row.get("cs-host"),
        first_byte=told[0] if first is None else first,
        last_byte=told[1] if last is None else last,
        object_size=told[2],
        seconds=_seconds(row.get("time-taken"), edge),
        cache=row.get("x-edge-result-type"),
        also=(target.replace("+", "%20"),) if "+" in target and not edge else (),
    )


def _text(value: str | None, edge: bool) -> str | None:
    return text_of(_plain(value, edge))


def _plain(value: str | None, edge: bool) -> bytes | None:
    if value is None:
        return None
    # CloudFront encodes, and encodes what was encoded once more; others write blanks as `+`.
    return (unquote(unquote(value)) if edge else value.replace("+", " ")).encode("utf-8", "replace")


def _seconds(taken: str | None, edge: bool) -> float | None:
    """CloudFront writes seconds; IIS writes whole milliseconds; others seconds with a point."""
    value = real_of(taken)
    if value is None or edge or (taken is not None and "." in taken):
        return value
    return value / 1000
