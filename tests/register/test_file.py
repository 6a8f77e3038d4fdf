"""An open register: nothing that was altered decides, and changes of other processes are followed."""

import os
from pathlib import Path

import pytest

from tests.register.making import AMINA, KEY, OTHER_KEY, crowd, made, opened
from withhold.register import snapshot as snapshots
from withhold.register.change import add
from withhold.register.file import RegisterInFile
from withhold.register.interface import RegisterError, Row
from withhold.register.people import Person

NEW = Person(Row(names=("Nadia Farah",), births=("1999-01-31",)), "new", 8)


def test_every_altered_byte_of_the_header_is_an_error(tmp_path: Path) -> None:
    path = made(tmp_path / "r", [AMINA])
    content = path.read_bytes()
    for place in range(8192):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x40]) + content[place + 1 :])
        with pytest.raises(RegisterError):
            RegisterInFile(str(path), KEY)


def test_an_altered_byte_anywhere_is_an_error_when_it_is_opened(tmp_path: Path) -> None:
    path = made(tmp_path / "r", crowd(300))
    content = path.read_bytes()
    table_end = len(content) - 16
    for place in range(8192, table_end, 997):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        with pytest.raises(RegisterError, match="altered"):
            RegisterInFile(str(path), KEY)


def test_of_a_large_file_an_altered_block_never_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "WHOLE", 0)
    people = crowd(8000)
    path = made(tmp_path / "r", people)
    segment = RegisterInFile(str(path), KEY).snapshot.segments[0].at
    assert segment.blocks > 1
    content = bytearray(path.read_bytes())
    content[segment.offset + 100] ^= 1
    path.write_bytes(content)
    register = RegisterInFile(str(path), KEY)
    with pytest.raises(RegisterError, match="altered"):
        register.match([person.row for person in people])
    with pytest.raises(RegisterError, match="altered"):
        register.snapshot.verify()


def test_a_file_that_is_cut_anywhere_is_an_error(tmp_path: Path) -> None:
    path = made(tmp_path / "r", crowd(300))
    content = path.read_bytes()
    for length in [0, 1, 15, 16, 100, 4095, 4096, 8191, *range(8192, len(content), 4096), len(content) - 1]:
        path.write_bytes(content[:length])
        with pytest.raises(RegisterError):
            RegisterInFile(str(path), KEY)


def test_what_is_put_behind_the_end_is_an_error(tmp_path: Path) -> None:
    path = made(tmp_path / "r", [AMINA])
    whole = path.read_bytes()
    for more in (b"x", bytes(32), bytes(100_000), whole):
        path.write_bytes(whole + more)
        with pytest.raises(RegisterError, match="altered"):
            opened(path)
        with pytest.raises(RegisterError, match="altered"):
            add(str(path), KEY, crowd(1))
        assert path.read_bytes() == whole + more


def test_a_broken_off_change_stops_nobody_and_only_that(tmp_path: Path) -> None:
    path = made(tmp_path / "r", [AMINA])
    whole = path.read_bytes()
    add(str(path), KEY, crowd(1))
    behind = path.read_bytes()[len(whole) :]
    for size in (1, 31, 32, 33, len(behind)):
        path.write_bytes(whole + behind[:size])
        assert len(opened(path).match([AMINA.row])) == 1
        add(str(path), KEY, crowd(1))
        assert len(opened(path).match([AMINA.row, crowd(1)[0].row])) == 2
    path.write_bytes(path.read_bytes() + behind)
    with pytest.raises(RegisterError, match="altered"):
        opened(path)


def test_another_key_is_told_as_such(tmp_path: Path) -> None:
    path = made(tmp_path / "r", [AMINA])
    with pytest.raises(RegisterError, match="another key"):
        RegisterInFile(str(path), OTHER_KEY)


@pytest.mark.parametrize("content", [b"name,born\nA,B\n", b"\0" * 9000, b""])
def test_another_file_is_told_as_such(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "r"
    path.write_bytes(content)
    with pytest.raises(RegisterError, match="not a register"):
        RegisterInFile(str(path), KEY)


def test_a_missing_file_or_a_folder_is_told(tmp_path: Path) -> None:
    for place in (tmp_path / "none", tmp_path):
        with pytest.raises(RegisterError, match="cannot be read"):
            RegisterInFile(str(place), KEY)


def test_one_slot_over_the_other_is_no_way_back(tmp_path: Path) -> None:
    path = made(tmp_path / "r", [AMINA])
    before = path.read_bytes()
    add(str(path), KEY, [NEW])
    after = path.read_bytes()
    old_slot = before[4096:8192]
    path.write_bytes(old_slot + after[4096:])
    with pytest.raises(RegisterError):
        RegisterInFile(str(path), KEY)
    path.write_bytes(after[4096:8192] + after[:4096] + after[8192:])
    with pytest.raises(RegisterError):
        RegisterInFile(str(path), KEY)


def test_who_is_added_is_matched_by_a_register_that_is_open(tmp_path: Path) -> None:
    register = opened(tmp_path / "r", [AMINA, *crowd(50)])
    version = register.version
    assert register.match([NEW.row]) == []
    add(str(tmp_path / "r"), KEY, [NEW])
    assert len(register.match([NEW.row, AMINA.row])) == 2
    assert register.version != version


def test_a_register_built_anew_replaces_the_open_one(tmp_path: Path) -> None:
    register = opened(tmp_path / "r", [AMINA])
    made(tmp_path / "r", [NEW])
    assert [hit.row for hit in register.match([AMINA.row, NEW.row])] == [1]


def test_an_open_register_does_not_go_back_nor_on_without_its_file(tmp_path: Path) -> None:
    register = opened(tmp_path / "r", [AMINA])
    before = (tmp_path / "r").read_bytes()
    add(str(tmp_path / "r"), KEY, [NEW])
    assert register.match([NEW.row])
    with open(tmp_path / "r", "r+b") as stream:
        stream.write(before[:8192])
    with pytest.raises(RegisterError, match="older"):
        register.match([NEW.row])
    os.unlink(tmp_path / "r")
    with pytest.raises(RegisterError, match="cannot be read"):
        register.match([NEW.row])


def test_a_closed_register_does_not_answer(tmp_path: Path) -> None:
    register = opened(tmp_path / "r", [AMINA])
    register.close()
    with pytest.raises(RegisterError, match="closed"):
        register.match([AMINA.row])


@pytest.mark.parametrize("whole", [0, 1 << 30])
def test_a_file_cut_while_it_is_open_is_an_error_and_no_death(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: int
) -> None:
    monkeypatch.setattr(snapshots, "WHOLE", whole)
    path = made(tmp_path / "r", [AMINA, *crowd(500)])
    register = RegisterInFile(str(path), KEY, lambda: 0.0)
    assert register.match([AMINA.row])
    os.truncate(path, 9000)
    for _ in range(2):
        with pytest.raises(RegisterError, match="cut"):
            register.match([person.row for person in crowd(500)])
