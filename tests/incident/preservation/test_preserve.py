"""Everything wanted is sealed and recorded, or its failure is; nothing of it lies in clear."""

import io
import json
import os
import tarfile
import threading
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from tests.incident.exposure.fake_web import FakeWeb
from withhold.incident.preservation.files import FilePart
from withhold.incident.preservation.interface import Failure, PreservationError, Sealed, Wanted, What
from withhold.incident.preservation.preserve import Vault, start

URL = "http://www.example.org/list.csv"
SECRET = b"Celestra Wexmoore,1987-03-04\n" * 400


@dataclass
class Recorded:
    """What the case was told."""

    sealed: list[Sealed] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def preserved(self, sealed: Sealed) -> None:
        self.sealed.append(sealed)

    def failed(self, failure: Failure) -> None:
        self.failures.append(failure)


@pytest.fixture
def identity() -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.generate()


def preserve(tmp_path: Path, identity: pyrage.x25519.Identity, wanted: Wanted, web: FakeWeb) -> Recorded:
    evidence = tmp_path / "evidence"
    evidence.mkdir(exist_ok=True)
    recorded = Recorded()
    start(Vault(evidence, (str(identity.to_public()),)), wanted, web, recorded).results()
    return recorded


def opened(sealed: Sealed, identity: pyrage.x25519.Identity) -> dict[str, bytes]:
    content = pyrage.decrypt(sealed.path.read_bytes(), [identity])
    assert sha256(content).hexdigest() == sealed.sha256
    assert len(content) == sealed.size
    found = {}
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        for member in tar.getmembers():
            stream = tar.extractfile(member)
            assert stream is not None
            found[member.name] = stream.read()
    return found


def lines(parts: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in json.loads(parts["manifest.json"])["parts"]}


def test_an_answer_is_kept_as_it_was_sent(tmp_path: Path, identity: pyrage.x25519.Identity) -> None:
    web = FakeWeb({URL: (301, (("Location", "/b.csv"),), b"moved"), "http://www.example.org/b.csv": SECRET})
    (sealed,) = preserve(tmp_path, identity, Wanted(urls=(URL,)), web).sealed
    assert sealed.path.name == f"{sealed.sealed_sha256}.age"
    assert sha256(sealed.path.read_bytes()).hexdigest() == sealed.sealed_sha256
    assert sealed.path.stat().st_mode & 0o777 == 0o600
    assert SECRET[:20] not in sealed.path.read_bytes()
    parts = opened(sealed, identity)
    assert parts["answers/00/body"] == b"moved"
    assert parts["answers/01/body"] == SECRET
    assert lines(parts)["answers/01/body"]["sha256"] == sha256(SECRET).hexdigest()
    assert lines(parts)["answers/01/body"]["address"] == "192.0.2.1"


def test_no_answer_is_a_failure_and_the_rest_goes_on(
    tmp_path: Path, identity: pyrage.x25519.Identity
) -> None:
    other = "http://www.example.org/b.csv"
    recorded = preserve(tmp_path, identity, Wanted(urls=(URL, other)), FakeWeb({other: SECRET}, down={URL}))
    assert [(one.reason, one.name) for one in recorded.failures] == [("too_slow", URL)]
    assert [one.name for one in recorded.sealed] == [other]


def test_an_endless_chain_of_redirects_keeps_what_came(
    tmp_path: Path, identity: pyrage.x25519.Identity
) -> None:
    web = FakeWeb({URL: (302, (("Location", URL),), b"")})
    recorded = preserve(tmp_path, identity, Wanted(urls=(URL,)), web)
    assert [one.reason for one in recorded.failures] == ["too_many_redirects"]
    assert len(recorded.sealed) == 1


def test_files_are_kept_with_their_circumstances(tmp_path: Path, identity: pyrage.x25519.Identity) -> None:
    path = tmp_path / "ünlïsted.csv"
    path.write_bytes(SECRET)
    os.link(path, tmp_path / "twin.csv")
    path.chmod(0o640)
    (sealed,) = preserve(tmp_path, identity, Wanted(files=(path,)), FakeWeb({})).sealed
    parts = opened(sealed, identity)
    assert parts["files/0001"] == SECRET
    facts = lines(parts)["files/0001"]
    assert (facts["mode"], facts["names"], facts["same_name"]) == ("0640", 2, True)
    assert facts["path"].endswith("%C3%BCnl%C3%AFsted.csv")


@pytest.mark.parametrize(
    ("what", "reason"), [("none", "missing"), ("folder", "no_file"), ("pipe", "no_file")]
)
def test_what_is_no_file_is_a_failure(
    tmp_path: Path, identity: pyrage.x25519.Identity, what: str, reason: str
) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    recorded = preserve(tmp_path, identity, Wanted(logs=(tmp_path / what,)), FakeWeb({}))
    assert [one.reason for one in recorded.failures] == [reason]
    assert recorded.sealed == []


def test_a_log_that_is_moved_and_unlinked_meanwhile_is_kept_whole(
    tmp_path: Path, identity: pyrage.x25519.Identity
) -> None:
    log = tmp_path / "access.log"
    log.write_bytes(SECRET)
    hurry = threading.Event()

    class Slow(FakeWeb):
        def fetch(self, request: Any) -> Any:
            hurry.wait(10)
            return super().fetch(request)

    evidence = tmp_path / "evidence"
    evidence.mkdir()
    recorded = Recorded()
    urls = tuple(f"{URL}?{n}" for n in range(4))  # as many as there are workers
    running = start(
        Vault(evidence, (str(identity.to_public()),)), Wanted(urls=urls, logs=(log,)), Slow({}), recorded
    )
    assert not running.wait(0.05)
    log.rename(tmp_path / "access.log.1")
    (tmp_path / "access.log.1").unlink()
    log.write_bytes(b"a new log\n")
    hurry.set()
    sealed, failures = running.results()
    assert failures == []
    parts = opened(next(one for one in sealed if one.what is What.LOG), identity)
    assert parts["logs/0001"] == SECRET
    assert lines(parts)["logs/0001"]["same_name"] is False
    assert lines(parts)["logs/0001"]["names_after"] == 0


def test_a_log_that_grows_is_kept_up_to_where_it_was(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_bytes(b"one\n")
    part = FilePart(log, What.LOG, 1)
    with log.open("ab") as stream:
        stream.write(b"two\n")
    assert b"".join(part.pieces()) == b"one\n"
    assert (part.size, part.facts()["size_after"]) == (4, 8)
    part.close()


def test_a_log_that_is_cut_meanwhile_is_told(tmp_path: Path, identity: pyrage.x25519.Identity) -> None:
    log = tmp_path / "access.log"
    log.write_bytes(SECRET)
    part = FilePart(log, What.LOG, 1)
    os.truncate(log, 5)
    assert b"".join(part.pieces()) == SECRET[:5]
    failure = part.failure()
    assert failure is not None
    assert failure.reason == "cut_short"
    part.close()


def test_without_a_recipient_nothing_is_asked(tmp_path: Path) -> None:
    web = FakeWeb({URL: SECRET})
    for keys in ((), ("age1nonsense",), ("ssh-dss AAAA",)):
        with pytest.raises(PreservationError):
            start(Vault(tmp_path, keys), Wanted(urls=(URL,)), web, Recorded())
    assert web.asked == []


def test_a_folder_that_cannot_be_written_is_a_failure(
    tmp_path: Path, identity: pyrage.x25519.Identity
) -> None:
    recorded = Recorded()
    vault = Vault(tmp_path / "none", (str(identity.to_public()),))
    start(vault, Wanted(urls=(URL,)), FakeWeb({URL: SECRET}), recorded).results()
    assert [one.reason for one in recorded.failures] == ["not_sealed"]


def test_what_a_killed_run_left_is_removed(tmp_path: Path, identity: pyrage.x25519.Identity) -> None:
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    (evidence / ".sealing-0123").write_bytes(b"half of it")
    preserve(tmp_path, identity, Wanted(urls=(URL,)), FakeWeb({URL: SECRET}))
    assert all(path.suffix == ".age" for path in evidence.iterdir())


def test_evidence_is_sealed_to_ssh_keys_too(tmp_path: Path, identity: pyrage.x25519.Identity) -> None:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    written = private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    recorded = Recorded()
    vault = Vault(tmp_path, (str(identity.to_public()), public))
    start(vault, Wanted(urls=(URL,)), FakeWeb({URL: SECRET}), recorded).results()
    (sealed,) = recorded.sealed
    for one in (identity, pyrage.ssh.Identity.from_buffer(written)):
        assert sha256(pyrage.decrypt(sealed.path.read_bytes(), [one])).hexdigest() == sealed.sha256
