"""Exports: good ones are proven good, and whatever is changed in one is found where it is."""

import io
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger.making import KEY, ORIGIN, PUBLIC, Ticking, batch, draft, signing_key
from withhold.ledger.checkpoints import read_checkpoint, verifier_key
from withhold.ledger.export import entry_line, export_lines
from withhold.ledger.file import FileLedger
from withhold.ledger.interface import Checkpoint, LedgerError, LedgerUnusable
from withhold.ledger.verify import MAX_LINE, Fault, Kept, Report, verify_export
from withhold.ledger.wording import report_json, report_lines

BATCHES = (1, 3, 1, 2, 4)
"""Entries 0; 1 to 3; 4; 5 and 6; 7 to 10."""


def ledger_in(folder: Path, *sizes: int) -> FileLedger:
    ledger, number = FileLedger(folder, KEY, ORIGIN, Ticking()), 0
    for size in sizes:
        ledger.append(batch(*range(number, number + size)))
        number += size
    return ledger


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("verify") / "ledger"
    return list(export_lines(ledger_in(folder, *BATCHES), ["why"]))


def verified(lines: list[bytes], *kept: Checkpoint) -> Report:
    copies = [Kept(f"copy {one.size}", read_checkpoint(one.note, PUBLIC)) for one in kept]
    return verify_export(io.BytesIO(b"".join(lines)), PUBLIC, copies)


def fault_of(lines: list[bytes], *kept: Checkpoint) -> Fault:
    report = verified(lines, *kept)
    assert not report.good
    assert report.fault is not None
    return report.fault


def line_of(lines: list[bytes], index: int) -> int:
    """Where the entry stands, from 0."""
    return next(at for at, line in enumerate(lines) if b'"index":%d,"leaf"' % index in line)


def test_a_good_export_is_proven_to_its_end(lines: list[bytes]) -> None:
    report = verified(lines)
    assert report.good
    assert (report.entries, report.checkpoints, report.openings) == (11, 5, 11)
    assert report.first_signed is not None
    assert report.last_signed is not None
    assert report.first_signed < report.last_signed


def test_only_the_chosen_values_are_in_it(lines: list[bytes]) -> None:
    content = b"".join(lines)
    assert b"reason 3" in content
    assert b"Anna" not in content


def test_values_that_were_erased_are_left_out(tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path / "ledger", 3)
    ledger.erase(1)
    report = verified(list(export_lines(ledger, ["why", "by"])))
    assert (report.good, report.openings) == (True, 4)


def test_every_bit_of_a_small_export_matters(tmp_path: Path) -> None:
    content = b"".join(export_lines(ledger_in(tmp_path / "ledger", 1, 2), ["why"]))
    starts = [0]
    for line in content.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    place = random.Random(4)
    for _ in range(400):
        bit = place.randrange(8 * len(content))
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << bit % 8
        report = verify_export(io.BytesIO(bytes(changed)), PUBLIC)
        assert not report.good, bit
        assert report.fault is not None


@pytest.mark.parametrize("index", range(11))
def test_a_changed_entry_is_named(index: int, lines: list[bytes]) -> None:
    at = line_of(lines, index)
    changed = lines[at].replace(b'"number":%d' % index, b'"number":77')
    fault = fault_of([*lines[:at], changed, *lines[at + 1 :]])
    assert (fault.index, fault.last) == (index, index)


def test_of_an_entry_rewritten_with_its_hash_the_batch_is_named(lines: list[bytes]) -> None:
    at = line_of(lines, 8)
    entry = lines[at][len(b'{"entry":') : lines[at].index(b',"index"')]
    rewritten = entry_line(8, entry.replace(b'"number":8', b'"number":9'))
    without_opening = [*lines[:at], rewritten, *lines[at + 1 :]]
    fault = fault_of(without_opening)
    assert (fault.index, fault.last) == (7, 10)
    assert "not those that were signed" in fault.why


@pytest.mark.parametrize("index", range(11))
def test_a_dropped_a_repeated_and_a_moved_entry_are_named(index: int, lines: list[bytes]) -> None:
    at = line_of(lines, index)
    fault = fault_of([*lines[:at], *lines[at + 1 :]])
    assert index - 1 <= fault.index <= index  # its opening, left behind, stands with the entry before
    assert fault_of([*lines[: at + 1], *lines[at:]]).index == index + 1
    if index < 10:
        other = line_of(lines, index + 1)
        moved = [*lines[:at], *lines[other : other + 2], *lines[at:other], *lines[other + 2 :]]
        assert fault_of(moved).index == index


def test_an_old_export_is_only_found_by_a_kept_checkpoint(tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path / "ledger", 1, 1, 1)
    old = list(export_lines(ledger))
    kept = ledger.append(batch(3, 4))
    assert verified(old).good
    fault = fault_of(old, kept)
    assert (fault.index, fault.last) == (3, 4)
    assert "rolled back" in fault.why
    report = verified(list(export_lines(ledger)), kept)
    assert report.good
    assert [one.name for one in report.kept] == ["copy 5"]


def test_a_fork_is_found_between_what_agrees_and_what_does_not(tmp_path: Path) -> None:
    one = FileLedger(tmp_path / "one", KEY, ORIGIN, Ticking())
    two = FileLedger(tmp_path / "two", KEY, ORIGIN, Ticking())
    kept = [one.append([draft(number)]) for number in range(3)]
    for number in range(3):
        two.append([draft(number)])
    kept += [one.append([draft(number)]) for number in (3, 4, 5)]
    for number in (93, 4, 5, 6):
        two.append([draft(number)])
    exported = list(export_lines(two))
    assert verified(exported).good
    assert verified(exported, *kept[:3]).good
    fault = fault_of(exported, kept[0], kept[5])
    assert (fault.index, fault.last) == (1, 5)
    assert "forked" in fault.why
    fault = fault_of(exported, *reversed(kept))
    assert (fault.index, fault.last) == (3, 3)


def test_another_key_or_ledger_proves_nothing(lines: list[bytes]) -> None:
    content = b"".join(lines)
    stranger = verifier_key(signing_key("stranger"), ORIGIN)
    report = verify_export(io.BytesIO(content), stranger)
    assert (report.good, report.entries) == (False, 0)
    other = verifier_key(KEY, "agency.example/case/8")
    fault = verify_export(io.BytesIO(content), other).fault
    assert fault is not None
    assert fault.line == 1


@pytest.mark.parametrize("content", [b"", b"\n", b"{}\n", b"[]\n", b"null\n", b"\xff\n", b"{" * 5000 + b"\n"])
def test_what_is_no_export_is_bad(content: bytes) -> None:
    report = verify_export(io.BytesIO(content), PUBLIC)
    assert (report.good, report.entries) == (False, 0)


def test_an_endless_line_is_not_read_to_its_end() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            buffer[:] = b"x" * len(buffer)
            self.given += len(buffer)
            return len(buffer)

    endless = Endless()
    report = verify_export(io.BufferedReader(endless), PUBLIC)
    assert not report.good
    assert endless.given < 2 * MAX_LINE


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_rearrangement_of_lines_is_good(lines: list[bytes], data: st.DataObject) -> None:
    some = data.draw(st.lists(st.sampled_from(lines), max_size=len(lines) + 3))
    dropped = [line for line in lines if b'"opening"' not in line]
    assert verified(some).good == (some == lines)
    assert not verified(dropped).good  # the last line counts them


def test_no_exchange_of_two_neighbours_is_good(lines: list[bytes]) -> None:
    for at in range(len(lines) - 1):
        assert not verified([*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]).good


def test_an_empty_ledger_and_unknown_names_are_not_exported(tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path / "ledger", 2)
    with pytest.raises(LedgerUnusable, match="no entry has a private value named phone"):
        list(export_lines(ledger, ["why", "phone"]))
    (tmp_path / "empty").mkdir()
    empty = FileLedger(tmp_path / "empty", KEY, ORIGIN)
    with pytest.raises(LedgerUnusable, match="no entry yet"):
        list(export_lines(empty))


@pytest.mark.parametrize("index", range(3))
def test_a_ledger_that_was_rewritten_is_not_exported(index: int, tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path / "ledger", 1, 1, 1)
    path = tmp_path / "ledger" / "entries.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"number":%d' % index, b'"number":9'))
    with pytest.raises(LedgerError, match=f"up to {index} are not those|entry {index} is not"):
        list(export_lines(ledger))


def test_a_damaged_private_value_is_not_exported(tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path / "ledger", 2)
    path = tmp_path / "ledger" / "openings.jsonl"
    path.write_bytes(path.read_bytes().replace(b"reason 1", b"reason 2"))
    with pytest.raises(LedgerError, match="entry 1") as caught:
        list(export_lines(ledger, ["why"]))
    assert "reason" not in str(caught.value)


def test_the_report_says_what_is_proven_and_what_is_not(lines: list[bytes]) -> None:
    text = "\n".join(report_lines(verified(lines)))
    assert "11 entries are exactly what this key signed" in text
    assert "Not proven" in text
    assert "--checkpoint" in text
    at = line_of(lines, 5)
    bad = verified([*lines[:at], *lines[at + 1 :]])
    text = "\n".join(report_lines(bad))
    assert text.startswith("BAD: line ")
    assert "5 entries are exactly" in text
    assert report_json(bad)["good"] is False
    assert report_json(bad)["entries"] == 5
    assert "\n".join(report_lines(verified([]))).endswith("Nothing is proven.")


def test_a_report_holds_no_private_value(lines: list[bytes]) -> None:
    for change in (b"reason 4", b"reason 0"):
        changed = b"".join(lines).replace(change, b"SECRET 1")
        report = verify_export(io.BytesIO(changed), PUBLIC)
        assert "SECRET" not in str(report_json(report)) + "".join(report_lines(report))
