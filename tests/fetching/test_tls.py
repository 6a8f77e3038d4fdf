"""TLS: a server proves its name, or there is no answer."""

import socket
import ssl
from pathlib import Path

import pytest

from tests.fetching.servers import Authority, answer, authority, raw, refusal
from withhold.fetching.config import reach_of
from withhold.fetching.http import HttpFetcher
from withhold.fetching.interface import Reach, Refusal, Request, Unfetched


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


def test_the_authorities_of_the_system_are_trusted(
    ours: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(ours.file))
    with raw(answer(b"safe"), ours.server(tmp_path, "www.example.org")) as server:
        fetcher = HttpFetcher(reach_tls(server.port, None))
        assert fetcher.fetch(Request("https://www.example.org/")).body == b"safe"


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


def test_an_unproven_answer_is_had_on_demand_and_nothing_is_told_for_it(
    ours: Authority, tmp_path: Path
) -> None:
    with raw(answer(b"whoever"), ours.server(tmp_path, "www.example.org", expired=True)) as server:
        fetcher = HttpFetcher(reach_tls(server.port, None))
        got = fetcher.fetch(Request("https://www.example.net/", unproven=True))
        assert got.body == b"whoever"
        assert got.peer.certificate
        assert refusal(fetcher, Request("https://www.example.net/")) is Refusal.TLS
        secret = Request("https://www.example.net/", headers=(("Authorization", "hush"),), unproven=True)
        assert refusal(fetcher, secret) is Refusal.BAD_REQUEST
    assert len(server.requests) == 1
