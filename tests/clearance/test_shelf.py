"""The shelf: what stands on it clears, what is damaged or revoked does not, and nothing is half there."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.clearance.made import Office
from withhold.clearance.interface import Basis, ClearanceError, Standing
from withhold.clearance.issue import ANYWHERE, cosign, issue, revocation
from withhold.clearance.record import clearance_id, clearance_json
from withhold.clearance.shelf import FolderShelf
from withhold.clearance.trust import Trust
from withhold.domain.verdict import Decision

CONTENT = b"content"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def now() -> datetime:
    return datetime.now(UTC)


def standing(office: Office, content: bytes = CONTENT, at: datetime | None = None) -> Standing:
    return office.shelf().standing(office.statement(content).sha256, at or now())


def record_of(office: Office, content: bytes = CONTENT) -> Path:
    (path,) = (office.state.clearances / office.statement(content).sha256).iterdir()
    return path


def test_nothing_is_cleared_before_it_is_kept(office: Office) -> None:
    assert standing(office) == Standing(False, "no clearance")
    clearance = office.clear(CONTENT)
    found = standing(office)
    assert found.cleared
    assert found.not_after == clearance.statement.not_after
    assert "Publishing gate" in found.why
    assert not standing(office, b"other content").cleared


def test_it_ends_when_the_clearance_does(office: Office) -> None:
    clearance = office.clear(CONTENT)
    end = clearance.statement.not_after
    assert standing(office, at=end - timedelta(microseconds=1)).cleared
    assert standing(office, at=end).why == "it has expired"


def test_it_ends_when_the_key_does(office: Office) -> None:
    text = office.trust_file.read_text(encoding="utf-8")
    last = (now() + timedelta(days=3)).date()
    office.trust_file.write_text(text + f"not_after = {last}\n", encoding="utf-8")
    office.clear(CONTENT)
    end = standing(office).not_after
    assert end is not None
    assert end.date() == last + timedelta(days=1)
    assert not standing(office, at=end).cleared


def test_what_would_not_be_valid_is_not_kept(office: Office) -> None:
    withheld = office.statement(
        CONTENT, Decision.WITHHOLD, Basis.OVERRIDDEN, uploader="Cara", reason="needed"
    )
    one = issue(withheld, office.keys["anna"])
    with pytest.raises(ClearanceError, match="two different people"):
        office.shelf().keep(one)
    elsewhere = FolderShelf(office.state, office.trust, "s3://bucket")
    both = cosign(one, office.keys["ben"])
    with pytest.raises(ClearanceError, match="not for s3://bucket"):
        elsewhere.keep(both)
    assert list(office.state.clearances.iterdir()) == []
    office.shelf().keep(both)
    assert standing(office).cleared


def test_a_revocation_takes_back_and_a_later_clearance_clears_again(office: Office) -> None:
    office.clear(CONTENT)
    digest = office.statement(CONTENT).sha256
    office.shelf().revoke(revocation(digest, office.destination, "a mistake", office.keys["anna"]))
    assert standing(office) == Standing(False, "it is revoked")
    office.clear(CONTENT)
    assert standing(office).cleared
    office.shelf().revoke(revocation(digest, ANYWHERE, "a mistake again", office.keys["gate"]))
    assert not standing(office).cleared


def test_a_clearance_older_than_a_revocation_is_not_kept(office: Office) -> None:
    early = issue(office.statement(CONTENT), office.keys["gate"])
    office.shelf().revoke(revocation(early.statement.sha256, ANYWHERE, "a mistake", office.keys["anna"]))
    with pytest.raises(ClearanceError, match="revoked"):
        office.shelf().keep(early)
    assert not (office.state.clearances / early.statement.sha256).exists()


def test_an_untrusted_revocation_is_not_kept(office: Office) -> None:
    office.clear(CONTENT)
    digest = office.statement(CONTENT).sha256
    with pytest.raises(ClearanceError, match="may not revoke"):
        office.shelf().revoke(revocation(digest, ANYWHERE, "a mistake", office.keys["ben"]))
    with pytest.raises(ClearanceError, match="not for"):
        office.shelf().revoke(revocation(digest, "s3://bucket", "a mistake", office.keys["anna"]))
    assert standing(office).cleared


def test_a_revoking_key_that_left_the_trust_file_brings_nothing_back(office: Office) -> None:
    office.clear(CONTENT)
    digest = office.statement(CONTENT).sha256
    office.shelf().revoke(revocation(digest, ANYWHERE, "a mistake", office.keys["anna"]))
    kept = [entry for entry in office.trust.keys.values() if entry.owner != "Anna Berg"]
    trust = Trust({key.key_id: key for key in kept})  # type: ignore[arg-type]
    found = FolderShelf(office.state, trust, office.destination).standing(digest, now())
    assert not found.cleared
    assert "cannot be checked" in found.why


@pytest.mark.parametrize("damage", [b"", b"{", b"\x00" * 400, b"[" * 60_000])
def test_a_damaged_clearance_clears_nothing_and_is_told(office: Office, damage: bytes) -> None:
    office.clear(CONTENT)
    record_of(office).write_bytes(damage)
    found = standing(office)
    assert not found.cleared
    assert record_of(office).name in found.why
    office.clear(CONTENT)
    assert standing(office).cleared


def test_every_flipped_bit_of_a_clearance_clears_nothing(office: Office) -> None:
    clearance = office.clear(CONTENT)
    path, whole = record_of(office), clearance_json(clearance)
    for place in range(len(whole)):
        broken = bytearray(whole)
        broken[place] ^= 1 << (place % 7)
        path.write_bytes(broken)
        found = standing(office)
        # White space and the spelling of a key's JSON may change without another meaning.
        assert not found.cleared or whole[place : place + 1].isspace()


def test_a_damaged_revocation_takes_back_everything(office: Office) -> None:
    office.clear(CONTENT)
    folder = office.state.revocations / office.statement(CONTENT).sha256
    folder.mkdir()
    (folder / "damaged.json").write_bytes(b"{")
    found = standing(office)
    assert not found.cleared
    assert "damaged.json" in found.why


def test_a_record_moved_to_another_digest_clears_nothing(office: Office) -> None:
    clearance = office.clear(CONTENT)
    other = office.state.clearances / office.statement(b"other").sha256
    other.mkdir()
    (other / f"{clearance_id(clearance)}.json").write_bytes(clearance_json(clearance))
    found = standing(office, b"other")
    assert not found.cleared
    assert "other bytes" in found.why


def test_a_record_of_another_destination_clears_nothing(office: Office) -> None:
    office.clear(CONTENT)
    elsewhere = FolderShelf(office.state, office.trust, "s3://bucket")
    assert not elsewhere.standing(office.statement(CONTENT).sha256, now()).cleared


def test_what_is_being_written_is_not_read(office: Office) -> None:
    office.clear(CONTENT)
    (record_of(office).parent / ".half.json.0123").write_bytes(b"{")
    (office.state.revocations / office.statement(CONTENT).sha256).mkdir()
    (office.state.revocations / office.statement(CONTENT).sha256 / ".half.json.0123").write_bytes(b"{")
    assert standing(office).cleared


@pytest.mark.parametrize(
    "digest", ["", "..", "../clearances", "A" * 64, "a" * 63, "a" * 64 + "\n", "a/" * 32]
)
def test_what_is_no_digest_is_not_looked_for(office: Office, digest: str) -> None:
    assert office.shelf().standing(digest, now()) == Standing(False, "not a SHA-256")


def test_a_shelf_that_cannot_be_read_clears_nothing(office: Office) -> None:
    office.clear(CONTENT)
    folder = record_of(office).parent
    os.rename(folder, folder.with_name("away"))
    folder.write_bytes(b"a file where the folder was")
    assert standing(office).why.startswith("the shelf cannot be read")


def test_records_are_private(office: Office) -> None:
    office.clear(CONTENT)
    path = record_of(office)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_keeping_survives_being_killed(office: Office) -> None:
    """Killed at any moment, a record is whole or not there, and none is lost that was told as kept."""
    code = (
        "import sys; from pathlib import Path; from datetime import *\n"
        "from withhold.clearance.issue import issue; from withhold.signing.ed25519 import SigningKey\n"
        "from withhold.clearance.shelf import FolderShelf; from withhold.clearance.state import State\n"
        "from withhold.clearance.trust import Trust; from withhold.clearance.interface import *\n"
        "from withhold.domain.verdict import Decision\n"
        "root, state, trust, place = sys.argv[1:]\n"
        "shelf = FolderShelf(State(Path(state)), Trust.load(trust), place)\n"
        "key = SigningKey.load(root + '/gate.pem')\n"
        "for n in range(100000):\n"
        "    at = datetime.now(UTC)\n"
        "    digest = f'{n:064x}'\n"
        "    shelf.keep(issue(Statement(digest, 1, place, Decision.RELEASE, Basis.AUTOMATIC, '1', ('p@1',),\n"
        "        None, None, at, at + timedelta(days=1)), key))\n"
        "    print(digest, flush=True)\n"
    )
    arguments = [str(office.root), str(office.state.root), str(office.trust_file), office.destination]
    told: list[str] = []
    for loop in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        for _ in range(7 + 5 * loop):
            told.append(process.stdout.readline().strip())
        process.kill()
        told.extend(process.stdout.read().split())
        process.wait()
        process.stdout.close()
    assert all(office.shelf().standing(digest, now()).cleared for digest in told if len(digest) == 64)
    for digest in office.shelf().digests():
        for path in (office.state.clearances / digest).glob("[!.]*.json"):
            assert path.read_bytes().endswith(b"}\n")


def test_what_has_a_record_is_listed(office: Office) -> None:
    office.clear(CONTENT)
    office.shelf().revoke(revocation("b" * 64, ANYWHERE, "a mistake", office.keys["anna"]))
    assert office.shelf().digests() == sorted([office.statement(CONTENT).sha256, "b" * 64])
    assert [one.statement.size for one in office.shelf().clearances(office.statement(CONTENT).sha256)] == [7]


def test_a_revocation_takes_back_what_a_clock_that_was_ahead_dated(office: Office) -> None:
    """Dated by the right clock it would lie before its clearance, and take back nothing."""
    statement = office.statement(CONTENT)
    ahead = replace(statement, issued=now() + timedelta(minutes=4))
    shelf = office.shelf()
    shelf.keep(issue(ahead, office.keys["gate"]))
    assert standing(office).cleared
    moment = shelf.time_to_revoke(statement.sha256)
    shelf.revoke(revocation(statement.sha256, shelf.destination, "wrong", office.keys["gate"], moment))
    assert not standing(office).cleared
    assert not standing(office, at=now() + timedelta(minutes=10)).cleared
