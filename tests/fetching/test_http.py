"""Requests against servers of flesh: what leads astray, what never ends, what lies."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fetching.servers import Authority, answer, authority, raw
from withhold.fetching.config import reach_of
from withhold.fetching.http import HttpFetcher
from withhold.fetching.interface import Answer, Reach, Refusal, Request, Unfetched
from withhold.fetching.resolve import Resolver

Send = Callable[[bytes], None]


def refusal(fetcher: HttpFetcher, request: Request) -> Refusal:
    with pytest.raises(Unfetched) as refused:
        fetcher.fetch(request)
    return refused.value.refusal


def test_an_answer_is_kept_as_it_was_sent() -> None:
    with raw(
        answer(b"not here", 'ETag: "a-1"', "X-Twice: 1", "X-Twice: 2", status="404 Not Found")
    ) as server:
        got = HttpFetcher(server.reach()).fetch(Request(server.url("/a?b=c#d")))
    assert (got.status, got.body, got.whole, got.header("etag")) == (404, b"not here", True, '"a-1"')
    assert [value for name, value in got.headers if name == "X-Twice"] == ["1", "2"]
    assert (got.peer.address, got.peer.port) == ("127.0.0.1", server.port)
    assert got.asked <= got.answered
    lines = server.requests[0].decode().split("\r\n")
    assert lines[0] == "GET /a?b=c HTTP/1.1"
    assert f"Host: 127.0.0.1:{server.port}" in lines
    assert "Accept-Encoding: identity" in lines


def test_methods_bodies_and_headers_of_the_callers_are_sent() -> None:
    with raw(answer()) as server:
        fetcher = HttpFetcher(server.reach())
        fetcher.fetch(Request(server.url(), "PURGE", (("Host", "www.example.org"), ("User-Agent", "me"))))
        fetcher.fetch(Request(server.url(), "POST", (("Content-Type", "text/plain"),), b"body"))
        fetcher.fetch(Request(server.url(), "DELETE"))
    purge, post, delete = server.requests
    assert purge.startswith(b"PURGE / HTTP/1.1\r\n")
    assert purge.count(b"Host:") == purge.count(b"User-Agent:") == 1
    assert b"Content-Length: 4\r\n" in post
    assert post.endswith(b"\r\n\r\nbody")
    assert b"Content-Length" not in delete


@pytest.mark.parametrize(
    "request_",
    [
        Request("http://www.example.org/", "GET /x HTTP/1.1\r\nX:"),
        Request("http://www.example.org/", "CONNECT"),
        Request("http://www.example.org/", headers=(("X-Token", "hush\r\nX-Other: 1"),)),
        Request("http://www.example.org/", headers=(("X-Token\n", "hush"),)),
        Request("http://www.example.org/", headers=(("Transfer-Encoding", "chunked"),)),
        Request("http://www.example.org/", headers=(("content-length", "3"),)),
        Request("http://www.example.org/", headers=(("X-Name", "日本"),)),
        Request("http://www.example.org/", seconds=0),
    ],
)
def test_a_request_that_would_arrive_as_another_is_not_sent(request_: Request) -> None:
    with pytest.raises(Unfetched) as refused:
        HttpFetcher(resolver=lambda host, port: ["127.0.0.1"]).fetch(request_)
    assert refused.value.refusal is Refusal.BAD_REQUEST
    assert "hush" not in str(refused.value)


def test_a_head_has_no_body_whatever_it_says() -> None:
    with raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n") as server:
        got = HttpFetcher(server.reach()).fetch(Request(server.url(), "HEAD"))
    assert (got.body, got.whole, got.header("Content-Length")) == (b"", True, "5000")


# Where requests may go


@contextmanager
def listening() -> Iterator[tuple[int, list[object]]]:
    """A port of loopback where connections are counted, and nothing is said."""
    listener = socket.create_server(("127.0.0.1", 0))
    seen: list[object] = []

    def accept() -> None:
        while True:
            try:
                stream, peer = listener.accept()
            except OSError:
                return
            stream.close()
            seen.append(peer)

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        yield listener.getsockname()[1], seen
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def spelled(number: int) -> list[str]:
    """Every spelling of an IPv4 address that some program somewhere takes for it."""
    a, b, c, d = number.to_bytes(4, "big")
    six = f"{a:02x}{b:02x}:{c:02x}{d:02x}"
    plain = f"{a}.{b}.{c}.{d}"
    return [
        plain, f"{plain}.", f"{plain}..", str(number), hex(number), f"0{number:o}",
        f"{a}.{number & 0xFFFFFF}",
        f"{a}.{b}.{number & 0xFFFF}", ".".join(f"0{part:o}" for part in (a, b, c, d)),
        ".".join(hex(part) for part in (a, b, c, d)), f"{a:03}.{b:03}.{c:03}.{d:03}",
        f"0x{a:x}.{b}.0{c:o}.{d}", plain.translate({48 + digit: 0xFF10 + digit for digit in range(10)}),
        plain.replace(".", "。"), plain.replace(".", "%2e"), "".join(f"%{ord(one):02x}" for one in plain),
        plain.replace("1", "①"), f"x@{plain}", f"{plain}#@x.example", f"{plain}\\@x.example", f"{plain}\t",
        f"{plain}%00", f"[::ffff:{six}]", f"[::ffff:{plain}]", f"[::{six}]", f"[::{plain}]",
        f"[64:ff9b::{six}]", f"[64:ff9b:1::{six}]", f"[2002:{six}::]", f"[2001::{six}]",
        f"[::ffff:0:{six}]", f"[::ffff:{six}%25lo]", f"[::ffff:{six}%lo]",
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.integers(0x7F000001, 0x7F00FFFF) | st.sampled_from([0, 0xA9FEA9FE, 0x0A000001, 0xC0A80101]))
def test_no_spelling_of_a_private_address_is_connected_to(number: int) -> None:
    with listening() as (port, seen):
        fetcher = HttpFetcher(Reach(ports=frozenset({80, port})))
        for host in spelled(number):
            with pytest.raises(Unfetched) as refused:
                fetcher.fetch(Request(f"http://{host}:{port}/", seconds=2))
            assert refused.value.refusal in {Refusal.BAD_URL, Refusal.FORBIDDEN_ADDRESS}, host
    assert seen == []


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST.", "ｌｏｃａｌｈｏｓｔ"])
def test_a_name_of_this_machine_is_refused(name: str) -> None:
    with listening() as (port, seen):
        fetcher = HttpFetcher(
            Reach(ports=frozenset({port})), resolver=lambda host, port: ["127.0.0.1", "::1"]
        )
        assert refusal(fetcher, Request(f"http://{name}:{port}/")) is Refusal.FORBIDDEN_ADDRESS
    assert seen == []


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::1"], ["fe80::1%1"], ["::ffff:127.0.0.1"]]
)
def test_one_forbidden_address_of_a_name_forbids_it(addresses: list[str]) -> None:
    fetcher = HttpFetcher(resolver=lambda host, port: addresses)
    assert refusal(fetcher, Request("http://www.example.org/")) is Refusal.FORBIDDEN_ADDRESS


def test_the_address_that_was_checked_is_the_one_connected_to() -> None:
    """The name is asked for once; what it says a moment later leads nowhere."""
    asked: list[str] = []

    def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    with raw(answer(b"the checked one")) as server:
        got = HttpFetcher(server.reach(), resolver=rebinding).fetch(
            Request(f"http://rebind.example:{server.port}/")
        )
        assert got.body == b"the checked one"
        assert asked == ["rebind.example"]
        fetcher = HttpFetcher(server.reach(), resolver=rebinding)
        again = Request(f"http://rebind.example:{server.port}/")
        assert refusal(fetcher, again) is Refusal.FORBIDDEN_ADDRESS


def test_a_redirect_is_resolved_and_checked_anew() -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    with raw(answer(b"", "Location: /again", status="302 Found")) as server:
        fetcher = HttpFetcher(server.reach(), resolver=lambda host, port: next(answers))
        assert (
            refusal(fetcher, Request(f"http://www.example.org:{server.port}/")) is Refusal.FORBIDDEN_ADDRESS
        )
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("http://169.254.169.254/latest/meta-data/", Refusal.FORBIDDEN_ADDRESS),
        ("http://[::ffff:169.254.169.254]/", Refusal.FORBIDDEN_ADDRESS),
        ("//10.0.0.1/", Refusal.FORBIDDEN_ADDRESS),
        ("http://[::1]/", Refusal.FORBIDDEN_ADDRESS),
        ("http://127.0.0.1:1/", Refusal.FORBIDDEN_PORT),
        ("http://8.8.8.8:6379/", Refusal.FORBIDDEN_PORT),
        ("http://2130706433/", Refusal.BAD_URL),
        ("file:///etc/passwd", Refusal.BAD_URL),
        ("ftp://www.example.org/", Refusal.BAD_URL),
        ("http://user:word@www.example.org/", Refusal.BAD_URL),
        ("/again", Refusal.TOO_MANY_REDIRECTS),
    ],
)
def test_a_redirect_leads_nowhere_a_request_could_not_go(location: str, expected: Refusal) -> None:
    with raw(answer(b"", f"Location: {location}", status="302 Found")) as server:
        reach = replace(Reach(), addresses={"www.example.net": f"127.0.0.1:{server.port}"})
        assert refusal(HttpFetcher(reach), Request("http://www.example.net/")) is expected
        got = HttpFetcher(reach).fetch(Request("http://www.example.net/", follow=False))
    assert (got.status, got.header("Location")) == (302, location)


def test_what_is_not_configured_is_refused_before_it_is_resolved() -> None:
    def never(host: str, port: int) -> Sequence[str]:
        raise AssertionError("resolved")

    fetcher = HttpFetcher(resolver=never)
    assert refusal(fetcher, Request("http://www.example.org:8080/")) is Refusal.FORBIDDEN_PORT
    assert refusal(fetcher, Request("http://192.168.0.1/")) is Refusal.FORBIDDEN_ADDRESS


def test_a_name_that_does_not_resolve_or_dallies_is_said() -> None:
    def unknown(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    asked = threading.Event()

    def dallying(host: str, port: int) -> Sequence[str]:
        asked.wait(5)
        return []

    request = Request("http://www.example.org/secret?q=hush", seconds=0.2)
    resolvers: list[Resolver] = [unknown, dallying, lambda host, port: []]
    for resolver in resolvers:
        with pytest.raises(Unfetched, match=r"www\.example\.org: .*") as refused:
            HttpFetcher(resolver=resolver).fetch(request)
        assert refused.value.refusal is Refusal.UNRESOLVED
        assert "secret" not in str(refused.value)
        assert "hush" not in str(refused.value)
    asked.set()


def test_a_host_is_asked_at_the_address_it_is_mapped_to() -> None:
    with raw(answer(b"one")) as one, raw(answer(b"two")) as two:
        table = {"www.example.org": f"127.0.0.1:{one.port}", "www.example.org:8080": f"127.0.0.1:{two.port}"}
        fetcher = HttpFetcher(reach_of({"ports": [8080], "addresses": table}))
        assert fetcher.fetch(Request("http://WWW.example.org./")).body == b"one"
        assert fetcher.fetch(Request("http://www.example.org:8080/")).body == b"two"
    assert b"Host: www.example.org\r\n" in one.requests[0]
    assert b"Host: www.example.org:8080\r\n" in two.requests[0]


def test_nothing_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password hush\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    with listening() as (port, seen), raw(answer(b"direct", "Set-Cookie: a=b")) as server:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        fetcher = HttpFetcher(server.reach())
        assert [fetcher.fetch(Request(server.url())).body for _ in "ab"] == [b"direct", b"direct"]
    assert seen == []
    assert not any(b"uthorization" in one or b"ookie" in one for one in server.requests)


# Redirects


def followed(status: str, method: str, other: bool) -> tuple[Answer, list[bytes]]:
    """A request with a token and a body that is led on, to the same place or another port."""

    def speak(request: bytes, send: Send) -> None:
        if b" /first " in request:
            target = "http://www.example.net/second" if other else "/second"
            send(answer(b"", f"Location: {target}", status=status))
        else:
            send(answer(b"" if request.startswith(b"HEAD") else b"end"))

    with raw(speak) as server:
        fetcher = HttpFetcher(server.reach("www.example.org", "www.example.net"))
        headers = (("Authorization", "Bearer hush"), ("Content-Type", "text/plain"))
        body = b"" if method in ("GET", "HEAD") else b"body"
        got = fetcher.fetch(Request("http://www.example.org/first", method, headers, body))
    return got, server.requests


@pytest.mark.parametrize(
    ("status", "method", "becomes"),
    [
        ("301 Moved", "GET", "GET"),
        ("302 Found", "HEAD", "HEAD"),
        ("303 See Other", "HEAD", "HEAD"),
        ("301 Moved", "POST", "GET"),
        ("302 Found", "POST", "GET"),
        ("303 See Other", "POST", "GET"),
        ("303 See Other", "PUT", "GET"),
        ("302 Found", "PURGE", "PURGE"),
        ("307 Temporary", "POST", "POST"),
        ("308 Permanent", "PUT", "PUT"),
    ],
)
def test_methods_change_on_redirects_as_the_standard_has_it(status: str, method: str, becomes: str) -> None:
    got, (_, second) = followed(status, method, other=False)
    assert second.startswith(f"{becomes} /second ".encode())
    assert second.endswith(b"body") == (becomes not in ("GET", "HEAD"))
    assert (b"Content-Type" in second) == (method == becomes)
    assert b"Bearer hush" in second
    assert [(hop.url, hop.status) for hop in got.hops] == [("http://www.example.org/first", int(status[:3]))]
    assert got.url == "http://www.example.org/second"


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"]
)
def test_another_host_gets_no_header_of_the_callers(status: str) -> None:
    got, (_, second) = followed(status, "GET", other=True)
    assert got.url == "http://www.example.net/second"
    assert b"hush" not in second
    assert b"Host: www.example.net\r\n" in second


@pytest.mark.parametrize(
    ("status", "method"), [("307 Temporary", "POST"), ("308 Permanent", "PUT"), ("302 Found", "PURGE")]
)
def test_what_changes_something_is_not_sent_on_to_another_host(status: str, method: str) -> None:
    got, requests = followed(status, method, other=True)
    assert got.status == int(status[:3])
    assert len(requests) == 1


# Answers that never end, lie or are none


def endless(piece: bytes, head: bytes = b"", pause: float = 0.0) -> Callable[[bytes, Send], None]:
    def speak(request: bytes, send: Send) -> None:
        send(head)
        stop = time.monotonic() + 8
        while time.monotonic() < stop:
            send(piece)
            time.sleep(pause)

    return speak


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("piece", "head"),
    [
        (b"x" * 65536, b"HTTP/1.1 200 OK\r\n\r\n"),
        (b"10000\r\n" + b"x" * 65536 + b"\r\n", CHUNKED),
        (b"x" * 65536, b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n"),
        (b"x" * 65536, CHUNKED + b"FFFFFFFFFFFFFF\r\n"),
    ],
)
def test_an_endless_body_is_cut_at_the_cap(piece: bytes, head: bytes) -> None:
    with raw(endless(piece, head)) as server:
        got = HttpFetcher(server.reach()).fetch(Request(server.url(), limit=1_000_000, seconds=20))
    assert got.body == b"x" * 1_000_000
    assert not got.whole


@pytest.mark.parametrize(
    ("piece", "head"),
    [
        (b"X-Header: " + b"x" * 1000 + b"\r\n", b"HTTP/1.1 200 OK\r\n"),
        (b"x" * 4096, b"HTTP/1.1 200 OK\r\nX: "),
        (b"x" * 4096, b""),
        (b"HTTP/1.1 100 Continue\r\n\r\n", b""),
        (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", b""),
        (b"x" * 4096, CHUNKED),
        (b"X-Trailer: x\r\n" * 100, CHUNKED + b"0\r\n"),
    ],
)
def test_headers_without_end_are_no_answer(piece: bytes, head: bytes) -> None:
    with raw(endless(piece, head)) as server:
        fetcher = HttpFetcher(server.reach())
        assert refusal(fetcher, Request(server.url(), seconds=20)) is Refusal.BROKEN_ANSWER


@pytest.mark.parametrize(
    ("piece", "head"),
    [
        (b"H", b""),
        (b"X", b"HTTP/1.1 200 OK\r\n"),
        (b"x", b"HTTP/1.1 200 OK\r\n\r\n"),
        (b"1\r\nx\r\n", CHUNKED),
        (b"", b""),
    ],
)
def test_the_whole_exchange_has_one_deadline_however_it_drips(piece: bytes, head: bytes) -> None:
    def speak(request: bytes, send: Send) -> None:
        send(head)
        for _ in range(14):
            send(piece)
            time.sleep(0.05)

    with raw(speak) as server:
        fetcher = HttpFetcher(server.reach())
        assert refusal(fetcher, Request(server.url(), seconds=0.4)) is Refusal.TOO_SLOW


def test_a_server_that_does_not_read_is_too_slow() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    with listener:
        port = listener.getsockname()[1]
        fetcher = HttpFetcher(reach_of({"networks": ["127.0.0.0/8"], "ports": [port]}))
        request = Request(f"http://127.0.0.1:{port}/", "PUT", body=b"x" * (32 << 20), seconds=0.5)
        assert refusal(fetcher, request) is Refusal.TOO_SLOW


@pytest.mark.parametrize(
    ("sent", "body", "whole"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", b"short", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nlonger", b"lo", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nab", b"ab", True),
        (b"HTTP/1.0 200 OK\r\n\r\nuntil the end", b"until the end", True),
        (CHUNKED + b"3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX: y\r\n\r\n", b"abcde", True),
        (CHUNKED + b"3\r\nabc\r\n", b"abc", False),
        (CHUNKED + b"3\r\nabc\r\n0\r\n", b"abc", False),
        (CHUNKED + b"5\r\nabc", b"abc", False),
        (CHUNKED + b"3\r\nabcXX0\r\n\r\n", b"abc", False),
        (b"HTTP/1.1 100 Go on\r\n\r\nHTTP/1.1 103 Hints\r\nA: a\r\n\r\n" + CHUNKED + b"0\r\n\r\n", b"", True),
        (b"HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n", b"", True),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", b"", True),
        (b"HTTP/1.1 200\nContent-Length: 1\nX-Fold: a\n  b\n\nz", b"z", True),
    ],
)  # fmt: skip
def test_framing_is_read_as_it_is_and_what_is_missing_is_said(sent: bytes, body: bytes, whole: bool) -> None:
    with raw(sent) as server:
        got = HttpFetcher(server.reach()).fetch(Request(server.url()))
    assert (got.body, got.whole) == (body, whole)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 0200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nName : x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nName: \x1b[2J\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nName: a\rb\r\n\r\n",
        b"HTTP/1.1 101 Switching\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\nxx",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        CHUNKED + b"-1\r\n",
        CHUNKED + b"0x1\r\nx\r\n0\r\n\r\n",
        CHUNKED + b"1_0\r\nx\r\n0\r\n\r\n",
        CHUNKED + b"\r\n",
    ],
)
def test_what_is_no_answer_is_said(sent: bytes) -> None:
    with raw(sent) as server:
        assert refusal(HttpFetcher(server.reach()), Request(server.url())) is Refusal.BROKEN_ANSWER


@settings(max_examples=40, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n", CHUNKED]),
)
def test_any_bytes_are_an_answer_or_a_refusal(noise: bytes, head: bytes) -> None:
    with raw(head + noise) as server:
        refused = None
        try:
            assert len(HttpFetcher(server.reach()).fetch(Request(server.url(), seconds=5)).body) <= len(noise)
        except Unfetched as error:
            refused = error.refusal
    assert refused in {None, Refusal.BROKEN_ANSWER}


# TLS


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("authority"))


def reach_tls(port: int, ca_file: Path | None) -> Reach:
    table = {"addresses": dict.fromkeys(("www.example.org", "www.example.net"), f"127.0.0.1:{port}")}
    return reach_of(table | ({"ca_file": str(ca_file)} if ca_file else {}))


def test_a_server_proves_its_name_and_its_certificate_is_kept(
    ours: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    with raw(answer(b"safe"), ours.server(tmp_path, "www.example.org")) as server:
        fetcher = HttpFetcher(reach_tls(server.port, ours.file))
        got = fetcher.fetch(Request("https://www.example.org/"))
        assert got.body == b"safe"
        assert got.peer.tls_version == "TLSv1.3"
        assert got.peer.certificate_sha256 is not None
        assert ssl.DER_cert_to_PEM_cert(got.peer.certificate).strip() in (
            (tmp_path / "www.example.org-False.pem").read_text()
        )
        assert refusal(fetcher, Request("https://www.example.net/")) is Refusal.TLS
        unknown = HttpFetcher(reach_tls(server.port, None))
        assert refusal(unknown, Request("https://www.example.org/")) is Refusal.TLS
    assert not (tmp_path / "keys").exists()


def test_an_expired_certificate_proves_nothing(ours: Authority, tmp_path: Path) -> None:
    with raw(answer(), ours.server(tmp_path, "www.example.org", expired=True)) as server:
        fetcher = HttpFetcher(reach_tls(server.port, ours.file))
        with pytest.raises(Unfetched, match="expired") as refused:
            fetcher.fetch(Request("https://www.example.org/"))
        assert refused.value.refusal is Refusal.TLS
        assert server.requests == []


def test_a_server_without_tls_is_told_from_one_with_a_bad_certificate() -> None:
    with raw(answer()) as server:
        fetcher = HttpFetcher(reach_tls(server.port, None))
        assert refusal(fetcher, Request("https://www.example.org/")) is Refusal.NO_TLS


def test_a_handshake_that_never_ends_is_too_slow() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        fetcher = HttpFetcher(reach_tls(listener.getsockname()[1], None))
        assert refusal(fetcher, Request("https://www.example.org/", seconds=0.3)) is Refusal.TOO_SLOW


def test_a_fall_from_https_to_http_is_seen_in_the_hops(ours: Authority, tmp_path: Path) -> None:
    redirect = answer(b"", "Location: http://www.example.net/", status="301 Moved")
    with raw(answer(b"open")) as plain, raw(redirect, ours.server(tmp_path, "www.example.org")) as safe:
        table = {"www.example.org": f"127.0.0.1:{safe.port}", "www.example.net": f"127.0.0.1:{plain.port}"}
        fetcher = HttpFetcher(reach_of({"addresses": table, "ca_file": str(ours.file)}))
        got = fetcher.fetch(Request("https://www.example.org/", headers=(("Authorization", "hush"),)))
    assert (got.url, [hop.url for hop in got.hops]) == (
        "http://www.example.net/",
        ["https://www.example.org/"],
    )
    assert b"hush" not in plain.requests[0]


def test_a_closed_port_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    fetcher = HttpFetcher(reach_of({"networks": ["127.0.0.0/8"], "ports": [port]}))
    assert refusal(fetcher, Request(f"http://127.0.0.1:{port}/")) is Refusal.UNREACHABLE
