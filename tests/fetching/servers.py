"""Servers of one's own on loopback, down to the byte, and certificates for them."""

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from withhold.fetching.config import reach_of
from withhold.fetching.http import HttpFetcher
from withhold.fetching.interface import Reach, Refusal, Request, Unfetched


@dataclass
class Raw:
    """A server that answers each connection as `speak(request, send)` says, and keeps the requests."""

    port: int
    requests: list[bytes] = field(default_factory=list)

    def reach(self, *names: str) -> Reach:
        """Lets requests go to it, under its address and these names."""
        return reach_of(
            {
                "networks": ["127.0.0.0/8"],
                "ports": [self.port],
                "addresses": dict.fromkeys(names, f"127.0.0.1:{self.port}"),
            }
        )

    def url(self, target: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{target}"


Send = Callable[[bytes], None]
Speak = Callable[[bytes, Send], None]


def refusal(fetcher: HttpFetcher, request: Request) -> Refusal:
    """Why there is no answer."""
    with pytest.raises(Unfetched) as refused:
        fetcher.fetch(request)
    return refused.value.refusal


@contextmanager
def raw(speak: Speak | bytes, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[Raw]:
    """Runs one; it stops, and closes what is open, at the end."""
    listener = socket.create_server((host, 0))
    server = Raw(listener.getsockname()[1])
    threads: list[threading.Thread] = []

    def serve() -> None:
        with suppress(OSError):
            while True:
                stream, _ = listener.accept()
                threads.append(threading.Thread(target=_talk, args=(stream, server, speak, tls)))
                threads[-1].start()

    acceptor = threading.Thread(target=serve)
    acceptor.start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in (acceptor, *threads):
            thread.join(10)


def _talk(stream: socket.socket, server: Raw, speak: Speak | bytes, tls: ssl.SSLContext | None) -> None:
    stream.settimeout(10)
    try:
        if tls is not None:
            stream = tls.wrap_socket(stream, server_side=True)
        request = b""
        while b"\r\n\r\n" not in request and not request.startswith(b"\x16"):  # a TLS greeting
            piece = stream.recv(1 << 16)
            if not piece:
                return
            request += piece
        server.requests.append(request)
        if isinstance(speak, bytes):
            stream.sendall(speak)
        else:
            speak(request, stream.sendall)
    except OSError:
        return  # the client has seen enough
    finally:
        stream.close()


def answer(body: bytes = b"hello", *headers: str, status: str = "200 OK") -> bytes:
    """A plain answer with its length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


@dataclass(frozen=True)
class Authority:
    """An authority of one's own, its certificate in `file`."""

    file: Path
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def server(self, folder: Path, name: str, expired: bool = False) -> ssl.SSLContext:
        """What a server of this name (or address) proves itself with."""
        key = ec.generate_private_key(ec.SECP256R1())
        until = datetime.timedelta(days=-1 if expired else 1)
        builder = _builder(name, self.certificate.subject, key.public_key(), until)
        certificate = builder.add_extension(_names(name), critical=False).sign(self.key, hashes.SHA256())
        path = folder / f"{name}-{expired}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def authority(folder: Path) -> Authority:
    """A fresh one."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An authority for tests")])
    builder = _builder("An authority for tests", subject, key.public_key(), datetime.timedelta(days=1))
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    certificate = (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "authority.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return Authority(path, certificate, key)


def _builder(
    name: str, issuer: x509.Name, key: ec.EllipticCurvePublicKey, until: datetime.timedelta
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=3))
        .not_valid_after(now + until)
    )


def _names(name: str) -> x509.SubjectAlternativeName:
    try:
        return x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(name))])
    except ValueError:
        return x509.SubjectAlternativeName([x509.DNSName(name)])
