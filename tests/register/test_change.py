"""Adding and removing: what is matched afterwards, what is counted, what a killed process leaves."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.register.making import AMINA, KEY, crowd, made, opened, word
from withhold.domain.fields import Field, Protection
from withhold.register.change import add, remove
from withhold.register.interface import RegisterError, Row
from withhold.register.layout import MOST_SEGMENTS
from withhold.register.payload import jurisdiction_code, protection_bits
from withhold.register.people import Person

NADIA = Person(Row(names=("Nadia Farah",), births=("1999-01-31",)), "n", 8)


def test_adding_and_removing_is_matched_and_counted(tmp_path: Path) -> None:
    path = str(tmp_path / "r")
    register = opened(tmp_path / "r", crowd(100))
    for _ in range(3):
        assert add(path, KEY, [NADIA]).people == 1
        assert len(register.match([NADIA.row])) == 1
        assert register.snapshot.header.stats.people == 101
        assert remove(path, KEY, [Person(Row(), "n")]).people == 1
        assert register.match([NADIA.row]) == []
        assert register.snapshot.header.stats.people == 100
        assert register.snapshot.header.stats.protections[3] == 0


def test_what_was_registered_before_a_removal_does_not_come_back(tmp_path: Path) -> None:
    register = opened(tmp_path / "r", [AMINA, NADIA])
    remove(str(tmp_path / "r"), KEY, [NADIA])
    corrected = Person(Row(names=("Nadia Farah",), births=("1998-01-31",)), "n", 8)
    add(str(tmp_path / "r"), KEY, [corrected])
    assert [hit.row for hit in register.match([NADIA.row, corrected.row])] == [1]


def test_more_about_a_registered_person_joins(tmp_path: Path) -> None:
    register = opened(tmp_path / "r", [AMINA])
    more = Person(Row(names=("Amina Warsame",), identifiers=((Field.CASE_NUMBER, "SRC2190001234"),)), "p1", 8)
    changed = add(str(tmp_path / "r"), KEY, [more])
    assert (changed.people, changed.unchanged, changed.header.stats.people) == (0, 1, 1)
    by_case, by_name = register.match([more.row, AMINA.row])
    assert by_case.person == by_name.person
    assert set(by_case.protections) >= {Protection.VICTIM}
    assert add(str(tmp_path / "r"), KEY, [more]).header.generation == changed.header.generation


@pytest.mark.parametrize("person_id", ["1", ""])
@pytest.mark.parametrize("apart", [True, False])
def test_a_hit_tells_all_that_a_person_is_protected_for(tmp_path: Path, person_id: str, apart: bool) -> None:
    row = Row(names=("Zyx Quev",), births=("1980-01-02",))
    told = [
        Person(row, person_id, protection_bits([protection]), jurisdiction_code(place) or 0)
        for protection, place in ((Protection.ASYLUM, "US"), (Protection.VICTIM, "GB"))
    ]
    register = opened(tmp_path / "r", told[:1] if apart else told)
    if apart:
        add(str(tmp_path / "r"), KEY, told[1:])
    (hit,) = register.match([row])
    assert (hit.protections, hit.jurisdiction) == ((Protection.ASYLUM, Protection.VICTIM), "GB;US")
    assert register.snapshot.header.stats.people == 1


def test_who_has_no_person_id_is_matched_again_when_added_again(tmp_path: Path) -> None:
    somebody = Person(Row(names=("Zyx Quev",), births=("1980-01-02",)), "", 1)
    register = opened(tmp_path / "r", [AMINA, somebody])
    remove(str(tmp_path / "r"), KEY, [somebody])
    assert register.match([somebody.row]) == []
    add(str(tmp_path / "r"), KEY, [somebody])
    assert len(register.match([somebody.row])) == 1


def test_many_small_additions_stay_few_segments_and_all_are_matched(tmp_path: Path) -> None:
    register = opened(tmp_path / "r", [AMINA])
    people = [
        Person(Row(names=(f"{word(n)} {word(n + 100)}",), births=("1980-02-03",)), f"{n}", 8)
        for n in range(60)
    ]
    for person in people:
        add(str(tmp_path / "r"), KEY, [person])
    assert {hit.row for hit in register.match([person.row for person in people])} == set(range(60))
    assert len(register.snapshot.header.segments) < MOST_SEGMENTS / 2
    assert register.snapshot.header.stats.people == 61


def test_namesakes_in_several_segments_are_all_found(tmp_path: Path) -> None:
    register = opened(tmp_path / "r", [Person(NADIA.row, f"a{n}", 8) for n in range(20)])
    for number in range(5):
        add(str(tmp_path / "r"), KEY, [Person(NADIA.row, f"b{number}", 8)])
    assert len(register.match([NADIA.row])) == 25


def test_nobody_to_add_or_to_remove_is_an_error_and_changes_nothing(tmp_path: Path) -> None:
    path = made(tmp_path / "r", [AMINA])
    before = path.read_bytes()
    with pytest.raises(RegisterError, match="nobody to add"):
        add(str(path), KEY, [Person(Row(names=("J.",)))])
    with pytest.raises(RegisterError, match="is in the register"):
        remove(str(path), KEY, [Person(Row(), "unknown")])
    assert path.read_bytes() == before


def test_a_process_killed_while_it_adds_leaves_the_old_or_the_new_register(tmp_path: Path) -> None:
    path = made(tmp_path / "r", [AMINA])
    key = tmp_path / "key"
    key.write_text((b"k" * 32).hex())
    key.chmod(0o600)
    listed = tmp_path / "more.csv"
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    choose = random.Random(seed)
    added: list[Row] = []
    program = (
        "import sys\n"
        "from withhold.cli.main import main\n"
        "sys.stdout.write('x')\n"
        "sys.stdout.flush()\n"
        "raise SystemExit(main(sys.argv[1:]))\n"
    )
    people = [Row(names=(f"{word(n)} {word(n + 100)}",), births=("1980-02-03",)) for n in range(12)]
    finished = 0
    for number, row in enumerate(people):
        listed.write_text(f"person_id,full_name,dob\nk{number},{row.names[0]},{row.births[0]}\n")
        arguments = ["register", "add", str(listed), "--register", str(path), "--key-file", str(key)]
        child = subprocess.Popen(
            [sys.executable, "-c", program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert child.stdout is not None
        child.stdout.read(1)
        time.sleep(choose.uniform(0, 0.4))
        child.send_signal(signal.SIGKILL)
        child.communicate()
        finished += child.returncode == 0
        register = opened(path)
        register.snapshot.verify()
        found = {hit.row for hit in register.match([AMINA.row, *added, row])}
        assert found >= set(range(len(added) + 1)), "somebody who was registered is lost"
        if len(added) + 1 in found:
            added.append(row)
        assert register.snapshot.header.stats.people == len(added) + 1
        register.close()
    assert add(str(path), KEY, [NADIA]).people == 1
    assert len(opened(path).match([NADIA.row, AMINA.row, *added])) == len(added) + 2
