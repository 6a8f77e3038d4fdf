"""Tells which format a line is in, and reads it. The first of a fixed order that takes it counts."""

from withhold.incident.trace.formats import amazon, apache, json_networks, json_servers
from withhold.incident.trace.formats.entry import Entry
from withhold.incident.trace.formats.format_string import compiled
from withhold.incident.trace.formats.json_fields import Row, loads
from withhold.incident.trace.formats.w3c import Columns

LONGEST = 1 << 20
"""Bytes of a line that is still read; no server writes longer ones."""
_MARK = b"\xef\xbb\xbf"


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
