"""What a real nginx logs of requests in every spelling, and of hostile ones, is read as what was asked."""

import base64
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from tests.e2e.web_server import free_port
from withhold.incident.trace.interface import LoggedRequest, Question
from withhold.incident.trace.scan import scan

pytestmark = pytest.mark.service("nginx")

NAME = 'pe\'ople & "families" ö.csv'
BODY = b"given name,family name\n" * 50
SPELLED = "/lists/pe'ople%20&%20%22families%22%20%C3%B6.csv"
OWN = '$time_iso8601|$server_port|$remote_addr|$status|$body_bytes_sent|"$request"|"$http_user_agent"'
FORMATS = """
log_format common_ '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent';
log_format long_ '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
  '"$http_referer" "$http_user_agent" $request_time "$http_x_forwarded_for"';
log_format json_ escape=json '{"time_iso8601":"$time_iso8601","remote_addr":"$remote_addr",'
  '"remote_user":"$remote_user","request":"$request","status":"$status","body_bytes_sent":"$body_bytes_sent",'
  '"http_referer":"$http_referer","http_user_agent":"$http_user_agent","request_time":"$request_time",'
  '"http_x_forwarded_for":"$http_x_forwarded_for","http_range":"$http_range",'
  '"sent_http_content_range":"$sent_http_content_range","sent_http_etag":"$sent_http_etag"}';
"""
LOGS = ("combined", "common_", "long_", "json_", "own_")
FAKE = '6.6.6.6 - - [17/May/2026:12:05:03 +0200] "GET /lists/list.csv HTTP/1.1" 200 9 "-" "-"'


@contextmanager
def _served(folder: Path) -> Iterator[int]:
    """nginx with a log in each format; its port."""
    (folder / "root" / "lists").mkdir(parents=True)
    (folder / "root" / "lists" / NAME).write_bytes(BODY)
    port = free_port()
    logs = "".join(f"access_log {folder}/{name}.log {name};\n" for name in LOGS)
    folders = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        ("user root;\n" if os.geteuid() == 0 else "")
        + f"daemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nworker_processes 1;\n"
        f"events {{}}\nhttp {{\n{FORMATS}log_format own_ '{OWN}';\n{logs}{folders}"
        f"server {{ listen 127.0.0.1:{port}; root {folder}/root; }}\n}}\n"
    )
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def _ask(port: int, request_line: bytes, *headers: bytes) -> int:
    """The status of a raw request; 0 if the server only closes the connection."""
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.sendall(b"\r\n".join([request_line, b"Host: a.example", b"Connection: close", *headers]))
        connection.sendall(b"\r\n\r\n")
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return int(answer[9:12]) if answer.startswith(b"HTTP/") else 0


ASKED = [
    b"GET %b HTTP/1.1" % SPELLED.encode(),
    b"GET /lists//./x/..%b HTTP/1.1" % SPELLED[6:].encode(),
    b"GET %b HTTP/1.1" % SPELLED.replace("e", "%65").encode(),
    b"GET http://a.example%b?q=1 HTTP/1.1" % SPELLED.encode(),
    b'GET /lists/pe\'ople%20&%20"families"%20\xc3\xb6.csv HTTP/1.1',
    b"HEAD %b HTTP/1.1" % SPELLED.encode(),
]


def test_all_its_logs_tell_the_same_requests(tmp_path: Path) -> None:
    fake = FAKE.replace("list.csv", SPELLED[7:]).encode()
    hostile = [b"User-Agent: " + fake, b"Referer: http://a.example" + SPELLED.encode()]
    hostile += [b"X-Forwarded-For: 6.6.6.6", b"Authorization: Basic " + base64.b64encode(fake + b":x")]
    with _served(tmp_path) as port:
        statuses = [_ask(port, line, *hostile) for line in ASKED]
        assert statuses == [200] * len(ASKED)
        assert _ask(port, ASKED[0], b"Range: bytes=0-99") == 206
        assert _ask(port, b"GET /other.csv HTTP/1.1", *hostile) == 404
        _ask(port, b"GET /" + fake.replace(b" ", b"\t") + b" HTTP/1.1")
        _ask(port, b"\x16\x03\x01\x02\x00" + SPELLED.encode())
        _ask(port, b"GET " + SPELLED.encode())  # HTTP/0.9
        time.sleep(0.3)
    begin = datetime.now(UTC) - timedelta(hours=1)
    told = {}
    for name in LOGS:
        question = Question(
            (f"/lists/{NAME}",),
            begin,
            begin + timedelta(hours=2),
            (len(BODY),),
            format_string=OWN if name == "own_" else None,
        )
        result = scan([str(tmp_path / f"{name}.log")], question, jobs=1)
        span = result.spans[0]
        assert (span.unparsed, span.foreign, span.problem) == (0, 0, None), name
        assert {request.peer for request in result.requests} == {"127.0.0.1"}
        assert result.activity["127.0.0.1"].requests == span.lines
        told[name] = [(request.method, request.status, request.sent) for request in result.requests]
        if name == "json_":
            _check_details(result.requests)
    assert told["combined"][: len(ASKED)] == [("GET", 200, len(BODY))] * (len(ASKED) - 1) + [("HEAD", 200, 0)]
    assert told["combined"][len(ASKED)] == ("GET", 206, 100)
    assert all(told[name] == told["combined"] for name in LOGS)


def _check_details(requests: list[LoggedRequest]) -> None:
    part = next(request for request in requests if request.status == 206)
    assert (part.first_byte, part.last_byte, part.object_size) == (0, 99, len(BODY))
    assert requests[0].forwarded == "6.6.6.6"
    assert requests[0].etag is not None


def test_what_an_untrusted_client_forwards_is_not_believed(tmp_path: Path) -> None:
    with _served(tmp_path) as port:
        _ask(port, ASKED[0], b"X-Forwarded-For: 198.51.100.1")
        time.sleep(0.3)
    begin = datetime.now(UTC) - timedelta(hours=1)
    for trusted, client in (("10.0.0.0/8", "127.0.0.1"), ("127.0.0.0/8", "198.51.100.1")):
        question = Question(
            (f"/lists/{NAME}",), begin, begin + timedelta(hours=2), trusted_proxies=(ip_network(trusted),)
        )
        for name in ("long_", "json_"):
            assert scan([str(tmp_path / f"{name}.log")], question, jobs=1).activity.keys() == {client}
