"""A site to be swept: nginx that lists its folders, with pages, feeds, an API, and hundreds of documents."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.exposed_site import FAMILY, GIVEN
from tests.e2e.web_server import free_port

HOST = "www.example.org"
CONFIG = """\
daemon off; {user} worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log {folder}/access.log; etag on;
  types {{ text/html html; text/csv csv; text/plain txt; application/json json; text/xml xml; }}
  server {{
    listen 127.0.0.1:{port}; root {folder}/www;
    location /data/ {{ autoindex on; }}
    location = /feed {{ default_type text/xml; try_files /feed.xml =404; }}
  }}
}}
"""
PEOPLE = 40
LIST = (
    b"full name,date of birth,alien number,claim\n"
    + "".join(
        f"{GIVEN[one % 9]} {FAMILY[one % 8]},19{60 + one}-03-1{one % 10},A2012{one:05},asylum\n"
        for one in range(PEOPLE)
    ).encode()
)
"""A list of invented people, none of whom may be told of."""


@dataclass(frozen=True, slots=True)
class Swept:
    """The running site: its folder, its port, and the site file that says how it is reached."""

    folder: Path
    port: int
    site: Path

    @property
    def www(self) -> Path:
        return self.folder / "www"

    def asked(self) -> list[tuple[str, int]]:
        """Paths and statuses since the last call."""
        log = self.folder / "access.log"
        lines = log.read_text().splitlines()
        log.write_text("")
        found = []
        for line in lines:
            request, answer = line.split('"')[1:3]
            found.append((request.split()[1], int(answer.split()[0])))
        return found


def fill(www: Path, count: int) -> dict[str, bytes]:
    """Pages and `count` documents without people; returns the lists that are among them, by path."""
    for number in range(count):
        folder = www / "data" / f"{2010 + number % 15}"
        folder.mkdir(parents=True, exist_ok=True)
        rows = "".join(f"{2000 + year},{number * 31 + year}\n" for year in range(20))
        (folder / f"figures-{number}.csv").write_text(f"year,decisions\n{rows}")
    index = "".join(f'<a href="/news/{number}.html">news</a>' for number in range(20))
    page = "<!doctype html><html><head><title>Office</title></head><body><p>{}</p></body></html>"
    (www / "news").mkdir(parents=True)
    (www / "index.html").write_text(page.format(index + '<a href="/data/">all our data</a>'))
    for number in range(20):
        (www / "news" / f"{number}.html").write_text(page.format(f"The office opens at {number % 12}."))
    (www / "api").mkdir()
    (www / "api" / "list.json").write_text(json.dumps({"documents": [{"url": "/api/7"}]}))
    (www / "feed.xml").write_text(
        '<?xml version="1.0"?><rss><channel><item><link>/api/list.json</link></item></channel></rss>'
    )
    (www / "robots.txt").write_text("User-agent: *\nDisallow: /drafts/hidden.html\nSitemap: /feed\n")
    (www / "drafts").mkdir()
    (www / "drafts" / "hidden.html").write_text(page.format('<a href="old.csv">an old file</a>'))
    lists = {"/api/7": LIST, "/drafts/old.csv": LIST + b"\n\n\n", "/data/2012/names 2012.csv": LIST + b"\n"}
    for path, content in lists.items():
        (www / path[1:]).write_bytes(content)
    return {path.replace(" ", "%20"): content for path, content in lists.items()}


@contextmanager
def swept_site(folder: Path) -> Iterator[Swept]:
    """nginx over `folder`/www, on a port of its own, until the block ends."""
    port = free_port()
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(CONFIG.format(folder=folder, port=port, user=user))
    site = folder / "site.toml"
    site.write_text(f'[reach]\naddresses = {{ "{HOST}" = "127.0.0.1:{port}" }}\n')
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    process = subprocess.Popen([program, "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        end = time.monotonic() + 10
        while not (folder / "pid").exists():
            assert process.poll() is None, "nginx ended"
            assert time.monotonic() < end, "nginx does not start"
            time.sleep(0.02)
        yield Swept(folder, port, site)
    finally:
        process.terminate()
        process.wait(10)
