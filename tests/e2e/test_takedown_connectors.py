"""One command works on a web root over SFTP and on the nginx cache before it, and proves the list gone."""

import json
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks.takedown_site import LIST, Place, listing
from tests.e2e.ssh_server import sshd

pytestmark = pytest.mark.service("nginx", "sshd")

CONFIGURATION = """
daemon off; pid {base}/pid; error_log {base}/error.log; worker_processes 1; {user}
events {{}}
http {{
  access_log off;
  client_body_temp_path {base}/t1; proxy_temp_path {base}/t2; fastcgi_temp_path {base}/t3;
  uwsgi_temp_path {base}/t4; scgi_temp_path {base}/t5;
  proxy_cache_path {base}/cache keys_zone=site:1m;
  server {{ listen 127.0.0.1:{origin}; root {base}/public; }}
  server {{
    listen 127.0.0.1:{cache};
    location / {{ proxy_pass http://127.0.0.1:{origin}; proxy_cache site; proxy_cache_valid 200 1h; }}
  }}
}}
"""
PATHS = ("/docs/list.csv", "/docs/list.csv?page=1", "/old/copy%20of%20list.csv")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path)
    place.upload()
    (tmp_path / "cache").mkdir()
    with sshd(tmp_path) as port:
        place.write_site()
        head = place.site_file.read_text().partition("[[")[0]
        place.site_file.write_text(head + connectors(place, port))
        user = "user root;" if os.geteuid() == 0 else ""
        values = {"base": tmp_path, "user": user, "origin": place.origin_port, "cache": place.cache_port}
        (tmp_path / "nginx.conf").write_text(CONFIGURATION.format(**values))
        process = subprocess.Popen(
            [
                shutil.which("nginx") or "/usr/sbin/nginx",
                "-p",
                str(tmp_path),
                "-c",
                str(tmp_path / "nginx.conf"),
            ],
            stderr=subprocess.DEVNULL,
        )
        try:
            _fill(place, process)
            place.open_case()
            yield place
        finally:
            process.terminate()
            process.wait(20)


def connectors(place: Place, port: int) -> str:
    return f"""
[[connector]]
type = "sftp"
host = "127.0.0.1"
port = {port}
user = "{pwd.getpwuid(os.geteuid()).pw_name}"
key_file = "{place.base}/user.key"
known_hosts = "{place.base}/known_hosts"
folder = "{place.public}"
quarantine = "{place.base}/quarantine"
urls = ["{place.url}/"]
[[connector]]
type = "nginx_cache"
folder = "{place.base}/cache"
"""


def _fill(place: Place, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        assert process.poll() is None, (place.base / "error.log").read_text()
        with suppress(OSError):
            for path in PATHS:
                assert place.get(path).leaks
            if len(listing(place.base / "cache")) >= len(PATHS):
                return
        time.sleep(0.05)
    raise AssertionError("the cache does not fill")


def test_one_command_takes_it_down_everywhere(place: Place) -> None:
    before = listing(place.public), listing(place.base / "cache")
    dry = place.run("takedown", "--case", str(place.case), "--dry-run", "--format", "json")
    assert dry.returncode == 0, dry.stderr
    assert {step["action"] for step in json.loads(dry.stdout)["steps"]} == {"move", "unlink"}
    assert (listing(place.public), listing(place.base / "cache")) == before
    done = place.run(*place.take_down("--format", "json"))
    assert done.returncode == 0, done.stderr + done.stdout
    assert json.loads(done.stdout)["ending"] == "gone"
    assert [path for path in PATHS if place.get(path).status != 404] == []
    assert LIST not in listing(place.public).values()
    assert place.ledger_verifies()
