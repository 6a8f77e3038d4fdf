"""Building: what is counted, what is refused, what the file shows."""

import os
import stat
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from tests.register.making import AMINA, KEY, crowd, made, opened
from withhold.register.build import build
from withhold.register.interface import RegisterError, Row
from withhold.register.people import Person


def test_every_registered_person_is_matched_and_counted(tmp_path: Path) -> None:
    people = crowd(3000)
    register = opened(tmp_path / "r", [*people, AMINA])
    hits = register.match([person.row for person in people])
    assert {hit.row for hit in hits} == set(range(3000))
    assert register.snapshot.header.stats.people == 3001
    assert register.snapshot.header.stats.protections[:2] == (1, 3000)


def test_records_of_one_person_id_are_one_person(tmp_path: Path) -> None:
    alias = Person(Row(names=("Nadia Farah",), births=("1987-03-04",)), "p1", protections=4)
    register = opened(tmp_path / "r", [AMINA, alias, alias])
    assert register.snapshot.header.stats.people == 1
    both = register.match([AMINA.row, alias.row])
    assert both[0].person == both[1].person


def test_the_same_list_gives_other_digests_in_another_file(tmp_path: Path) -> None:
    one, other = (made(tmp_path / name, crowd(100)).read_bytes() for name in ("a", "b"))
    chunks = {one[start : start + 8] for start in range(8192, len(one) - 8, 8)}
    shared = [c for c in (other[s : s + 8] for s in range(8192, len(other) - 8, 8)) if c in chunks]
    assert set(shared) <= {bytes(8), b"\xff" * 8}


def test_nobody_sees_that_people_share_a_name(tmp_path: Path) -> None:
    people = [Person(Row(names=("Amina Warsame",)), f"{number}") for number in range(200)]
    register = opened(tmp_path / "r", people)
    entries = np.concatenate([*register.snapshot.segments[0].entries()])
    # One key for each person's number, and two for the name that they share: all of them different.
    assert len(entries) == 600
    for column in range(4):
        assert len(np.unique(entries[:, column])) == 600


def test_whoever_has_no_usable_key_is_counted_and_nobody_at_all_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "r"
    _, taken = build(path, KEY, [[AMINA, Person(Row(names=("J. K.",)))]], lambda batch: (batch, Counter()))
    assert (taken.records, taken.unusable) == (2, 1)
    before = path.read_bytes()
    with pytest.raises(RegisterError, match="nobody to register"):
        build(path, KEY, [[Person(Row(), "x")]], lambda batch: (batch, Counter()))
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["r"]


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    assert stat.S_IMODE(made(tmp_path / "r", [AMINA]).stat().st_mode) == 0o600


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "no" / "r"):
        with pytest.raises(RegisterError, match="folder"):
            made(place, [AMINA])


def test_the_next_build_removes_what_a_killed_one_left_and_nothing_of_a_live_one(tmp_path: Path) -> None:
    path = tmp_path / "r"
    kinds: list[set[str]] = []

    def half(batch: list[Person]) -> tuple[list[Person], Counter[str]]:
        if len(kinds) == 0 and batch:
            kinds.append({entry.name.partition("build-")[0] for entry in tmp_path.iterdir()})
            made(path, [AMINA])
            kinds.append({entry.name.partition("build-")[0] for entry in tmp_path.iterdir()})
        return batch, Counter()

    child = os.fork()
    if child == 0:
        build(path, KEY, [crowd(9), []], lambda batch: os._exit(0) if not batch else (batch, Counter()))
    os.waitpid(child, 0)
    (left,) = tmp_path.iterdir()
    bits = b"".join(np.fromfile(file, "<u8")[1::2].tobytes() for file in left.glob("people-*"))
    assert bits
    assert (2).to_bytes(8, "little") not in bits
    build(path, KEY, [crowd(9)], half)
    assert kinds == [{".r."}, {".r.", "r"}]
    assert list(tmp_path.iterdir()) == [path]
