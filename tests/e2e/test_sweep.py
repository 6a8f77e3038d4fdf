"""`withhold sweep` against a real nginx and a real bucket, from the command line."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.e2e.swept_site import HOST, LIST, Swept, fill, swept_site

pytestmark = pytest.mark.service("nginx")
COUNT = 300


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Swept]:
    folder = tmp_path / "nginx"
    (folder / "www").mkdir(parents=True)
    fill(folder / "www", COUNT)
    with swept_site(folder) as running:
        yield running


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "withhold", "sweep", *map(str, arguments)]


def swept(site: Swept, *arguments: object) -> tuple[int, dict[str, dict[str, Any]]]:
    """A sweep of nginx: the exit code, and its events by path."""
    events = site.folder / "events.jsonl"
    state = site.folder / "state.sqlite"
    line = command(f"http://{HOST}/", "--site", site.site, "--state", state, "--events", events, *arguments)
    ran = subprocess.run(line, capture_output=True, text=True, timeout=300, check=False)
    assert "Traceback" not in ran.stderr
    told = [json.loads(one) for one in events.read_text().splitlines()] if events.exists() else []
    return ran.returncode, {one["url"].removeprefix(f"http://{HOST}"): one for one in told}


def of(events: dict[str, dict[str, Any]], change: str) -> set[str]:
    return {path for path, event in events.items() if event["change"] == change}


def withheld(events: dict[str, dict[str, Any]]) -> set[str]:
    return {path for path, event in events.items() if event["decision"] == "withhold"}


LISTS = {"/api/7", "/drafts/old.csv", "/data/2012/names%202012.csv"}


def test_everything_is_found_then_only_what_changed(site: Swept) -> None:
    code, events = swept(site, "--format", "jsonl", "--baseline-report", site.folder / "baseline.json")
    assert code == 10
    assert withheld(events) == LISTS
    assert sum(path.startswith("/data/") and path.endswith(".csv") for path in events) == COUNT + 1
    told = json.loads((site.folder / "baseline.json").read_text())
    assert {one["url"].removeprefix(f"http://{HOST}") for one in told["documents"]} >= LISTS
    assert told["documents"][0]["decision"] == "withhold"
    site.asked()

    code, events = swept(site, "--format", "jsonl")
    asked = site.asked()
    assert (code, of(events, "new"), of(events, "changed"), of(events, "gone")) == (10, set(), set(), set())
    assert len(of(events, "same")) > COUNT
    bodies = {path for path, status in asked if status == 200}
    assert bodies <= {path for path in bodies if path.endswith("/")}  # only nginx's own lists have no tag

    (site.www / "data" / "2015" / "new list.csv").write_bytes(LIST + b"\n\n")
    (site.www / "drafts" / "old.csv").unlink()
    code, events = swept(site, "--format", "jsonl")
    found = events["/data/2015/new%20list.csv"]
    assert (code, found["change"], found["decision"], found["people"]) == (10, "new", "withhold", 40)
    assert found["before"] is not None
    assert of(events, "gone") == {"/drafts/old.csv"}
    # nginx tells when a folder was changed, to the minute: the list above it may be another, too.
    assert {"/data/2015/"} <= of(events, "changed") <= {"/data/", "/data/2015/"}


def test_a_sweep_that_is_killed_goes_on_where_it_was(site: Swept) -> None:
    events, state = site.folder / "first.jsonl", site.folder / "state.sqlite"
    line = command(f"http://{HOST}/", "--site", site.site, "--state", state, "--format", "jsonl")
    with events.open("w") as output:
        process = subprocess.Popen(line, stdout=output, stderr=subprocess.DEVNULL, start_new_session=True)
        end = time.monotonic() + 120
        while events.read_text().count("\n") < 60:
            assert process.poll() is None, "it ended before it could be killed"
            assert time.monotonic() < end
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    judged_before = {json.loads(one)["path"] for one in events.read_text().splitlines() if one.endswith("}")}
    code, told = swept(site, "--format", "jsonl")
    assert code == 10
    again = {path for path in told if f"http://{HOST}{path}" in judged_before}
    assert len(again) <= 8  # what was given and not yet remembered
    together = {one.removeprefix(f"http://{HOST}") for one in judged_before} | set(told)
    assert sum(path.endswith(".csv") for path in together) == COUNT + 2


def test_the_report_of_a_baseline_run_holds_no_value_and_shows_where(site: Swept) -> None:
    page = site.folder / "baseline.html"
    assert swept(site, "--baseline-report", page)[0] == 10
    text = page.read_text()
    assert page.stat().st_mode & 0o777 == 0o600
    assert "3 documents are public that should not be" in text
    assert "<svg" in text
    assert "<script" not in text
    for line in LIST.decode().splitlines()[1:]:
        for value in line.split(",")[:3]:
            assert value not in text


def test_a_bucket_is_swept_page_by_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE0SECRETID",
        "AWS_SECRET_ACCESS_KEY": "a-secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        url = f"http://127.0.0.1:{server.get_host_and_port()[1]}"
        client = boto3.client("s3", endpoint_url=url)
        client.create_bucket(Bucket="swept", ACL="public-read")
        for number in range(30):
            body = LIST if number == 23 else f"year,count\n2020,{number}\n".encode()
            client.put_object(Bucket="swept", Key=f"a b/{number}.csv", Body=body, ACL="public-read")
        client.close()
        events = tmp_path / "events.jsonl"
        line = command(
            f"{url}/swept?list-type=2&max-keys=7", "--state", tmp_path / "s.sqlite", "--events", events
        )
        codes, seen = [], []
        for _ in range(2):
            ran = subprocess.run(line, capture_output=True, text=True, timeout=120, check=False)
            codes.append(ran.returncode)
            told = [json.loads(one) for one in events.read_text().splitlines()]
            seen.append({one["url"].removeprefix(f"{url}/swept/"): one for one in told})
    finally:
        server.stop()
    assert codes == [10, 10]
    first, second = seen
    keys = {f"a%20b/{number}.csv" for number in range(30)}
    assert keys <= set(first)
    assert {key for key in keys if first[key]["decision"] == "withhold"} == {"a%20b/23.csv"}
    assert {second[key]["change"] for key in keys} == {"same"}


@pytest.mark.service("chromium")
def test_what_scripts_load_is_found_in_the_browser(tmp_path: Path) -> None:
    folder = tmp_path / "nginx"
    www = folder / "www"
    (www / "x").mkdir(parents=True)
    script = (
        'fetch("/x/" + ["li", "st"].join("") + ".c" + "sv").then(a => a.text()).then(t => {b.innerText = t})'
    )
    (www / "index.html").write_text(
        f'<!doctype html><html><body><p id="b">nothing yet</p><script>{script}</script></body></html>'
    )
    (www / "x" / "list.csv").write_bytes(LIST)
    with swept_site(folder) as site:
        assert withheld(swept(site)[1]) == set()
        code, events = swept(site, "--browser")
    assert code == 10
    assert "/x/list.csv" in withheld(events)
    assert "/#rendered" in events
