"""Evidence that is missing, changed or unknown is told; nothing passes unread."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from withhold.incident.case.interface import Actor, Event, EventKind, Role
from withhold.incident.preservation.check import check
from withhold.ledger.interface import Fact

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def preserved(content: bytes) -> Event:
    facts: dict[str, Fact] = {
        "sealed_sha256": sha256(content).hexdigest(), "sealed_size": len(content), "sha256": "ab" * 32,
        "size": 1, "what": "log",
    }  # fmt: skip
    return Event(EventKind.PRESERVED, NOW, Actor("Ines Example", Role.COUNSEL), "a test", facts)


def put(folder: Path, name: bytes, content: bytes) -> None:
    (folder / f"{sha256(name).hexdigest()}.age").write_bytes(content)


def test_each_state_of_a_sealed_file(tmp_path: Path) -> None:
    put(tmp_path, b"good", b"good")
    put(tmp_path, b"changed", b"Changed")
    put(tmp_path, b"cut", b"cu")
    put(tmp_path, b"unknown", b"unknown")
    (tmp_path / ".sealing-1").write_bytes(b"being written")
    names = (b"good", b"changed", b"cut", b"missing")
    checked = check(tmp_path, [preserved(name) for name in names])
    digest = {name: sha256(name).hexdigest() for name in (*names, b"unknown")}
    assert checked.good == (digest[b"good"],)
    assert set(checked.changed) == {digest[b"changed"], digest[b"cut"]}
    assert checked.missing == (digest[b"missing"],)
    assert checked.unknown == (f"{digest[b'unknown']}.age",)


def test_a_folder_in_its_place_is_not_read_as_good(tmp_path: Path) -> None:
    (tmp_path / f"{sha256(b'x').hexdigest()}.age").mkdir()
    assert check(tmp_path, [preserved(b"x")]).unread == (sha256(b"x").hexdigest(),)


def test_a_folder_that_is_gone_has_lost_all(tmp_path: Path) -> None:
    checked = check(tmp_path / "evidence", [preserved(b"x")])
    assert checked.missing == (sha256(b"x").hexdigest(),)
