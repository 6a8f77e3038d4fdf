"""A console under `withhold serve` that watches a folder of this machine as its own site."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.e2e.served_console import Served, served

_ROOT = Path(__file__).parents[2]
_SECONDS = 180.0
"""A worker counts as dead after a minute of silence."""
MAKE = """
import json
import sys
import django
django.setup()
from tests.console.making import a_person
from withhold.console.desk.models import Destination
from withhold.console.people.roles import Role
from withhold.console.watch.models import WatchedSite

start, site_file = sys.argv[1:]
officer = a_person(Role.PRIVACY_OFFICER, name="Otto Officer")
place = Destination.objects.create(name=start, slug="site")
site = WatchedSite.objects.create(
    destination=place, starts=[start], site_file=site_file, added_by=officer, interval=60,
    owner=a_person(Role.EDITOR, name="Olga Owner"),
)
print(json.dumps(site.pk))
"""
LOOK = """
import json
import django
django.setup()
from withhold.console.cases.store import ConsoleCase
from withhold.console.outbox.models import Message
from withhold.console.watch.models import PublicDocument, Sweep, WatchedSite
from withhold.console.watch.standing import choose
from withhold.console.watch.sweeping import sweep_now
import sys

if sys.argv[1:] == ["sweep"]:
    sweep_now(WatchedSite.objects.get())
if sys.argv[1:] == ["choose"]:
    site = WatchedSite.objects.get()
    choose(site, site.owner, "lists never belong there")
    assert choose(site, site.added_by, "agreed")
documents = []
for one in PublicDocument.objects.select_related("case"):
    events = [] if one.case is None else ConsoleCase.open(one.case).events()
    documents.append({
        "url": one.url, "state": one.state, "decision": one.decision, "case": one.case_id,
        "fetched": one.fetched.timestamp(), "before": one.before is not None,
        "phase": None if one.case is None else one.case.phase,
        "events": [str(event.kind) for event in events],
        "preserved": [e.recorded.timestamp() for e in events if e.kind == "preserved"],
    })
print(json.dumps({
    "sweeps": [[one.complete, one.seen, one.why] for one in Sweep.objects.order_by("pk")],
    "running": Sweep.objects.filter(ended=None).count(),
    "documents": documents,
    "alerts": [m.created.timestamp() for m in Message.objects.filter(kind="sweep_found").order_by("pk")],
}))
"""


class Quiet(SimpleHTTPRequestHandler):
    """A folder with its listing, as Python's own server shows it."""

    def log_message(self, *_: Any) -> None:
        """Nothing is written beside the test's output."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The folder at an address of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def ran(console: Served, code: str, *arguments: str) -> Any:
    environment = {**console.environment, "DJANGO_SETTINGS_MODULE": "withhold.console.settings"}
    told = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=environment, cwd=_ROOT, capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout.splitlines()[-1])


def until(console: Served, true: Any, what: str, seconds: float = _SECONDS) -> dict[str, Any]:
    """How the watch stands, as soon as that is so."""
    deadline = time.monotonic() + seconds
    while True:
        stands: dict[str, Any] = ran(console, LOOK)
        if true(stands):
            return stands
        assert time.monotonic() < deadline, f"{what}: {stands} {console.told()}"
        time.sleep(0.5)


@contextmanager
def watching(folder: Path, home: Path) -> Iterator[Served]:
    """A console with two workers whose one site is that folder; it stands at `home`."""
    with serving(folder) as start:
        port = start.rstrip("/").rpartition(":")[2]
        home.mkdir(mode=0o700)
        (home / "site.toml").write_text(
            f'[site]\nname = "x"\nurls = ["{start}"]\n'
            f'[[connector]]\ntype = "web_root"\nfolder = "{folder}"\nurls = {{ "{start}" = "." }}\n'
            f'[reach]\nnetworks = ["127.0.0.0/8"]\nports = [{port}]\n'
        )
        (home / "console.toml").write_text(
            'sites = ["site.toml"]\nworkers = 2\n[on_call]\naddresses = ["duty@example.org"]\n'
        )
        with served(home) as running:
            ran(running, MAKE, start, str(home / "site.toml"))
            yield running
