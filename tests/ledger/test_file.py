"""The ledger in a folder: the contract, the files, several writers, damage, broken-off appends."""

import io
import json
import logging
import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from tests.ledger.contract import LedgerContract
from tests.ledger.making import AT, KEY, ORIGIN, Ticking, batch, draft, signing_key
from withhold.ledger.checkpoints import read_checkpoint
from withhold.ledger.export import export_lines
from withhold.ledger.file import FileLedger
from withhold.ledger.interface import Ledger, LedgerError, LedgerUnusable
from withhold.ledger.reading import LedgerFolder
from withhold.ledger.verify import verify_export

ROOT = Path(__file__).parents[2]


def ledger_in(folder: Path) -> FileLedger:
    return FileLedger(folder, KEY, ORIGIN, Ticking())


def content_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def assert_good(ledger: LedgerFolder, entries: int) -> None:
    report = verify_export(io.BytesIO(b"".join(export_lines(ledger))), ledger.key)
    assert report.good
    assert report.entries == entries


class TestFileLedger(LedgerContract):
    @pytest.fixture
    def ledger(self, tmp_path: Path) -> Ledger:
        return ledger_in(tmp_path / "ledger")


def test_everything_is_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        ledger_in(tmp_path / "ledger").append(batch(0))
        ledger_in(tmp_path / "ledger").erase(0)
    finally:
        os.umask(before)
    assert (tmp_path / "ledger").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "ledger").iterdir()} == {0o600}


def test_private_values_stand_only_among_the_openings(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    ledger_in(folder).append(batch(0))
    holding = {path.name for path in folder.iterdir() if b"Anna" in path.read_bytes()}
    assert holding == {"openings.jsonl"}


def test_what_is_erased_and_its_salt_stand_nowhere_in_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    ledger = ledger_in(folder)
    ledger.append(batch(0, 1))
    salts = [json.loads(line)["salt"] for line in (folder / "openings.jsonl").read_text().splitlines()]
    # A crash while an earlier erasure was being written left this.
    (folder / ".openings.jsonl.new").write_bytes((folder / "openings.jsonl").read_bytes())
    ledger.erase(0)
    left = content_of(folder)
    assert b"reason 0" not in left
    assert salts[0].encode() not in left
    assert salts[1].encode() not in left
    assert salts[2].encode() in left


def test_no_value_goes_where_a_link_leads(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "ledger", tmp_path / "elsewhere"
    ledger_in(folder).append(batch(0, 1))
    elsewhere.write_text("")
    (folder / ".openings.jsonl.new").symlink_to(elsewhere)
    ledger_in(folder).erase(0)
    assert not (folder / "openings.jsonl").is_symlink()
    (folder / "openings.jsonl").rename(tmp_path / "kept")
    (folder / "openings.jsonl").symlink_to(elsewhere)
    with pytest.raises(LedgerUnusable, match="cannot be read or written"):
        ledger_in(folder).append(batch(2))
    assert not elsewhere.read_text()


def test_a_forgotten_copy_of_openings_is_removed_by_the_next_append(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    ledger_in(folder).append(batch(0))
    (folder / ".openings.jsonl.new").write_text("left by a crash")
    ledger_in(folder).append(batch(1))
    assert not (folder / ".openings.jsonl.new").exists()


def test_another_process_goes_on_where_the_first_stood(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    one, other = ledger_in(folder), ledger_in(folder)
    for number in range(6):
        (one if number % 2 else other).append(batch(number))
    assert [entry.facts["number"] for entry in one.entries()] == list(range(6))
    assert_good(other, 6)


def test_writers_at_the_same_time_wait_for_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"

    def write(start: int) -> None:
        ledger = ledger_in(folder)
        for number in range(8):
            ledger.append(batch(start + number))

    threads = [threading.Thread(target=write, args=(start,)) for start in (0, 100, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = [int(entry.facts["number"] or 0) for entry in ledger_in(folder).entries()]
    assert sorted(found) == [*range(8), *range(100, 108), *range(200, 208)]
    assert_good(ledger_in(folder), 24)


def test_who_reads_beside_a_writer_never_misses_a_private_value(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    ledger_in(folder).append(batch(0))

    def write() -> None:
        ledger = ledger_in(folder)
        for number in range(1, 60):
            ledger.append(batch(number))

    thread = threading.Thread(target=write)
    thread.start()
    reader, seen = ledger_in(folder), 0
    while seen < 60:
        for entry in reader.entries(seen):
            assert len(entry.private) == 2, entry.index
            seen = entry.index + 1
    thread.join()


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    ledger_in(folder).append(batch(0))
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from tests.ledger.making import KEY, ORIGIN, batch\n"
        "from withhold.ledger.file import FileLedger\n"
        "from withhold.ledger.interface import LedgerUnusable\n"
        "ledger = FileLedger(Path(sys.argv[1]), KEY, ORIGIN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), -1))\n"
        "try: ledger.append(batch(1))\n"
        "except LedgerUnusable as error: print(error); sys.exit(7)\n"
    )
    for name in ("openings.jsonl", "entries.jsonl", "checkpoints.jsonl"):
        limit = (folder / name).stat().st_size + 100  # the file system would take so much more
        command = [sys.executable, "-c", script, str(folder), str(limit)]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=ROOT)
        assert (ended.returncode, "cannot be read or written" in ended.stdout) == (7, True), ended.stderr
        assert len(list(ledger_in(folder).entries())) == 1
    ledger_in(folder).append(batch(1))
    assert_good(ledger_in(folder), 2)


def test_a_clock_that_is_put_back_does_not_make_time_go_back(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    late = FileLedger(folder, KEY, ORIGIN, lambda: AT + timedelta(days=1)).append(batch(0))
    early = FileLedger(folder, KEY, ORIGIN, lambda: AT).append(batch(1))
    key = ledger_in(folder).key
    assert read_checkpoint(early.note, key).at == read_checkpoint(late.note, key).at == AT + timedelta(days=1)


def test_an_append_may_break_off_at_any_byte(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder, again = tmp_path / "ledger", tmp_path / "again"
    names = ("openings.jsonl", "entries.jsonl", "checkpoints.jsonl")  # the order in which they are written
    ledger_in(folder).append(batch(0, 1))
    before = [(folder / name).read_bytes() for name in names]
    ledger_in(folder).append(batch(2, 3))
    written = [(folder / name).read_bytes()[len(old) :] for name, old in zip(names, before, strict=True)]
    whole = sum(map(len, written))
    again.mkdir()
    # Every byte near the ends of lines, and some between.
    places = [at for at in range(whole + 1) if at % 61 == 0 or whole - at < 4 or b"\n" in joined(written, at)]
    assert len(places) > 40
    for at in places:
        for path in again.iterdir():
            path.unlink()
        (again / "public-key").write_bytes((folder / "public-key").read_bytes())
        left = at
        for name, old, new in zip(names, before, written, strict=True):
            (again / name).write_bytes(old + new[:left])
            left = max(0, left - len(new))
        signed = 4 if at == whole else 2
        assert [entry.index for entry in ledger_in(again).entries()] == list(range(signed))
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            ledger_in(again).append(batch(4))
        signed = 4 if at >= whole - 1 else 2  # only the end of its last line was missing
        assert ("broken off" in caplog.text) == (0 < at < whole - 1)
        found = list(ledger_in(again).entries())
        assert [entry.facts["number"] for entry in found] == [*range(signed), 4]
        assert all(len(entry.private) == 2 for entry in found)
        assert_good(ledger_in(again), signed + 1)


def joined(parts: list[bytes], at: int) -> bytes:
    """The bytes around this place."""
    return b"".join(parts)[max(0, at - 2) : at + 2]


def test_a_signed_checkpoint_whose_line_end_is_damaged_is_not_taken_away(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    ledger_in(folder).append(batch(0))
    ledger_in(folder).append(batch(1))
    path = folder / "checkpoints.jsonl"
    path.write_bytes(path.read_bytes()[:-1] + b"\x0b")
    before = content_of(folder)
    with pytest.raises(LedgerError, match="damaged line end"):
        ledger_in(folder).append(batch(2))
    assert content_of(folder) == before


def test_openings_of_an_append_that_was_never_signed_go_away_whole(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    ledger_in(folder).append(batch(0))
    line = (folder / "openings.jsonl").read_bytes().splitlines(keepends=True)[-1]
    with (folder / "openings.jsonl").open("ab") as stream:
        stream.write(line.replace(b'{"index":0,', b'{"index":1,').replace(b"reason 0", b"forgotten"))
    assert len(list(ledger_in(folder).entries())) == 1
    ledger_in(folder).append([draft(1)])
    assert b"forgotten" not in content_of(folder)


def test_unsigned_entries_are_set_aside_not_destroyed(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    ledger_in(folder).append(batch(0))
    with (folder / "entries.jsonl").open("ab") as stream:
        stream.write(b'{"never":"signed"}\n')
    ledger_in(folder).append(batch(1))
    assert (folder / "torn.jsonl").read_bytes() == b'{"never":"signed"}\n'


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("entries.jsonl", b'"number":3', b'"number":4'),
        ("entries.jsonl", b'"number":3', b'"Number":3'),
        ("checkpoints.jsonl", b"\\n4\\n", b"\\n5\\n"),
        ("checkpoints.jsonl", b'"frontier"', b'"fronties"'),
    ],
)
def test_nothing_is_signed_on_top_of_damage(name: str, old: bytes, new: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    for number in range(4):
        ledger_in(folder).append(batch(number))
    whole = (folder / name).read_bytes()
    assert old in whole
    (folder / name).write_bytes(whole.replace(old, new))
    before = content_of(folder)
    with pytest.raises(LedgerError) as caught:
        ledger_in(folder).append(batch(5))
    assert caught.value.exit_code == 10
    assert content_of(folder) == before


@pytest.mark.parametrize("name", ["entries.jsonl", "checkpoints.jsonl", "openings.jsonl"])
def test_files_that_are_missing_or_cut_are_no_empty_ledger(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    ledger_in(folder).append(batch(0, 1))
    whole = (folder / name).read_bytes()
    (folder / name).unlink()
    with pytest.raises(LedgerError, match="missing"):
        list(ledger_in(folder).entries())
    with pytest.raises(LedgerError, match="missing"):
        ledger_in(folder).append(batch(2))
    (folder / name).write_bytes(whole)
    assert_good(ledger_in(folder), 2)


def test_a_damaged_entry_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    for number in range(4):
        ledger_in(folder).append(batch(number))
    path = folder / "entries.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"number":2,', b'"number":2 '))
    with pytest.raises(LedgerError, match="entry 2 of the ledger"):
        list(ledger_in(folder).entries())
    assert [entry.index for entry in ledger_in(folder).entries(3)] == [3]


def test_an_old_entry_that_was_rewritten_is_named_when_all_were_read(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    for numbers in ((0,), (1, 2, 3), (4,), (5,)):
        ledger_in(folder).append(batch(*numbers))
    path = folder / "entries.jsonl"
    whole = path.read_bytes()
    for number, named in ((0, "entry 0 is"), (2, "of entries 1 to 3 one is"), (4, "entry 4 is")):
        path.write_bytes(whole.replace(b'"number":%d,' % number, b'"number":9,'))
        with pytest.raises(LedgerError, match=f"{named} not what was signed"):
            list(ledger_in(folder).entries())
    lines = whole.splitlines(keepends=True)
    path.write_bytes(b"".join([lines[1], lines[0], *lines[2:]]))
    with pytest.raises(LedgerError, match="entry 0 is not what was signed"):
        list(ledger_in(folder).lines())


def test_a_private_value_that_was_changed_is_not_shown(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    ledger_in(folder).append(batch(0, 1))
    path = folder / "openings.jsonl"
    path.write_bytes(path.read_bytes().replace(b"reason 1", b"reason 2"))
    with pytest.raises(LedgerError, match=r"entry 1 .*not the one committed") as caught:
        list(ledger_in(folder).entries())
    assert "reason" not in str(caught.value)


def test_a_damaged_opening_can_still_be_erased(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    ledger_in(folder).append(batch(0, 1))
    path = folder / "openings.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"salt":"', b'"salt":"!', 1))
    with pytest.raises(LedgerError, match="opening of entry 0"):
        list(ledger_in(folder).entries())
    ledger_in(folder).erase(0)
    assert [dict(entry.private) for entry in ledger_in(folder).entries()] == [
        {},
        {"by": "Anna Berg", "why": "reason 1"},
    ]


def test_another_key_or_name_signs_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    ledger_in(folder).append(batch(0))
    with (folder / "checkpoints.jsonl").open("ab") as stream:
        stream.write(b'{"end":')  # an append of the right key that broke off
    before = content_of(folder)
    for other in (
        FileLedger(folder, signing_key("other"), ORIGIN),
        FileLedger(folder, KEY, "agency.example/case/8"),
    ):
        with pytest.raises(LedgerUnusable, match="another key or name"):
            other.append(batch(1))
        with pytest.raises(LedgerUnusable, match="another key or name"):
            list(other.entries())
    assert content_of(folder) == before


@pytest.mark.parametrize("name", ["", "two words", "a+b", "cosignature/v1", "x" * 256, "a\nb"])
def test_names_that_checkpoints_cannot_have_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(LedgerUnusable, match="one word"):
        FileLedger(tmp_path / "ledger", KEY, name)


def test_a_folder_is_opened_without_the_secret_key(tmp_path: Path) -> None:
    ledger_in(tmp_path / "ledger").append(batch(0))
    opened = LedgerFolder.open(tmp_path / "ledger")
    assert opened.origin == ORIGIN
    assert len(list(opened.entries())) == 1
    with pytest.raises(LedgerUnusable, match="there is no ledger"):
        LedgerFolder.open(tmp_path)


def test_a_disk_that_refuses_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(LedgerUnusable, match="cannot be read or written"):
        FileLedger(tmp_path / "none" / "ledger", KEY, ORIGIN).append(batch(0))


def test_reading_from_anywhere_in_a_long_ledger_gives_the_right_entries(tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path / "ledger")
    for start in range(0, 200, 40):
        ledger.append(batch(*range(start, start + 40)))
    ledger.erase(77)
    for start in (0, 1, 39, 76, 77, 78, 159, 160, 199):
        found = list(ledger.entries(start))
        assert [entry.index for entry in found] == list(range(start, 200))
        for entry in found:
            expected = {} if entry.index == 77 else {"by": "Anna Berg", "why": f"reason {entry.index}"}
            assert entry.private == expected
