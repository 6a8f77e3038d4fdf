"""A list appears on a real site: the console finds it, opens its case with evidence, tells somebody."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console.desk.making import CLAIMS, PLAIN
from tests.e2e.served_console import Served
from tests.e2e.watched_console import LOOK, ran, until, watching


@pytest.fixture
def public(tmp_path: Path) -> Path:
    folder = tmp_path / "public"
    (folder / "files").mkdir(parents=True)
    for number in range(60):
        (folder / f"files/visits-{number}.csv").write_bytes(PLAIN + f"East,{number}\n".encode())
    return folder


@pytest.fixture
def console(tmp_path: Path, public: Path) -> Iterator[Served]:
    with watching(public, tmp_path / "home") as running:
        yield running


def test_a_list_that_appears_has_its_case_with_evidence_and_nothing_is_taken_down(
    console: Served, public: Path
) -> None:
    first = until(console, lambda stands: any(one[0] for one in stands["sweeps"]), "the first sweep")
    assert first["documents"] == []
    assert first["sweeps"][0][1] >= 60
    (public / "files/list.csv").write_bytes(CLAIMS)
    ran(console, LOOK, "sweep")
    found = until(console, lambda stands: any(one["preserved"] for one in stands["documents"]), "the case")
    [document] = found["documents"]
    assert document["url"].endswith("/files/list.csv")
    assert (document["decision"], document["state"], document["phase"]) == ("withhold", "case", "reported")
    assert document["before"]
    assert {"reported", "document_added", "place_added", "exposure_bounded"} <= set(document["events"])
    [alert] = found["alerts"]
    assert max(document["preserved"][0], alert) - document["fetched"] < 10
    assert list((console.home / "cases" / document["case"] / "evidence").glob("*.age"))
    assert (public / "files/list.csv").exists()


def test_a_sweep_whose_worker_is_killed_goes_on_elsewhere(console: Served, public: Path) -> None:
    for number in range(60, 300):
        (public / f"files/visits-{number}.csv").write_bytes(PLAIN + f"East,{number}\n".encode())
    (public / "files/zz-list.csv").write_bytes(CLAIMS)
    ran(console, LOOK, "sweep")
    until(console, lambda stands: stands["running"] or len(stands["sweeps"]) > 1, "a sweep at work")
    for name, pid in console.pids().items():
        if "worker" in name:
            os.kill(pid, signal.SIGKILL)
    found = until(console, lambda stands: any(one["preserved"] for one in stands["documents"]), "the case")
    assert [one["url"].rpartition("/")[2] for one in found["documents"]] == ["zz-list.csv"]
    assert len({one["case"] for one in found["documents"]}) == 1


def test_with_the_owners_choice_it_is_gone_without_anybody(console: Served, public: Path) -> None:
    ran(console, LOOK, "choose")
    until(console, lambda stands: any(one[0] for one in stands["sweeps"]), "the first sweep")
    (public / "files/list.csv").write_bytes(CLAIMS)
    ran(console, LOOK, "sweep")
    found = until(
        console, lambda stands: any(one["phase"] == "gone" for one in stands["documents"]), "the takedown"
    )
    [document] = found["documents"]
    events = document["events"]
    assert events.index("reported") < events.index("confirmed") < events.index("takedown_planned")
    assert "preserved" in events
    assert not (public / "files/list.csv").exists()
    assert (public / "files/visits-1.csv").exists()
