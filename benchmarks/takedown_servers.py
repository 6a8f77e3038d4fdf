"""Starts a real nginx and a real Varnish before it, as docs/takedown.md and docs/connectors.md tell."""

import http.client
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from benchmarks.takedown_site import Place

DOCS = Path(__file__).parents[1] / "docs"


@contextmanager
def standing(base: Path) -> Iterator[Place]:
    """The servers, ended by their ids."""
    place = Place(base)
    place.public.mkdir()
    place.gone.mkdir()
    place.write_site()
    with ExitStack() as stack:
        stack.enter_context(_running(_nginx(place), place.origin_port, base / "nginx.log"))
        stack.enter_context(_running(_varnish(place), place.cache_port, base / "varnish.log"))
        yield place


def documented(page: str, language: str) -> str:
    """The lines that a page tells people to write."""
    found = re.search(rf"```{language}\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None, language
    return found[1]


def _nginx(place: Place) -> list[str]:
    base = place.base
    lines = documented("takedown.md", "nginx")
    assert "/srv/withhold-gone" in lines
    temporary = "".join(
        f"{kind}_temp_path {base}/nginx-{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (base / "nginx.conf").write_text(
        f"{'user root;' if os.geteuid() == 0 else ''}\ndaemon off;\npid {base}/nginx.pid;\n"
        f"error_log {base}/error.log;\nworker_processes 1;\nevents {{}}\nhttp {{\n"
        f"access_log {base}/access.log;\n"
        f"{temporary}types {{ text/csv csv; }}\ndefault_type application/octet-stream;\n"
        "open_file_cache max=100;\n"
        f"server {{\nlisten 127.0.0.1:{place.origin_port};\nroot {place.public};\ngzip_static on;\n"
        f"{lines.replace('/srv/withhold-gone', str(place.gone))}"
        f"location /alias/ {{ alias {place.public}/docs/; }}\n}}\n}}\n",
        encoding="utf-8",
    )
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    return [program, "-p", str(base), "-c", str(base / "nginx.conf")]


def _varnish(place: Place) -> list[str]:
    vcl = place.base / "site.vcl"
    backend = f'backend site {{ .host = "127.0.0.1"; .port = "{place.origin_port}"; }}'
    lasting = "if (beresp.status == 200) { set beresp.ttl = 1h; } else { set beresp.ttl = 0s; }"
    lasting = f"sub vcl_backend_response {{ {lasting} }}"
    vcl.write_text(
        f"vcl 4.1;\n{backend}\n{documented('connectors.md', 'vcl')}\n{lasting}\n", encoding="utf-8"
    )
    program = shutil.which("varnishd") or "/usr/sbin/varnishd"
    options = ["-F", "-n", str(place.base / "varnish"), "-f", str(vcl), "-s", "malloc,32m", "-j", "none"]
    return [program, *options, "-a", f"127.0.0.1:{place.cache_port}"]


@contextmanager
def _running(command: list[str], port: int, log: Path) -> Iterator[None]:
    with log.open("wb") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=stream)
    try:
        _wait_for(port, process, log)
        yield
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}: {log.read_text()}")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            with suppress(OSError, http.client.HTTPException):
                connection.request("GET", "/ready")
                connection.getresponse().read()
                return
        finally:
            connection.close()
        time.sleep(0.05)
    raise RuntimeError("the server does not listen")
