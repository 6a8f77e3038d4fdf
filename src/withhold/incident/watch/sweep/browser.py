"""Pages as Chromium makes them of their scripts: what a visitor sees, and what the scripts asked for."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from withhold.domain.errors import UsageError

RENDERED = "#rendered"
"""At the end of an address: the page as its scripts leave it, a document beside the page as it was sent."""
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_SECONDS = 40
_SCRIPTS_MILLISECONDS = 8_000
_MOST_BYTES = 64 << 20
_MOST_REQUESTED = 1_000
_OPTIONS = (
    "--headless=new", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-sync",
    "--disable-extensions", "--disable-background-networking", "--disable-component-update",
    "--disable-default-apps", "--disable-domain-reliability", "--disable-dev-shm-usage", "--disable-breakpad",
    "--disable-features=DialMediaRouteProvider,OptimizationHints,MediaRouter,Translate,HttpsUpgrades",
    "--metrics-recording-only", "--mute-audio", "--no-pings", "--safebrowsing-disable-auto-update",
    "--password-store=basic", "--use-mock-keychain", "--no-proxy-server", "--dump-dom",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rendered:
    """The page after its scripts ran, and the addresses they asked; `trouble` where there is none."""

    content: bytes
    requested: tuple[str, ...]
    trouble: str = ""


class Browser(Protocol):
    """Renders pages; used from several threads."""

    def render(self, url: str) -> Rendered: ...


def is_rendered(url: str) -> bool:
    """Whether it stands for a page after its scripts ran."""
    return url.endswith(RENDERED)


class Chromium:
    """Runs Chromium once a page, with a profile that is thrown away, and only the given hosts to be reached.

    `addresses` maps a host or host:port to where it is asked instead (the site file's `[reach]`). Raises
    UsageError where there is no Chromium.
    """

    def __init__(self, hosts: frozenset[str], addresses: dict[str, str] | None = None) -> None:
        found = next((path for name in _NAMES if (path := shutil.which(name))), None)
        if found is None:
            raise UsageError("there is no Chromium on this machine; install the package chromium, or leave "
                             "--browser out")  # fmt: skip
        self._program = found
        self._rules = _rules(hosts, addresses or {})

    def render(self, url: str) -> Rendered:
        """The page at an address, with or without the mark of a rendered one. Never raises for a page."""
        with tempfile.TemporaryDirectory(prefix="page-", ignore_cleanup_errors=True) as folder:
            log, page = Path(folder, "requests.json"), Path(folder, "page.html")
            command = [self._program, *_OPTIONS, f"--user-data-dir={folder}/profile"]
            command += [f"--host-resolver-rules={self._rules}", f"--log-net-log={log}"]
            command += [f"--virtual-time-budget={_SCRIPTS_MILLISECONDS}"]
            if os.geteuid() == 0:
                command.append("--no-sandbox")  # Chromium does not start otherwise
            command.append(url.removesuffix(RENDERED))
            trouble = _run(command, folder, page)
            content = b"" if trouble else page.read_bytes()
            if not trouble and not content.strip():
                trouble = "the browser made no page of it"
            return Rendered(content, _requested(log), trouble)


def _run(command: list[str], folder: str, page: Path) -> str:
    """Run it to its end, or end it; "" if it did its work."""
    environment = {"HOME": folder, "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "TMPDIR": folder}
    with page.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.DEVNULL, cwd=folder,
            env=environment, start_new_session=True,
        )  # fmt: skip
        try:
            code = process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            return "the browser did not come to an end"
        finally:
            # Its helpers, too: they are of its group.
            _end(process)
    if page.stat().st_size > _MOST_BYTES:
        return "the rendered page is too large"
    return "" if code == 0 else "the browser failed"


def _end(process: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError):  # then all of them have ended
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _rules(hosts: frozenset[str], addresses: dict[str, str]) -> str:
    """No name is resolved but the site's own. An exception counts before all rules: a name that is asked
    elsewhere must be none."""
    mapped = {host: to for host, to in addresses.items() if _is_own(host, hosts)}
    names = {urlsplit(f"//{host}").hostname or "" for host in hosts}
    names -= {"", *(urlsplit(f"//{host}").hostname or "" for host in mapped)}
    rules = [f"MAP {host} {to}" for host, to in sorted(mapped.items())]
    return ", ".join([*rules, "MAP * ~NOTFOUND", *(f"EXCLUDE {name}" for name in sorted(names))])


def _is_own(host: str, hosts: frozenset[str]) -> bool:
    return any(host == one or host == one.rpartition(":")[0] for one in hosts)


def _requested(log: Path) -> tuple[str, ...]:
    """The addresses in the browser's log of its network; a log that was cut off still names some."""
    try:
        with log.open("rb") as stream:
            text = stream.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return ()
    found: dict[str, None] = {}
    for line in text.splitlines():
        if '"url":"http' not in line:
            continue
        try:
            parameters = json.loads(line.rstrip().rstrip(",")).get("params", {})
        except (ValueError, AttributeError, RecursionError):
            continue
        if str(parameters.get("method", "GET")) == "GET" and isinstance(parameters.get("url"), str):
            found[parameters["url"]] = None
            if len(found) == _MOST_REQUESTED:
                break
    return tuple(found)
