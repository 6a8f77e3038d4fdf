"""A real nginx with proxy_cache before an origin that answers in variants and ranges."""

import gzip
import http.client
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote

from tests.e2e.web_server import free_port
from tests.incident.takedown.connectors.rig import ROSTER, context, target
from withhold.incident.takedown.connectors.nginx_cache import from_site
from withhold.incident.takedown.interface import Connector, Target

GUIDE = Path(__file__).parents[2] / "docs" / "connectors.md"
HOST = "www.example.org"
PATH = "/files/list.csv"
MODULE = "/usr/lib/nginx/modules/ngx_http_cache_purge_module.so"


@dataclass(slots=True)
class Files:
    """An origin: what stands at which path, packed and in ranges for those who ask."""

    files: dict[str, bytes] = field(default_factory=dict)
    port: int = 0


@contextmanager
def origin(files: Files) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            content = files.files.get(re.sub("/+", "/", unquote(self.path.partition("?")[0])))
            status, headers = 200, {"Vary": "Accept-Encoding", "ETag": '"v1"'}
            if content is None:
                status, content, headers = 404, b"not here\n", {}
            elif given := self.headers.get("Range"):
                first, _, last = given.removeprefix("bytes=").partition("-")
                end = min(int(last), len(content) - 1)
                headers["Content-Range"] = f"bytes {first}-{end}/{len(content)}"
                status, content = 206, content[int(first) : end + 1]
            elif "gzip" in self.headers.get("Accept-Encoding", ""):
                content = gzip.compress(content)
                headers["Content-Encoding"] = "gzip"
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    files.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(slots=True)
class Nginx:
    """A stage of tests.contract.connector: `keys` of the table choose folder, server or both."""

    files: Files
    port: int
    cache: Path
    work: Path
    keys: Mapping[str, object] = field(default_factory=dict)
    ways: tuple[tuple[str, str], ...] = ((PATH, "identity"),)
    hit: bool = False

    @property
    def target(self) -> Target:
        return target(f"https://{HOST}{PATH}")

    @property
    def secrets(self) -> Sequence[str]:
        return []

    def upload(self) -> None:
        self.files.files[PATH] = ROSTER
        for path, encoding in self.ways:
            self.fill(path, encoding)
        del self.files.files[PATH]

    def connector(self) -> Connector:
        return from_site({"type": "nginx_cache", **self.keys}, context(self.work, self.port))

    def broken(self) -> Connector:
        wrong = {"folder": str(self.cache / "not"), "server": "http://127.0.0.1:9"}
        return from_site(
            {"type": "nginx_cache", **{key: wrong[key] for key in self.keys}}, context(self.work, 9)
        )

    def picture(self) -> object:
        return sorted((str(path), path.read_bytes()) for path in self.cache.rglob("*") if path.is_file())

    def served(self) -> bool:
        return any(self.get(path, encoding)[0] in (200, 206) for path, encoding in self.ways)

    def fill(self, path: str, encoding: str = "identity") -> None:
        """Ask until it comes from the cache: nginx puts an entry there after it has answered."""
        for _ in range(200):
            assert self.get(path, encoding)[0] in (200, 206)
            if self.hit:
                return
            time.sleep(0.01)
        raise AssertionError("it is not cached")

    def get(self, path: str, encoding: str = "identity", **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            sent = {"Host": HOST, "Accept-Encoding": encoding, **headers}
            connection.request("GET", path, headers=sent)
            answer = connection.getresponse()
            self.hit = answer.getheader("X-Cache") == "HIT"
            return answer.status, answer.read()
        finally:
            connection.close()


PLAIN = "location / { proxy_pass http://site; proxy_cache site; proxy_cache_valid 200 206 1h; }"

CONFIGURATION = """
daemon off; pid {root}/pid; error_log {root}/error.log; worker_processes 1; {user} {module}
events {{}}
http {{
  access_log off;
  client_body_temp_path {root}/t1; proxy_temp_path {root}/t2; fastcgi_temp_path {root}/t3;
  uwsgi_temp_path {root}/t4; scgi_temp_path {root}/t5;
  proxy_cache_path {root}/cache levels=1:2 keys_zone=site:1m use_temp_path=off;
  proxy_http_version 1.1; add_header X-Cache $upstream_cache_status;
  upstream site {{ server 127.0.0.1:{origin}; }}
  server {{
    listen 127.0.0.1:{port};
    {locations}
    location /sliced/ {{
      slice 1k; proxy_cache_key $host$uri$is_args$args$slice_range;
      proxy_set_header Range $slice_range; proxy_pass http://site/files/;
      proxy_cache site; proxy_cache_valid 200 206 1h;
    }}
  }}
}}
"""


def documented() -> str:
    found = re.search(r"```nginx\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


@contextmanager
def running(root: Path, files: Files, purge: bool) -> Iterator[Nginx]:
    """nginx before the origin, ended by its id."""
    port = free_port()
    (root / "cache").mkdir()
    values = {
        "root": root,
        "port": port,
        "origin": files.port,
        "user": "user root;" if os.geteuid() == 0 else "",
        "module": f"load_module {MODULE};" if purge else "",
        "locations": documented() if purge else PLAIN,
    }
    (root / "nginx.conf").write_text(CONFIGURATION.format(**values))
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    process = subprocess.Popen(
        [program, "-p", str(root), "-c", str(root / "nginx.conf"), "-e", str(root / "error.log")],
        stderr=subprocess.DEVNULL,
    )
    try:
        nginx = Nginx(files, port, root / "cache", root / "work")
        for _ in range(400):
            assert process.poll() is None, (root / "error.log").read_text()
            with suppress(OSError):
                nginx.get("/ready")
                break
            time.sleep(0.05)
        yield nginx
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()
