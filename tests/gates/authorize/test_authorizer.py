"""Answers on paths: only cleared content of plain files, out of a store that nobody changes."""

import asyncio
import mmap
import os
from datetime import datetime
from pathlib import Path

import pytest

from tests.clearance.made import Office
from withhold.clearance.interface import Standing
from withhold.clearance.issue import revocation
from withhold.gates.authorize import authorizer as authorizer_module
from withhold.gates.authorize.authorizer import Answer, Authorizer
from withhold.gates.authorize.files import Identity, NotServable, digest, opened
from withhold.gates.authorize.store import Store
from withhold.gates.authorize.trusted import TrustedShelf


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def ask(office: Office, *uris: str, times: int = 1) -> list[Answer]:
    """Answers of one authorizer, asked for all of them at once."""
    shelf = TrustedShelf(office.state, office.trust_file, office.destination)
    authorizer = Authorizer(office.public, office.state, shelf)

    async def all_of_them() -> list[Answer]:
        return await asyncio.gather(*(authorizer.answer(uri.encode()) for uri in uris * times))

    try:
        return asyncio.run(all_of_them())
    finally:
        authorizer.close()


def put(office: Office, name: str, content: bytes, cleared: bool = True) -> str:
    path = office.public / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if cleared:
        office.clear(content)
    return office.statement(content).sha256


def stored(office: Office) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in office.state.store.iterdir()}


def test_cleared_content_is_answered_with_its_digest_and_stored(office: Office) -> None:
    sha256 = put(office, "a/b.txt", b"cleared")
    (answer,) = ask(office, "/a/b.txt")
    assert answer == Answer(sha256=sha256)
    assert stored(office) == {sha256: b"cleared"}
    found = (office.state.store / sha256).stat()
    assert (found.st_mode & 0o777, found.st_nlink) == (0o444, 1)
    assert list(office.state.staging.iterdir()) == []


def test_what_is_not_cleared_is_not_stored(office: Office) -> None:
    put(office, "a.txt", b"not cleared", cleared=False)
    (answer,) = ask(office, "/a.txt")
    assert answer.sha256 is None
    assert "no clearance" in answer.why
    assert stored(office) == {}


def test_every_answer_is_decided_anew(office: Office) -> None:
    sha256 = put(office, "a.txt", b"cleared")
    assert ask(office, "/a.txt")[0].sha256 == sha256
    office.shelf().revoke(revocation(sha256, office.destination, "a mistake", office.keys["anna"]))
    assert "revoked" in ask(office, "/a.txt")[0].why


def test_many_ask_at_once(office: Office) -> None:
    one, other = put(office, "a.txt", b"one" * 100_000), put(office, "b.txt", b"other" * 100_000)
    put(office, "c.txt", b"not cleared" * 100_000, cleared=False)
    answers = ask(office, "/a.txt", "/b.txt", "/c.txt", "/d.txt", times=50)
    assert [answer.sha256 for answer in answers] == [one, other, None, None] * 50


def test_what_is_no_plain_file_is_not_served(office: Office) -> None:
    put(office, "real.txt", b"cleared")
    (office.public / "link.txt").symlink_to("real.txt")
    (office.public / "up").symlink_to("..")
    os.link(office.public / "real.txt", office.root / "second-name")
    os.mkfifo(office.public / "pipe")
    put(office, "folder/file", b"cleared too")
    uris = (
        "/real.txt",
        "/link.txt",
        "/pipe",
        "/up/site/folder/file",
        "/folder",
        "/folder/file/x",
        "/folder/file/",
    )
    answers = ask(office, *uris)
    assert [(answer.sha256, answer.redirect) for answer in answers] == [(None, None)] * len(uris)
    assert "hard links" in answers[0].why


def test_a_folder_leads_to_its_index_if_that_is_cleared(office: Office) -> None:
    sha256 = put(office, "docs é/index.html", b"<p>docs</p>")
    put(office, "drafts/index.html", b"<p>drafts</p>", cleared=False)
    answers = ask(office, "/docs%20%C3%A9/", "/docs%20%C3%A9", "/drafts/", "/drafts")
    assert answers[0].sha256 == sha256
    assert answers[1].redirect == "/docs%20%C3%A9/"
    assert [(answer.sha256, answer.redirect) for answer in answers[2:]] == [(None, None)] * 2


def test_a_damaged_store_is_mended_before_it_is_relied_upon(office: Office) -> None:
    sha256 = put(office, "a.txt", b"cleared")
    (office.state.store / sha256).write_bytes(b"tampered with")
    assert ask(office, "/a.txt")[0].sha256 == sha256
    assert stored(office) == {sha256: b"cleared"}


def test_a_link_in_the_store_is_replaced(office: Office) -> None:
    sha256 = put(office, "a.txt", b"cleared")
    (office.root / "elsewhere").write_bytes(b"cleared")
    (office.state.store / sha256).symlink_to(office.root / "elsewhere")
    assert ask(office, "/a.txt")[0].sha256 == sha256
    assert not (office.state.store / sha256).is_symlink()


def test_what_changes_between_check_and_copy_is_not_stored(office: Office) -> None:
    sha256 = put(office, "a.txt", b"cleared")
    store = Store(office.state)
    with opened(office.public, (b"a.txt",)) as descriptor:
        (office.public / "a.txt").write_bytes(b"swapped")
        with pytest.raises(NotServable, match="changed"):
            store.put(descriptor, sha256)
    assert stored(office) == {}
    assert list(office.state.staging.iterdir()) == []


def test_leftovers_of_a_killed_process_go_away(office: Office) -> None:
    (office.state.staging / "authorize.0123").write_bytes(b"half")
    (office.state.staging / "of-another-gate").write_bytes(b"theirs")
    ask(office, "/")
    assert [path.name for path in office.state.staging.iterdir()] == ["of-another-gate"]


def test_a_bug_is_a_refusal(office: Office) -> None:
    class Broken:
        def standing(self, sha256: str, now: datetime) -> Standing:
            raise RuntimeError("the name of a person")

    put(office, "a.txt", b"cleared")
    authorizer = Authorizer(office.public, office.state, Broken())
    answer = asyncio.run(authorizer.answer(b"/a.txt"))
    authorizer.close()
    assert answer.sha256 is None
    assert "crashed" in answer.why
    assert "person" not in answer.why


def test_a_full_disk_is_a_refusal(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    put(office, "a.txt", b"cleared")

    def full(_descriptor: int) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(os, "fsync", full)
    assert ask(office, "/a.txt")[0] == Answer(why="No space left on device")
    assert list(office.state.staging.iterdir()) == []


def test_a_key_that_leaves_the_trust_file_counts_no_more(office: Office) -> None:
    sha256 = put(office, "a.txt", b"cleared")
    shelf = TrustedShelf(office.state, office.trust_file, office.destination)
    authorizer = Authorizer(office.public, office.state, shelf)
    whole = office.trust_file.read_text(encoding="utf-8")

    def answer() -> Answer:
        return asyncio.run(authorizer.answer(b"/a.txt"))

    assert answer().sha256 == sha256
    office.trust_file.write_text(whole.split("\n\n")[0], encoding="utf-8")
    assert "unknown" in answer().why
    office.trust_file.write_text("damaged", encoding="utf-8")
    assert "TOML" in answer().why
    office.trust_file.unlink()
    assert "cannot be read" in answer().why
    office.trust_file.write_text(whole, encoding="utf-8")
    assert answer().sha256 == sha256
    authorizer.close()


def test_an_identity_changes_with_the_file(office: Office) -> None:
    put(office, "a.txt", b"one")
    with opened(office.public, (b"a.txt",)) as descriptor:
        before = Identity.of(descriptor)
    (office.public / "b.txt").write_bytes(b"two")
    os.replace(office.public / "b.txt", office.public / "a.txt")
    with opened(office.public, (b"a.txt",)) as descriptor:
        assert Identity.of(descriptor) != before


def test_no_descriptor_stays_open(office: Office) -> None:
    put(office, "a.txt", b"cleared")
    put(office, "b/c.txt", b"not cleared", cleared=False)
    (office.public / "link").symlink_to("a.txt")
    uris = ("/a.txt", "/b/c.txt", "/b", "/link", "/none", "/a.txt/x", "/../x")
    ask(office, *uris)
    before = len(os.listdir("/proc/self/fd"))
    ask(office, *uris, times=20)
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the files that were hashed; files count as settled at once."""
    found: list[int] = []

    def counted(descriptor: int) -> str:
        found.append(os.fstat(descriptor).st_size)
        return digest(descriptor)

    monkeypatch.setattr(authorizer_module, "digest", counted)
    monkeypatch.setattr(authorizer_module, "_SETTLED", -1)
    return found


def test_a_file_is_hashed_once_until_it_changes(office: Office, readings: list[int]) -> None:
    put(office, "a.txt", b"cleared")
    shelf = TrustedShelf(office.state, office.trust_file, office.destination)
    authorizer = Authorizer(office.public, office.state, shelf)

    async def many() -> list[Answer]:
        return await asyncio.gather(*(authorizer.answer(b"/a.txt") for _ in range(30)))

    for _ in range(3):
        assert all(answer.sha256 for answer in asyncio.run(many()))
    assert readings == [7]
    put(office, "a.txt", b"cleared as well")
    assert all(answer.sha256 for answer in asyncio.run(many()))
    assert readings == [7, 15]
    authorizer.close()


def test_a_hint_that_is_wrong_serves_cleared_bytes_all_the_same(office: Office, readings: list[int]) -> None:
    """Writes through a memory map reach the file's times late, if at all."""
    sha256 = put(office, "a.txt", b"cleared")
    shelf = TrustedShelf(office.state, office.trust_file, office.destination)
    authorizer = Authorizer(office.public, office.state, shelf)
    assert asyncio.run(authorizer.answer(b"/a.txt")).sha256 == sha256
    with (office.public / "a.txt").open("r+b") as stream, mmap.mmap(stream.fileno(), 0) as mapped:
        mapped[:] = b"SECRETS"
        answer = asyncio.run(authorizer.answer(b"/a.txt"))
    assert answer.sha256 in (sha256, None)
    assert stored(office) == {sha256: b"cleared"}
    authorizer.close()
