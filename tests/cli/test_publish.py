"""`withhold publish` and `withhold rescan` as people and scripts meet them."""

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from tests.gates.publish.site import CUT, FIGURES, ROSTER, Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site.at(tmp_path)


def process(site: Site, *arguments: str, stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "withhold", *arguments, *site.keys()]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=120)


def one_line(message: str) -> bool:
    return message.startswith("withhold: ") and message.count("\n") == 1


def test_standard_input_is_published_under_its_name(site: Site) -> None:
    done = process(site, "publish", "-", "--name", "figures.csv", "--to", str(site.public), stdin=FIGURES)
    assert done.returncode == 0, done.stderr
    assert site.tree() == {"figures.csv": FIGURES}


def test_a_file_gets_the_name_that_the_destination_ends_with(site: Site) -> None:
    path = site.put("draft.csv", FIGURES)
    assert site.publish(str(path), to=str(site.public / "final.csv")) == 0
    assert site.tree() == {"final.csv": FIGURES}


def test_a_folder_below_a_published_one_takes_its_clearances(site: Site) -> None:
    path = site.put("figures.csv", FIGURES)
    site.publish(str(path))
    assert site.publish(str(path), to=str(site.public / "data" / "2022")) == 0
    assert site.tree() == {"figures.csv": FIGURES, "data/2022/figures.csv": FIGURES}
    assert site.journal()[-1]["path"] == "data/2022/figures.csv"
    assert not list(site.public.rglob("*.withhold"))


def test_json_holds_verdict_outcome_and_clearance(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    site.put("figures.csv", FIGURES)
    site.put("roster.csv", ROSTER)
    assert site.publish(str(site.source), "--partial", "--format", "json", "--uploader", "Cy Upp") == 10
    told = json.loads(capfd.readouterr().out)
    assert (told["schema"], told["decision"]) == ("withhold.publication/1", "withhold")
    figures, roster = told["documents"]
    assert (figures["outcome"], figures["sha256"]) == ("published", sha256(FIGURES).hexdigest())
    assert (site.state.clearances / figures["sha256"] / f"{figures['clearance']}.json").is_file()
    assert (roster["outcome"], roster["clearance"]) == ("withhold", None)
    assert Path(roster["request"]).is_file()
    assert roster["people"]["count"] == 3


def test_each_document_is_one_line_that_says_how_to_go_on(
    site: Site, capfd: pytest.CaptureFixture[str]
) -> None:
    site.put("roster\nforged  released.csv", ROSTER)
    assert site.publish() == 10
    told = capfd.readouterr()
    (line,) = told.out.splitlines()
    assert line.startswith("withhold  ")
    for words in ("two people", "--uploader", "people/identifiers", "withhold clearance sign"):
        assert words in line
    assert "HERNANDEZ" not in told.out + told.err


def test_a_link_among_the_documents_is_told(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    site.put("figures.csv", FIGURES)
    os.symlink("figures.csv", site.source / "latest.csv")
    assert site.publish() == 0
    assert "1 links" in capfd.readouterr().err
    assert site.tree() == {"figures.csv": FIGURES}


def test_a_first_publication_makes_the_folder_but_not_those_above(site: Site) -> None:
    path = site.put("figures.csv", FIGURES)
    assert site.publish(str(path), to=str(site.root / "new")) == 0
    assert (site.root / "new" / "figures.csv").read_bytes() == FIGURES
    assert site.publish(str(path), to=str(site.root / "no" / "such")) == 2
    assert not (site.root / "no").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (["--signing-key", "{root}/gone.pem"], "cannot be read"),
        (["--signing-key", "{root}/ana.pem"], "may not release"),
        (["--trust", "{root}/gone.toml"], "trust file"),
        (["--state", "{root}/public/state"], "inside the public folder"),
        (["--policy", "no-such-pack"], "pack"),
        (["--clearance", "{root}/gone.json"], "cannot be read"),
        (["--name", "a/b"], "--name"),
        (["--uploader", "Cy\x1b[2J"], "--uploader"),
        (["--reason", "two\nlines"], "--reason"),
        (["--endpoint-url", "http://127.0.0.1:1"], "--endpoint-url"),
        (["--valid-for", "0"], "days"),
    ],
)
def test_what_is_wrong_is_one_line_and_nothing_is_public(
    site: Site, capfd: pytest.CaptureFixture[str], change: list[str], words: str
) -> None:
    path = site.put("figures.csv", FIGURES)
    command = ["publish", str(path), "--to", str(site.public), *site.keys()]
    command += [part.format(root=site.root) for part in change]
    done = subprocess.run([sys.executable, "-m", "withhold", *command], capture_output=True, timeout=60)
    assert done.returncode == 2
    assert done.stdout == b""
    assert one_line(done.stderr.decode())
    assert words in done.stderr.decode()
    assert site.tree() == {}


def test_a_signing_key_that_others_can_read_is_refused(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    path = site.put("figures.csv", FIGURES)
    site.key_file("Gate").chmod(0o644)
    assert site.publish(str(path)) == 2
    assert "chmod 600" in capfd.readouterr().err
    assert site.tree() == {}


def test_the_key_may_come_through_a_descriptor(site: Site) -> None:
    path = site.put("figures.csv", FIGURES)
    trust = ["--trust", str(site.trust_file)]
    with site.key_file("Gate").open("rb") as key:
        number = key.fileno()
        command = [
            "publish",
            str(path),
            "--to",
            str(site.public),
            *trust,
            "--signing-key",
            f"/dev/fd/{number}",
        ]
        done = subprocess.run([sys.executable, "-m", "withhold", *command], pass_fds=[number], timeout=60)
    assert done.returncode == 0
    assert site.tree() == {"figures.csv": FIGURES}


def test_many_processes_give_the_same(site: Site) -> None:
    for number in range(6):
        site.put(f"{number}.csv", FIGURES.replace(b"2022", b"%d" % (2000 + number)))
    site.put("cut.zip", CUT)
    assert site.publish(str(site.source), "--partial", "--jobs", "2") == 11
    assert set(site.tree()) == {f"{number}.csv" for number in range(6)}
    assert list(site.state.staging.iterdir()) == []


def test_nothing_to_publish_is_told(site: Site) -> None:
    assert site.publish() == 3
