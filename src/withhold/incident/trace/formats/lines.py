"""Tells which format a line is in, and reads it. The first of a fixed order that takes it counts."""

import re

from withhold.incident.trace.formats import amazon, apache, json_networks, json_servers
from withhold.incident.trace.formats.entry import Entry
from withhold.incident.trace.formats.format_string import compiled
from withhold.incident.trace.formats.json_fields import Row, loads
from withhold.incident.trace.formats.w3c import Columns

LONGEST = 1 << 20
"""Bytes of a line that is still read; no server writes longer ones."""
_MARK = b"\xef\xbb\xbf"
_DAY = rb"(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.,]{5,18}(?:Z|[+-]\d\d:?\d\d))"
_STAMPED = re.compile(
    rb"(?:(?:<\d{1,3}>)?" + _DAY + rb" \S{1,255} [^\s:\[]{1,64}(?:\[\d{1,10}\])?: +"
    rb"|<\d{1,3}>1 " + _DAY + rb" \S{1,255} \S{1,64} \S{1,128} \S{1,32} - +"
    rb"|[A-Za-z][\w.-]{0,63} +\| +)(?=[0-9a-fA-F.:]{2,45} |\{)"
)
"""What syslog and container tools put before a line: it would be taken for the client."""


class LineReader:
    """Reads lines of any format, in order: the columns of W3C logs are those of the last `#Fields:` line."""

    def __init__(self, format_string: str | None = None, fields: bytes = b"", date: bytes = b"") -> None:
        """Raises TraceError for a format string that does not tell enough."""
        self._user = None if format_string is None else compiled(format_string)
        self.columns = Columns(fields, date)
        self.leaned = False
        """Whether a line was tried with columns that stood before the first line given here."""
        self._own_fields = self._own_date = False

    def read(self, line: bytes) -> Entry | None:
        """The request that a line tells, without its line end; None if no format takes it."""
        line = line.strip(b"\r\0").removeprefix(_MARK)
        if len(line) > LONGEST:
            return None
        if self._user is not None and (entry := self._user.read(line)) is not None:
            return entry
        if (stamp := _STAMPED.match(line)) is not None:
            line = line[stamp.end() :]
        if line.startswith(b"{"):
            row = loads(line)
            return None if row is None else _object(row)
        return apache.read(line) or self._by_columns(line) or amazon.read_s3(line) or amazon.read_alb(line)

    def own(self) -> tuple[bytes | None, bytes | None]:
        """The columns and the day that lines given here have set; None where none has."""
        columns = self.columns
        return columns.fields if self._own_fields else None, columns.date if self._own_date else None

    def _by_columns(self, line: bytes) -> Entry | None:
        self.leaned = self.leaned or not (self._own_fields and self._own_date)
        return self.columns.read(line)

    def directive(self, line: bytes) -> bool:
        """Whether a line is one that describes others, as W3C logs have them; it is taken in."""
        line = line.strip(b"\r\0").removeprefix(_MARK)
        if not line.startswith(b"#") or len(line) > LONGEST or not self.columns.directive(line):
            return False
        self._own_fields |= line[:8].lower() == b"#fields:"
        self._own_date |= line[:6].lower() == b"#date:"
        return True


def _object(row: Row) -> Entry | None:
    """The request of a JSON object, told apart by names that only one format has."""
    if "EdgeResponseStatus" in row:
        return json_networks.read_cloudflare(row)
    if "DownstreamStatus" in row or "ClientHost" in row:
        return json_servers.read_traefik(row)
    if isinstance(row.get("request"), dict):
        return json_servers.read_caddy(row)
    if "cs-uri-stem" in row:
        return json_networks.read_cloudfront(row)
    if "response_status" in row and "client_ip" in row:
        return json_networks.read_fastly(row)
    return json_servers.read_nginx(row)
