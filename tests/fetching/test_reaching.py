"""Where requests may go: no name, spelling or redirect leads to what is not public."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fetching.servers import answer, raw, refusal
from withhold.fetching.address import Address, Network, allowed
from withhold.fetching.config import reach_of
from withhold.fetching.http import HttpFetcher
from withhold.fetching.interface import Reach, Refusal, Request, Unfetched
from withhold.fetching.resolve import Resolver


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


def test_a_server_of_the_internets_leads_nobody_into_own_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The port stands for a public server's: it is told to be one; what it leads to is in an own network."""
    inside = ip_network("127.0.0.0/8")

    def as_if_public(address: Address, networks: Sequence[Network]) -> bool:
        return allowed(address, networks) or (address == ip_address("127.0.0.1") and inside not in networks)

    with (
        raw(answer(b"inside"), host="127.0.0.2") as own,
        raw(answer(b"", f"Location: http://127.0.0.2:{own.port}/", status="302 Found")) as far,
    ):
        reach = reach_of({"networks": ["127.0.0.0/8"], "ports": [own.port, far.port]})
        assert HttpFetcher(reach).fetch(Request(far.url())).status == 200
        monkeypatch.setattr("withhold.fetching.http.allowed", as_if_public)
        assert refusal(HttpFetcher(reach), Request(far.url())) is Refusal.FORBIDDEN_ADDRESS


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
