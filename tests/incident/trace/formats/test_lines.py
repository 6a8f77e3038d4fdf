"""Each format is read as its makers describe it, and nothing that a client writes changes another field."""

import json
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.incident.trace.clients import client_of
from withhold.incident.trace.formats.entry import Entry
from withhold.incident.trace.formats.lines import LineReader
from withhold.incident.trace.interface import LogFormat, TraceError

AT = datetime(2026, 5, 17, 10, 5, 3, tzinfo=UTC).timestamp()
CLF = "[17/May/2026:12:05:03 +0200]"
STEM = "/files/people%202026.xlsx"


def _read(line: str | bytes, format_string: str | None = None, fields: bytes = b"") -> Entry:
    entry = LineReader(format_string, fields).read(line if isinstance(line, bytes) else line.encode())
    assert entry is not None
    return entry


def _told(entry: Entry) -> tuple[float, str, str, str, int, int | None]:
    return entry.at, entry.peer, entry.method, entry.target, entry.status, entry.sent


TOLD = (AT, "203.0.113.7", "GET", STEM, 200, 1234)
REQUEST = f'"GET {STEM} HTTP/1.1" 200 1234'
IIS = b"#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent)"
IIS += b" cs(Referer) sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken"
NGINX = {
    "time_iso8601": "2026-05-17T12:05:03+02:00",
    "remote_addr": "203.0.113.7",
    "request": f"GET {STEM} HTTP/2.0",
    "status": "200",
    "body_bytes_sent": "1234",
    "http_user_agent": "curl/8",
    "http_referer": "",
    "request_time": "0.004",
}
CADDY = {
    "level": "info",
    "ts": AT,
    "logger": "http.log.access",
    "request": {
        "remote_ip": "203.0.113.7",
        "client_ip": "6.6.6.6",
        "method": "GET",
        "host": "example.org",
        "uri": STEM,
        "headers": {"User-Agent": ["curl/8"], "X-Forwarded-For": ["6.6.6.6"]},
    },
    "duration": 0.25,
    "size": 1234,
    "status": 200,
    "resp_headers": {"Etag": ['"abc"'], "Content-Range": ["bytes 0-1233/5000"]},
}
TRAEFIK = {
    "ClientAddr": "203.0.113.7:51234",
    "ClientHost": "203.0.113.7",
    "DownstreamContentSize": 1234,
    "DownstreamStatus": 200,
    "Duration": 250_000_000,
    "RequestHost": "example.org",
    "RequestMethod": "GET",
    "RequestPath": STEM,
    "StartUTC": "2026-05-17T10:05:03.000000000Z",
    "request_User-Agent": "curl/8",
}
CLOUDFLARE = {
    "ClientIP": "203.0.113.7",
    "ClientRequestHost": "example.org",
    "ClientRequestMethod": "GET",
    "ClientRequestURI": STEM,
    "EdgeResponseBytes": 1234,
    "EdgeResponseStatus": 200,
    "EdgeStartTimestamp": int(AT) * 10**9,
    "CacheCacheStatus": "hit",
    "ClientASN": 64500,
}
EDGE_JSON = {
    "date": "2026-05-17",
    "time": "10:05:03",
    "c-ip": "203.0.113.7",
    "cs-method": "GET",
    "cs-uri-stem": STEM,
    "sc-status": "200",
    "sc-bytes": "1234",
    "cs(User-Agent)": "Mozilla/5.0%20(X11)",
    "sc-range-start": "0",
    "sc-range-end": "99",
}
EDGE = (
    f"2026-05-17 10:05:03 FRA60-P1 1234 203.0.113.7 GET d1.example.net {STEM} 200 - Mozilla/5.0%2520(X11) - -"
    " Hit id== example.org https 23 0.001 - TLSv1.3 TLS_AES Hit HTTP/2.0 - - 11040 0.001 Hit text/csv 78 0 99"
).replace(" ", "\t")
S3 = (
    f"79a59df900b949e5 lists {CLF} 203.0.113.7 - 3E57427F3EX REST.GET.OBJECT files/people%25202026.xlsx"
    f' "GET {STEM} HTTP/1.1" 200 - 1234 5000 7 5 "-" "S3Console/0.4" - id= SigV4 ECDHE AuthHeader'
    " lists.s3.amazonaws.com TLSv1.2 - -"
)
ALB = (
    "https 2026-05-17T10:05:03.000000Z app/lb/50dc6c 203.0.113.7:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0"
    f' 1234 "GET https://example.org:443{STEM} HTTP/1.1" "curl/8" ECDHE TLSv1.2 arn "Root=1" "example.org"'
)

FORMATS: list[tuple[str | bytes, LogFormat]] = [
    (f"203.0.113.7 - - {CLF} {REQUEST}", LogFormat.COMMON),
    (f'203.0.113.7 - - {CLF} {REQUEST} "-" "curl/8"', LogFormat.COMBINED),
    (f'203.0.113.7 - anna maria {CLF} {REQUEST} "-" "curl/8"\r', LogFormat.COMBINED),
    (f'example.org:443 203.0.113.7 - - {CLF} {REQUEST} "-" "curl/8"', LogFormat.VHOST_COMBINED),
    (
        f'203.0.113.7 - - {CLF} {REQUEST} "-" "curl/8" 12 "web@docker" "http://10.0.0.2:80" 250ms',
        LogFormat.TRAEFIK_COMMON,
    ),
    (json.dumps(NGINX), LogFormat.NGINX_JSON),
    (json.dumps(CADDY).replace("/", "\\/"), LogFormat.CADDY_JSON),
    (json.dumps(TRAEFIK), LogFormat.TRAEFIK_JSON),
    (json.dumps(CLOUDFLARE), LogFormat.CLOUDFLARE),
    (json.dumps(EDGE_JSON), LogFormat.CLOUDFRONT_V2_JSON),
    (EDGE, LogFormat.CLOUDFRONT_V1),
    (S3, LogFormat.S3),
    (
        f"2026-05-17 10:05:03 10.0.0.1 GET {STEM} - 443 - 203.0.113.7 Mozilla/5.0+(X11) - 200 0 0 1234 4 250",
        LogFormat.W3C,
    ),
]


@pytest.mark.parametrize(("line", "name"), FORMATS, ids=[name for _, name in FORMATS])
def test_every_format_tells_the_same(line: str | bytes, name: LogFormat) -> None:
    entry = _read(line, fields=IIS if name is LogFormat.W3C else b"")
    assert entry.format is name
    assert _told(entry) == TOLD


def test_a_load_balancer_logs_whole_addresses() -> None:
    entry = _read(ALB)
    assert (entry.format, entry.target) == (LogFormat.ALB, f"https://example.org:443{STEM}")
    assert (entry.peer, entry.sent, entry.sent_with_headers) == ("203.0.113.7", 1234, True)
    assert entry.seconds == pytest.approx(0.171)


@pytest.mark.parametrize(
    ("line", "bare"),
    [(json.dumps(CLOUDFLARE), False), (EDGE, False), (json.dumps(EDGE_JSON), False), (S3, True)],
)
def test_it_is_told_whether_headers_count(line: str, bare: bool) -> None:
    assert _read(line).sent_with_headers is not bare


def test_ranges_sizes_and_tags_are_told_where_the_format_has_them() -> None:
    assert (_read(EDGE).first_byte, _read(EDGE).last_byte) == (0, 99)
    caddy = _read(json.dumps(CADDY))
    assert (caddy.first_byte, caddy.last_byte, caddy.object_size, caddy.etag) == (0, 1233, 5000, '"abc"')
    s3 = _read(S3)
    assert (s3.object_size, s3.also, s3.host) == (5000, (), "lists.s3.amazonaws.com")
    asked = _read(json.dumps(NGINX | {"http_range": "bytes=10-"}))
    assert (asked.first_byte, asked.last_byte) == (10, None)


@pytest.mark.parametrize(
    "stamp", ["2026-05-17T10:05:03Z", int(AT), int(AT * 1000), int(AT * 10**6), str(int(AT))]
)
def test_timestamps_may_have_any_unit(stamp: object) -> None:
    assert _read(json.dumps(CLOUDFLARE | {"EdgeStartTimestamp": stamp})).at == AT


def test_agents_are_decoded_as_their_format_encodes_them() -> None:
    assert _read(EDGE).agent == "Mozilla/5.0 (X11)"
    assert _read(json.dumps(EDGE_JSON)).agent == "Mozilla/5.0 (X11)"
    w3c = next(line for line, name in FORMATS if name is LogFormat.W3C)
    assert _read(w3c, fields=IIS).agent == "Mozilla/5.0 (X11)"
    assert _read(f'203.0.113.7 - - {CLF} {REQUEST} "-" "a \\"b\\" \\x41"').agent == 'a "b" A'


def test_a_blank_that_iis_wrote_as_plus_is_a_blank_too() -> None:
    line = "2026-05-17 10:05:03 10.0.0.1 GET /files/people+2026.xlsx - 443 - 203.0.113.7 - - 200 0 0 1 4 2"
    assert _read(line, fields=IIS).also == (STEM,)


def test_columns_may_change_in_the_middle() -> None:
    reader = LineReader()
    assert reader.directive(b"#Fields: date time c-ip cs-method cs-uri-stem sc-status\r")
    first = reader.read(b"2026-05-17 10:05:03 203.0.113.7 GET /a 200\r")
    assert reader.directive(b"#Date: 2026-05-17 00:00:00")
    assert reader.directive(b"#Fields: time cs-uri-stem sc-status c-ip sc-bytes")
    second = reader.read(b"10:05:03 /a 200 203.0.113.7 1234")
    assert first is not None
    assert second is not None
    assert (first.peer, first.at, first.sent) == ("203.0.113.7", AT, None)
    assert (second.peer, second.at, second.sent) == ("203.0.113.7", AT, 1234)
    assert reader.read(b"2026-05-17 10:05:03 203.0.113.7 GET /a 200") is None


@pytest.mark.parametrize(
    ("request_line", "method", "target"),
    [
        ("-", "", ""),
        ("", "", ""),
        ("GET /files/list.csv", "GET", "/files/list.csv"),
        ("GET /a b.csv HTTP/1.1", "GET", "/a%20b.csv"),
        ("\\x16\\x03\\x01\\x02", "", ""),
        ("GET /\\xc3\\xa4\\\"\\\\.csv HTTP/1.1", "GET", "/%C3%A4\"\\.csv"),
        ("get /x HTTP/1.1", "get", "/x"),
        ("VERSION-CONTROL /x HTTP/1.1", "VERSION-CONTROL", "/x"),
    ],
)  # fmt: skip
def test_odd_request_lines(request_line: str, method: str, target: str) -> None:
    entry = _read(f'203.0.113.7 - - {CLF} "{request_line}" 400 - "-" "-"')
    assert (entry.method, entry.target, entry.sent, entry.agent) == (method, target, 0, None)


def test_fields_behind_the_agent_are_told_where_they_can_be_nothing_else() -> None:
    entry = _read(f'10.0.0.1 - - {CLF} {REQUEST} "-" "curl/8" 0.250 "203.0.113.7, 10.0.0.2" "x"')
    assert (entry.seconds, entry.forwarded) == (0.25, "203.0.113.7, 10.0.0.2")


_LONG = "6.6.6.6, " * 900
_CADDY = {
    "ts": 1772359200.5,
    "request": {"remote_ip": "10.0.0.1", "method": "GET", "uri": "/x"},
    "status": 200,
    "size": 7,
}


@pytest.mark.parametrize(
    "forwarded",
    [
        "198.51.100.7",
        "unknown, 198.51.100.7",
        "<b>, 198.51.100.7",
        "6.6.6.6, 198.51.100.7:4433",
        _LONG + "198.51.100.7",
        _LONG.replace(", ", "") + ", 198.51.100.7",
    ],
)
def test_whatever_a_client_sends_as_forwarded_its_proxy_tells_who_it_is(forwarded: str) -> None:
    common = '10.0.0.1 - - [01/Mar/2026:10:00:00 +0000] "GET /x HTTP/1.1" 200 7 "-" "UA"'
    quoted = '$remote_addr - - [$time_local] "$request" $status "$http_x_forwarded_for"'
    row = {"time_iso8601": "2026-03-01T10:00:00Z", "remote_addr": "10.0.0.1", "request": "GET /x HTTP/1.1"}
    # Some proxies add a header of their own to those that the client sent.
    headers = {"X-Forwarded-For": forwarded.rsplit(", ", 1)}
    caddy = {**_CADDY, "request": {**_CADDY["request"], "headers": headers}}  # type: ignore[dict-item]
    fields = b"#Fields: date time c-ip cs-method cs-uri-stem sc-status x-forwarded-for"
    w3c = f"2026-03-01 10:00:00 10.0.0.1 GET /x 200 {forwarded.replace(' ', '+')}"
    entries = [
        _read(f'{common} "{forwarded}"'),
        _read(json.dumps({**row, "status": 200, "http_x_forwarded_for": forwarded})),
        _read(json.dumps(caddy)),
        _read(f'10.0.0.1 - - [01/Mar/2026:10:00:00 +0000] "GET /x HTTP/1.1" 200 "{forwarded}"', quoted),
        _read(w3c, fields=fields),
    ]
    trusted = (ip_network("10.0.0.0/8"),)
    assert {client_of(entry.peer, entry.forwarded, trusted) for entry in entries} == {"198.51.100.7"}


@pytest.mark.parametrize(
    "stamp",
    [
        "Mar  1 10:00:00 web1 nginx: ",
        "<190>Mar 10 10:00:00 web1 nginx[41]: ",
        "2026-03-01T10:00:00.123456+01:00 web1 nginx: ",
        "<190>1 2026-03-01T10:00:00.123Z web1 nginx 41 - - ",
        "nginx_1  | ",
    ],
)
def test_what_syslog_puts_before_a_line_is_not_taken_for_the_client(stamp: str) -> None:
    line = f'203.0.113.7 - - {CLF} "GET /x HTTP/1.1" 200 7 "-" "UA"'
    row = {"time_iso8601": "2026-05-17T10:05:03Z", "remote_addr": "203.0.113.7", "request": "GET /x HTTP/1.1"}
    for entry in (_read(stamp + line), _read(stamp + json.dumps({**row, "status": 200}))):
        assert (entry.peer, entry.at, entry.target) == ("203.0.113.7", AT, "/x")


def test_an_empty_user_is_logged_in_quotes() -> None:
    assert _read(f'203.0.113.7 - "" {CLF} "GET /x HTTP/1.1" 200 7').target == "/x"


def test_an_agent_may_be_cut_off_at_the_end_of_the_line() -> None:
    assert _read(f'203.0.113.7 - - {CLF} {REQUEST} "-" "Mozilla/5.0 (comp').agent == "Mozilla/5.0 (comp"


HOSTILE = [
    r"\" 200 9 \"-\" \"-\"",
    r"6.6.6.6 - - [17/May/2026:12:05:03 +0200] \"GET /files/people%202026.xlsx HTTP/1.1\" 200 9",
    r"\n6.6.6.6 - - [17/May/2026:12:05:03 +0200] \"GET / HTTP/1.1\" 200 9",
    r"\x0a6.6.6.6 - -",
    r"\x22 200 9",
    "\x1b[2J\x1b]0;title\x07",
    "=HYPERLINK(1)",
    "\u202e\u0000",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_a_client_writes_stays_in_its_field(hostile: str) -> None:
    line = f'203.0.113.7 - {hostile} {CLF} "GET /{hostile} HTTP/1.1" 404 12 "{hostile}" "{hostile}"'
    entry = _read(line)
    assert (entry.peer, entry.status, entry.sent, entry.at) == ("203.0.113.7", 404, 12, AT)
    assert entry.target.isascii()
    assert entry.target.isprintable()


FIELD = st.text(st.characters(codec="utf-8"), max_size=60).map(
    lambda text: "".join(
        c if c.isprintable() and c not in '"\\' else "".join(f"\\x{o:02x}" for o in c.encode()) for c in text
    )
)


@given(FIELD, FIELD, FIELD, FIELD)
def test_no_escaped_text_moves_a_field(user: str, target: str, referer: str, agent: str) -> None:
    line = f'203.0.113.7 - {user} {CLF} "GET /{target} HTTP/1.1" 404 12 "{referer}" "{agent}"'
    entry = _read(line)
    assert (entry.peer, entry.status, entry.sent, entry.at) == ("203.0.113.7", 404, 12, AT)


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=30), max_size=4), st.text(max_size=40))
def test_no_json_value_moves_a_field(extra: dict[str, str], agent: str) -> None:
    row = NGINX | {"http_user_agent": agent, "headers": extra}
    line = json.dumps(row)
    # A second field of the same name, as a careless format may write what a client names.
    line = line[:-1] + ', "remote_addr": "6.6.6.6"}'
    assert _told(_read(line)) == TOLD


@given(st.binary(max_size=300))
def test_any_octets_are_read_or_not_but_never_an_error(line: bytes) -> None:
    for reader in (LineReader(), LineReader(fields=IIS), LineReader('%h %l %u %t "%r" %>s %b')):
        reader.directive(line)
        reader.read(line)


@given(st.sampled_from(FORMATS), st.data())
def test_damaged_lines_are_read_or_not_but_never_an_error(
    known: tuple[str | bytes, LogFormat], data: st.DataObject
) -> None:
    line = bytearray(known[0] if isinstance(known[0], bytes) else known[0].encode())
    for _ in range(data.draw(st.integers(1, 4))):
        line[data.draw(st.integers(0, len(line) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(line)))
    for text in (bytes(line), bytes(line[:cut])):
        LineReader(fields=IIS).read(text)


@pytest.mark.parametrize(
    ("string", "line"),
    [
        ('%h %l %u %t "%r" %>s %b', f"203.0.113.7 - - {CLF} {REQUEST}"),
        (
            '%v:%p %a %t "%m %U%q %H" %>s %B %D',
            f'a.org:80 203.0.113.7 {CLF} "GET {STEM} HTTP/1.1" 200 1234 99',
        ),
        (
            '%{begin:sec}t %{c}a "%r" %>s %b "%{User-Agent}i"',
            f'{int(AT)} 203.0.113.7 "GET {STEM} HTTP/1.1" 200 1234 "curl \\"8\\""',
        ),
        (
            '%{strftime({"%Y-%m-%dT%H:%M:%S"}, time.start)}V %{client.ip}V "%{req.method}V" "%{req.url}V"'
            " %{resp.status}V %{resp.body_bytes_written}V",
            f'2026-05-17T10:05:03 203.0.113.7 "GET" "{STEM}" 200 1234',
        ),
        (
            '$server_addr $time_iso8601 "$request" $status $body_bytes_sent "$http_user_agent" $remote_addr',
            f'10.9.9.9 2026-05-17T12:05:03+02:00 {REQUEST} "curl/8" 203.0.113.7',
        ),
        (
            '{"t":"$msec","who":"$remote_addr","r":"$request_method","u":"$request_uri","s":$status,'
            '"b":$body_bytes_sent}',
            f'{{"t":"{AT:.3f}","who":"203.0.113.7","r":"GET","u":"{STEM}","s":200,"b":1234}}',
        ),
    ],
)
def test_a_format_of_the_users_is_read_by_its_string(string: str, line: str) -> None:
    assert _told(_read(line, string)) == TOLD


@pytest.mark.parametrize("string", ["", "%h", "$remote_addr $status", "%t %r %s", "plain text"])
def test_a_format_string_that_tells_too_little_is_refused(string: str) -> None:
    with pytest.raises(TraceError, match="log format names no"):
        LineReader(string)


@pytest.mark.corpora
def test_a_real_log_is_read_wholly(corpora: Path) -> None:
    reader = LineReader()
    with (corpora / "logs" / "apache-combined-10k.log").open("rb") as lines:
        unread = [line for line in lines if reader.read(line.rstrip(b"\n")) is None]
    assert unread == []
