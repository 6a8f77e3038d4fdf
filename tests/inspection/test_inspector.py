"""One document in, its verdict out: whatever breaks on the way, it never reads as clean."""

import hashlib
import logging
import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from withhold.domain.finding import Finding
from withhold.domain.piece import Piece, SkipReason, Text
from withhold.domain.verdict import Coverage, Decision
from withhold.inspection.inspector import Inspector
from withhold.inspection.opening import open_bytes
from withhold.policy.load import load_policy
from withhold.readers.sandbox import Limits, Sandbox

POLICY = load_policy(["default"], None)


@dataclass
class Quiet:
    """Finds nobody, and remembers what it was given."""

    pieces: list[Piece] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)

    def add(self, piece: Piece) -> None:
        self.pieces.append(piece)

    def heading(self, text: str) -> None:
        self.headings.append(text)

    def findings(self) -> list[Finding]:
        return []

    def people(self) -> int:
        return 0

    def knows(self, text: str) -> bool:
        return False


class BreaksOnPieces(Quiet):
    def add(self, piece: Piece) -> None:
        raise KeyError("Maryam Planted")


class BreaksAtTheEnd(Quiet):
    def findings(self) -> list[Finding]:
        raise ValueError("Maryam Planted")


def inspector(reader: str, recogniser: Quiet | None = None) -> Inspector:
    sandbox = Sandbox(
        limits=Limits(seconds=4, memory_bytes=256 << 20), entry=f"tests.readers.hostile:{reader}"
    )
    return Inspector(POLICY, sandbox=sandbox, recogniser=lambda _witnesses: recogniser or Quiet())


def test_what_is_told_about_a_document(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"nobody here")
    recogniser = Quiet()
    with inspector("plain", recogniser) as inspecting:
        verdict = inspecting.inspect_path(str(path))
    assert verdict.path == str(path)
    assert verdict.sha256 == hashlib.sha256(b"nobody here").hexdigest()
    assert verdict.size == 11
    assert verdict.media_type == "text/plain"
    assert verdict.decision is Decision.RELEASE
    assert verdict.coverage == Coverage(1, 1)
    assert verdict.people.basis == "distinct_records"
    assert [piece.text for piece in recogniser.pieces if isinstance(piece, Text)] == ["nobody here"]
    assert recogniser.headings == [str(path)]


@pytest.mark.parametrize(
    ("reader", "reason"),
    [
        ("asleep", SkipReason.TIMED_OUT),
        ("segfault", SkipReason.CRASHED),
        ("garbage", SkipReason.CRASHED),
        ("too_much_memory", SkipReason.OVER_LIMIT),
    ],
)
def test_a_reader_that_fails_means_review_and_what_it_read_counts(reader: str, reason: SkipReason) -> None:
    recogniser = Quiet()
    with inspector(reader, recogniser) as inspecting:
        verdict = inspecting.inspect(open_bytes(b"x", "name"), "name")
    assert verdict.decision is Decision.REVIEW
    assert [skipped.reason for skipped in verdict.skipped] == [reason]
    assert verdict.people.basis == "lower_bound"
    assert len(recogniser.pieces) == 1


@pytest.mark.parametrize("recogniser", [BreaksOnPieces(), BreaksAtTheEnd()])
def test_a_recogniser_that_fails_means_review_without_its_words(
    recogniser: Quiet, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), inspector("plain", recogniser) as inspecting:
        verdict = inspecting.inspect(open_bytes(b"x", "name"), "name")
    assert verdict.decision is Decision.REVIEW
    assert [skipped.reason for skipped in verdict.skipped] == [SkipReason.CRASHED]
    assert "Planted" not in repr(verdict)
    assert "Planted" not in caplog.text
    assert "test_inspector.py" in caplog.text


def test_an_empty_document_is_not_clean() -> None:
    with inspector("plain") as inspecting:
        verdict = inspecting.inspect(open_bytes(b"", "name"), "name")
    assert verdict.decision is Decision.REVIEW
    assert [reason.rule for reason in verdict.reasons] == ["coverage/empty"]


def test_a_file_that_cannot_be_opened_is_not_clean(tmp_path: Path) -> None:
    with inspector("plain") as inspecting:
        verdict = inspecting.inspect_path(str(tmp_path / "gone"))
    assert verdict.decision is Decision.REVIEW
    assert [skipped.reason for skipped in verdict.skipped] == [SkipReason.UNREADABLE]
    assert verdict.coverage == Coverage(1, 0)
    assert verdict.sha256 == ""


def test_a_pipe_in_the_way_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with inspector("plain") as inspecting:
        verdict = inspecting.inspect_path(str(tmp_path / "pipe"))
    assert [skipped.detail for skipped in verdict.skipped] == ["not a regular file"]


def test_a_document_that_changes_meanwhile_is_not_clean(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"nobody here")

    class Changes(Quiet):
        def findings(self) -> list[Finding]:
            path.write_bytes(b"now somebody")
            return []

    with inspector("plain", Changes()) as inspecting:
        verdict = inspecting.inspect_path(str(path))
    assert verdict.decision is Decision.REVIEW
    assert [skipped.detail for skipped in verdict.skipped] == ["changed while it was read"]


def test_a_name_that_is_no_text_is_shown_as_near_as_text_can(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")
    Path(path).write_bytes(b"x")
    quiet = Quiet()
    with inspector("plain", quiet) as inspecting:
        verdict = inspecting.inspect_path(path)
    assert verdict.path.encode().endswith(b"/\xef\xbf\xbd.txt")
    assert quiet.headings == [verdict.path]
    assert verdict.decision is Decision.RELEASE
