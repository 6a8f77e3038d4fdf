"""One command takes a list down at a real nginx and the real Varnish before it, and shows that it is gone."""

import json
import os
import pty
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.guard import wait_for
from benchmarks.takedown import faults_after, kill_once
from benchmarks.takedown_servers import standing
from benchmarks.takedown_site import ADDRESSES, LIST, Place, listing

pytestmark = pytest.mark.service("nginx", "varnish")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with standing(tmp_path) as place:
        place.upload()
        place.fill_cache()
        place.open_case()
        yield place


def test_a_dry_run_tells_the_steps_and_changes_nothing(place: Place) -> None:
    before = listing(place.public), listing(place.case), listing(place.gone)
    done = place.run("takedown", "--case", str(place.case), "--dry-run", "--format", "json")
    assert done.returncode == 0, done.stderr
    steps = json.loads(done.stdout)["steps"]
    assert {(step["layer"], step["action"]) for step in steps} == {
        ("origin", "quarantine"),
        ("cache", "purge"),
    }
    assert (listing(place.public), listing(place.case), listing(place.gone)) == before
    assert all(place.get(path).leaks for path in ADDRESSES)


def test_one_command_takes_it_down_everywhere_and_proves_it(place: Place) -> None:
    etag = place.get("/docs/list.csv").headers["etag"]
    done = place.run(*place.take_down("--format", "json"))
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["ending"] == "gone"
    assert all(told["times"].values())
    assert {step["result"] for step in told["steps"]} == {"done"}
    assert place.leaking() == []
    for path in ADDRESSES:
        assert place.get(path).status == place.get(path, If_None_Match=etag).status == 410, path
    assert place.copies_kept() == 1
    assert place.ledger_verifies()
    shown = place.run("case", "show", "--case", str(place.case), "--format", "json")
    assert json.loads(shown.stdout)["phase"] == "gone"


def test_nothing_is_taken_down_before_a_person_confirms(place: Place) -> None:
    before = listing(place.public)
    done = place.run("takedown", "--case", str(place.case))
    assert done.returncode == 2
    assert "withhold case confirm" in done.stderr
    assert listing(place.public) == before


def test_what_is_uploaded_again_is_taken_again(place: Place) -> None:
    assert place.run(*place.take_down()).returncode == 0
    place.upload()
    assert place.get("/docs/list.csv").status == 410, "the tombstone holds"
    (place.public / "docs/again.csv").write_bytes(LIST)
    place.fill("/docs/again.csv")
    done = place.run("takedown", "--case", str(place.case))
    assert done.returncode == 0, done.stderr
    assert place.leaking() == []
    assert place.get("/docs/again.csv").status == 410
    assert place.copies_kept() == 1


def test_the_tombstones_meet_names_of_several_lines_too(place: Place) -> None:
    (place.public / "docs/two\nlines.csv").write_bytes(LIST)
    place.fill("/docs/two%0Alines.csv")
    done = place.run(*place.take_down("--deadline", "10"))
    assert done.returncode == 0, done.stderr
    assert place.get("/docs/two%0Alines.csv").status == 410


def test_a_failing_cache_leaves_it_unverified_and_the_same_command_ends_it_later(place: Place) -> None:
    whole = place.site_file.read_text()
    place.site_file.write_text(
        whole.replace(f'server = "http://127.0.0.1:{place.cache_port}', 'server = "http://127.0.0.1:9')
    )
    done = place.run(*place.take_down("--deadline", "4", "--format", "json"))
    assert done.returncode in (10, 11)
    assert "failed" in {step["result"] for step in json.loads(done.stdout)["steps"]}
    place.site_file.write_text(whole)
    assert place.run(*place.take_down()).returncode == 0
    assert place.leaking() == []


def test_two_people_put_back_what_was_no_leak(place: Place) -> None:
    done = place.run(*place.take_down("--format", "json"))
    steps = {step["describe"].split(" (")[0]: step["id"] for step in json.loads(done.stdout)["steps"]}
    step = steps[f"move {place.public}/docs/list.csv"]
    restore = (
        "takedown",
        "restore",
        "--case",
        str(place.case),
        "--step",
        step,
        "--role",
        "counsel",
        "--why",
        "x",
    )
    assert place.run(*restore, "--by", "Ada Example").returncode == 11
    assert place.run(*restore, "--by", "ada  example").returncode == 11
    assert place.get("/docs/list.csv").status == 410
    second = place.run(*restore, "--by", "Ben Example")
    assert second.returncode == 0, second.stderr
    assert (place.public / "docs/list.csv").read_bytes() == LIST
    assert not (place.gone / "docs/list.csv").exists()
    assert place.ledger_verifies()


def test_at_a_terminal_the_result_still_goes_to_standard_output(place: Place) -> None:
    terminal, screen = pty.openpty()
    try:
        done = place.run(*place.take_down("--format", "json"), screen=screen)
    finally:
        os.close(screen)
        os.close(terminal)
    assert done.returncode == 0
    assert json.loads(done.stdout)["ending"] == "gone"


def test_watching_takes_what_comes_back(place: Place) -> None:
    process = place.start(*place.take_down("--watch", "--every", "1"))
    try:
        wait_for(lambda: b"watching" in place.log(), "the watch", 0.1)
        (place.gone / "docs/list.csv").unlink()
        place.upload()
        wait_for(lambda: b"had come back" in place.log(), "the second takedown", 0.1)
    finally:
        process.terminate()
        assert process.wait(20) == 130
    assert place.leaking() == []


@pytest.mark.parametrize("_attempt", range(3))
def test_killed_at_a_random_moment_the_same_command_finishes(place: Place, _attempt: int) -> None:
    killed = kill_once(place, random.uniform(0, 0.3), planned=True)
    assert faults_after(place) == [], f"killed {killed}"
