"""Over TLS: a service whose certificate the machine trusts is asked; any other is no answer."""

import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from withhold_holds import Action, Client, Person
from withhold_holds.transport import _roots

from tests.integrations.python_holds.service import CONSUMER, Service, serve

PERSON = Person("Ana Duarte", "1990-05-17", (("alien_number", "A200000017"),))


def certificate(folder: Path, host: str) -> tuple[Path, Path]:
    """A certificate for this address that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "holds")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), False)
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(made.public_bytes(Encoding.PEM))
    files[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return files


@pytest.fixture(params=["127.0.0.1", "127.0.0.2"])
def secured(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Service, str, Path, bool]]:
    """A service on 127.0.0.1 whose certificate is for that address, or for another."""
    files = certificate(tmp_path, request.param)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    made = Service()
    server, url = serve(made, context)
    yield made, url.replace("http:", "https:"), files[0], request.param == "127.0.0.1"
    server.shutdown()
    server.server_close()
    _roots.cache_clear()


def client(made: Service, url: str) -> Client:
    return Client(f"{url}/t", CONSUMER, made.consumer_key, made.key.public_key, timeout=5.0)


def test_a_certificate_that_is_trusted(
    secured: tuple[Service, str, Path, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, url, roots, is_its_own = secured
    monkeypatch.setenv("SSL_CERT_FILE", str(roots))
    _roots.cache_clear()
    assert bool(client(made, url).may_act(Action.REMOVAL, PERSON)) == is_its_own


def test_a_certificate_that_is_not(secured: tuple[Service, str, Path, bool]) -> None:
    made, url, _, _ = secured
    _roots.cache_clear()
    asked = client(made, url)
    assert not asked.may_act(Action.REMOVAL, PERSON)
    assert asked.trouble == "no connection or a broken answer (SSLCertVerificationError)"
    assert made.questions == 0
    assert asked.may_act(Action.RELEASE, PERSON)
