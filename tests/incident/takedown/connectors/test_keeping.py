"""Bytes are kept whole, checked and private, or not at all."""

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.incident.takedown.connectors.rig import NOTICE, ROSTER, document, kept
from withhold.incident.takedown.connectors.keeping import (
    Other,
    digest_of,
    holds,
    inflated_digest,
    keep,
    of_file,
)

SHA256 = document().sha256


def test_a_pipe_is_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="Invalid argument"):
        holds(tmp_path / "pipe", "0" * 64)
    with pytest.raises(OSError, match="Invalid argument"):
        digest_of(of_file(tmp_path / "pipe"))


def test_bytes_are_kept_under_their_hash_for_their_owner_only(tmp_path: Path) -> None:
    assert keep(tmp_path, SHA256, [ROSTER[:100], ROSTER[100:]]) == tmp_path / SHA256
    assert kept(tmp_path)
    assert os.listdir(tmp_path) == [SHA256]


def test_other_bytes_are_not_kept(tmp_path: Path) -> None:
    with pytest.raises(Other):
        keep(tmp_path, SHA256, [NOTICE])
    assert os.listdir(tmp_path) == []


def test_what_a_killed_process_left_is_replaced(tmp_path: Path) -> None:
    def killed() -> Iterator[bytes]:
        yield ROSTER[:50]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keep(tmp_path, SHA256, killed())
    assert not holds(tmp_path / SHA256, SHA256)
    (tmp_path / SHA256).write_bytes(ROSTER[:70])
    keep(tmp_path, SHA256, [ROSTER])
    assert kept(tmp_path)
    assert os.listdir(tmp_path) == [SHA256]


def test_what_is_kept_already_is_not_read_again(tmp_path: Path) -> None:
    keep(tmp_path, SHA256, [ROSTER])

    def unread() -> Iterator[bytes]:
        raise AssertionError
        yield b""

    keep(tmp_path, SHA256, unread())


def test_a_link_in_the_way_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(NOTICE)
    (tmp_path / f".{SHA256}.part").symlink_to(victim)
    with pytest.raises(OSError, match="symbolic"):
        keep(tmp_path, SHA256, [ROSTER])
    assert victim.read_bytes() == NOTICE


def test_packed_bytes_are_told_by_what_they_hold_up_to_a_size() -> None:
    packed = gzip.compress(ROSTER)
    assert inflated_digest([packed[:20], packed[20:]], len(ROSTER)) == SHA256
    assert inflated_digest([packed], len(ROSTER) - 1) is None
    assert inflated_digest([packed[:-9]], len(ROSTER)) is None
    assert inflated_digest([ROSTER], len(ROSTER)) is None
    assert inflated_digest([gzip.compress(bytes(1 << 30 >> 4))], 1000) is None
    assert digest_of([ROSTER]) == (SHA256, len(ROSTER))
