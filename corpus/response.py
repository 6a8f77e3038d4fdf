"""What `make run` shows of the response: a small site, and a list on it that should not be there."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import urlopen

from pyrage import x25519

ACTOR = '--by "Anna Berg" --role privacy_officer --why "It lists people"'


class _Logged(SimpleHTTPRequestHandler):
    """Serves a folder, and keeps a log in the common format."""

    def __init__(self, *args: object, log: Path, directory: str) -> None:
        self._log = log
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]

    def send_header(self, keyword: str, value: str) -> None:
        if keyword.lower() == "content-length":
            self._length = value
        super().send_header(keyword, value)

    def log_request(self, code: "int | str" = "-", size: "int | str" = "-") -> None:
        self._status = code

    def end_headers(self) -> None:
        super().end_headers()
        sent = getattr(self, "_length", "-") if self.command == "GET" else "-"
        now = datetime.now(UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")
        with self._log.open("a", encoding="utf-8") as log:
            log.write(
                f'{self.client_address[0]} - - [{now}] "{self.requestline}" {int(self._status)} {sent}\n'
            )

    def log_message(self, format: str, *args: object) -> None:
        """Errors are not shown: the answers are."""


@contextmanager
def served(public: Path, log: Path) -> Iterator[str]:
    """The folder on a free port of this machine; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Logged, log=log, directory=str(public)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


def show(folder: Path, list_file: Path, run: Callable[[Path, str], str]) -> None:
    """Puts the list on the site, has it fetched, and goes through the response, command by command."""
    public, log = folder / "www", folder / "access.log"
    public.mkdir()
    for name in ("statistics.xlsx", "statistics-march.xlsx"):
        (public / name).write_bytes(list_file.read_bytes())
    (public / "index.html").write_text('<a href="statistics.xlsx">Statistics</a>', encoding="utf-8")
    with served(public, log) as site:
        (folder / "site.toml").write_text(_site(site, public), encoding="utf-8")
        urlopen(f"{site}statistics.xlsx").read()
        recipient = x25519.Identity.generate().to_public()
        opened = f"--title List --time-zone America/New_York --recipient {recipient} --site site.toml"
        run(folder, f"case open case {opened} --source tip --url {site}statistics.xlsx {ACTOR}")
        run(folder, f"exposure --case case --url {site}statistics.xlsx {ACTOR}")
        run(folder, f"takedown --case case --confirm {ACTOR}")
    now = datetime.now(UTC)
    window = f"--from {now - timedelta(hours=1):%FT%T} --until {now + timedelta(hours=1):%FT%T}"
    run(folder, f"trace access.log --case case {window} {ACTOR}")
    run(folder, "case show --case case")
    (folder / "ledger.key").write_text(run(folder, "ledger key --case case"), encoding="utf-8")
    run(folder, "ledger export --case case -o case.ledger")
    run(folder, "ledger verify case.ledger --public-key ledger.key")


def _site(address: str, public: Path) -> str:
    port = address.rstrip("/").rpartition(":")[2]
    return (
        f'[site]\nname = "Example Agency"\nurls = ["{address}"]\nround_seconds = 1\n\n'
        f'[reach]\nnetworks = ["127.0.0.0/8"]\nports = [{port}]\n\n'
        f'[[connector]]\ntype = "web_root"\nfolder = "{public}"\nurls = {{ "{address}" = "." }}\n'
    )
