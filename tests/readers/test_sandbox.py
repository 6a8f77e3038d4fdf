"""The sandbox is tried with readers that misbehave: each is contained, and what it sent before counts."""

import os
import platform
import socket
from pathlib import Path

import pytest

from withhold.domain.errors import SandboxUnavailable
from withhold.domain.piece import ReadItem, Skipped, SkipReason, Text
from withhold.readers import start
from withhold.readers.confinement import Filter, Refused
from withhold.readers.sandbox import Limits, Sandbox
from withhold.readers.start import SandboxBroken
from withhold.readers.wire import MediaType

QUICK = Limits(seconds=4, memory_bytes=256 << 20)


Items = list[ReadItem | MediaType]


def run(reader: str, content: bytes = b"", safe: bool = True) -> Items:
    with Sandbox(safe, QUICK, f"tests.readers.hostile:{reader}") as opened:
        return read(opened, content)


def read(opened: Sandbox, content: bytes) -> Items:
    document = os.memfd_create("document")
    try:
        os.write(document, content)
        os.lseek(document, 0, os.SEEK_SET)
        return list(opened.read(document, len(content), "name"))
    finally:
        os.close(document)


def texts(items: Items) -> list[str]:
    return [item.text for item in items if isinstance(item, Text)]


def skipped(items: Items) -> list[SkipReason]:
    return [item.reason for item in items if isinstance(item, Skipped)]


def test_an_honest_reader_is_heard_and_the_zygote_serves_again() -> None:
    with Sandbox(entry="tests.readers.hostile:honest") as opened:
        for content in (b"first", b"second"):
            items = read(opened, content)
            assert items[0] == MediaType("text/plain")
            assert texts(items) == [content.decode()]
            assert skipped(items) == [SkipReason.PICTURE]


def made(opened: Sandbox, content: bytes) -> bytes | Skipped:
    document = os.memfd_create("document")
    try:
        os.write(document, content)
        os.lseek(document, 0, os.SEEK_SET)
        return opened.make(document, len(content), "name")
    finally:
        os.close(document)


def test_a_file_is_made_whole_or_not_at_all() -> None:
    with Sandbox(entry="tests.readers.hostile:maker") as opened:
        assert made(opened, b"first of all") == b"FIRST OF ALL"
        gone = made(opened, b"")
        assert isinstance(gone, Skipped)
        assert gone.reason is SkipReason.CORRUPT
    with Sandbox(limits=QUICK, entry="tests.readers.hostile:asleep") as opened:
        assert isinstance(made(opened, b"first"), Skipped)


def test_bytes_that_nobody_asked_for_are_no_piece() -> None:
    with Sandbox(entry="tests.readers.hostile:maker") as opened:
        items = read(opened, b"first")
    assert skipped(items) == [SkipReason.CRASHED]
    assert len(items) == 1


def test_the_filter_on_system_calls_is_always_there() -> None:
    with Sandbox(entry="tests.readers.hostile:honest") as opened:
        assert "system calls" in opened.start()


def test_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1]).encode()
        assert texts(run("network", port)) == ["PermissionError", "PermissionError"]


def test_no_file_is_written_or_removed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("stays")
    assert texts(run("write_file", str(target).encode())) == ["PermissionError"] * 3
    assert target.read_text() == "stays"
    assert list(tmp_path.iterdir()) == [target]


def test_no_file_of_the_user_is_read(tmp_path: Path) -> None:
    target = tmp_path / "secret"
    target.write_text("secret")
    with Sandbox(entry="tests.readers.hostile:read_file") as opened:
        if "Landlock" not in opened.start():
            pytest.skip("this kernel has no Landlock")
        assert texts(read(opened, str(target).encode())) == ["PermissionError"]


def test_no_programs_and_no_signals() -> None:
    assert texts(run("start_programs")) == ["PermissionError"] * 4


def test_pythons_own_libraries_can_still_be_imported() -> None:
    assert texts(run("late_import")) == ["done", "done"]


@pytest.mark.parametrize(
    ("reader", "reason"),
    [
        ("too_much_memory", SkipReason.OVER_LIMIT),
        ("busy", SkipReason.TIMED_OUT),
        ("asleep", SkipReason.TIMED_OUT),
        ("garbage", SkipReason.CRASHED),
        ("huge_frame", SkipReason.CRASHED),
        ("half_frame", SkipReason.CRASHED),
        ("quiet_exit", SkipReason.CRASHED),
        ("segfault", SkipReason.CRASHED),
        ("raises", SkipReason.CRASHED),
    ],
)
def test_pieces_before_a_failure_count_and_it_is_said(reader: str, reason: SkipReason) -> None:
    items = run(reader)
    assert texts(items) == ["before"]
    assert skipped(items) == [reason]
    assert "Planted" not in repr(items)


def test_mapped_memory_is_limited() -> None:
    items = run("mapped_memory")
    assert skipped(items) in ([SkipReason.OVER_LIMIT], [SkipReason.CRASHED])


def test_a_child_that_says_it_is_done_and_stays_is_ended() -> None:
    assert texts(run("early_end_then_hang")) == ["before"]


def test_a_caller_that_stops_listening_leaves_no_child() -> None:
    with Sandbox(limits=QUICK, entry="tests.readers.hostile:asleep") as opened:
        document = os.memfd_create("document")
        reading = opened.read(document, 0, "name")
        assert isinstance(next(reading), Text)
        reading.close()
        os.close(document)
        assert texts(read(opened, b"")) == ["before"]


def test_the_zygote_dying_is_said_and_a_new_one_serves() -> None:
    with Sandbox(entry="tests.readers.hostile:honest") as opened:
        opened.start()
        assert opened._zygote is not None
        opened._zygote.process.kill()
        opened._zygote.process.wait()
        assert skipped(read(opened, b"x")) == [SkipReason.CRASHED]
        assert texts(read(opened, b"x")) == ["x"]


def test_unsafe_reads_without_isolation_but_with_limits() -> None:
    assert texts(run("honest", b"x", safe=False)) == ["x"]
    assert skipped(run("too_much_memory", safe=False)) == [SkipReason.OVER_LIMIT]


def test_a_reader_that_cannot_be_loaded_is_an_error_not_a_skip() -> None:
    with pytest.raises(SandboxBroken, match="did not start"):
        run("no_such_reader")


def test_a_machine_that_cannot_isolate_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "_first_answer", lambda _control: {"refused": "seccomp: not permitted"})
    with pytest.raises(SandboxUnavailable, match="--unsafe-no-sandbox"):
        run("honest")


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_a_filter_exists_for_both_machines(machine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: machine)
    assert Filter()


def test_there_is_no_filter_for_an_unknown_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "vax")
    with pytest.raises(Refused, match="vax"):
        Filter()
