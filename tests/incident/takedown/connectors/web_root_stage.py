"""A public folder with a case beside it, as a stage of the contract of connectors."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from withhold.fetching.interface import Answer, Request
from withhold.incident.case.exposed import ExposedDocument
from withhold.incident.takedown.connectors.web_root import WebRoot, from_site
from withhold.incident.takedown.connectors.web_root_tombstones import Tombstones
from withhold.incident.takedown.interface import Context, Step, Target

LEAK = b"name,birth date\nInvented Person,1980-01-01\n" * 500
OTHER = b"name,birth date\nNobody at all,1999-09-09\n" * 500
DOCUMENT = ExposedDocument(hashlib.sha256(LEAK).hexdigest(), len(LEAK))
SITE = "https://www.example.org/"


class NoFetcher:
    """A web root asks nobody."""

    def fetch(self, request: Request) -> Answer:
        raise AssertionError(request.method)


class StoppedClock:
    def now(self) -> datetime:
        return datetime(2026, 3, 1, tzinfo=UTC)


@dataclass
class Root:
    """A public folder, a case folder and a quarantine; `path` is where the document is uploaded."""

    base: Path
    path: str = "docs/list of 2026.csv"

    def __post_init__(self) -> None:
        self.public.mkdir()
        (self.base / "case").mkdir(mode=0o700)
        self.put("index.html", b"<p>hello</p>")

    @property
    def public(self) -> Path:
        return self.base / "public"

    @property
    def target(self) -> Target:
        return Target((DOCUMENT,), (SITE + "docs/list%20of%202026.csv?download=1",))

    @property
    def secrets(self) -> Sequence[str]:
        return ()

    def put(self, path: str, content: bytes) -> Path:
        """Make this file, as an upload does."""
        whole = self.public / path
        whole.parent.mkdir(parents=True, exist_ok=True)
        whole.write_bytes(content)
        return whole

    def upload(self) -> None:
        self.put(self.path, LEAK)

    def connector(self) -> WebRoot:
        return self.made()

    def made(self, **keys: object) -> WebRoot:
        """The connector with more keys in its table."""
        table = {"type": "web_root", "folder": str(self.public), "urls": {SITE: "."}, **keys}
        return from_site(table, self.context)

    @property
    def context(self) -> Context:
        return Context(NoFetcher(), self.base / "case", StoppedClock())

    def broken(self) -> WebRoot:
        # The mount is gone, and there is no room for a quarantine.
        blocked = self.base / "blocked"
        blocked.touch()
        return Broken(self.public, {SITE: "."}, blocked / "quarantine", Tombstones(None))

    def picture(self) -> object:
        return {
            str(path): (path.lstat().st_mtime_ns, path.read_bytes() if path.is_file() else None)
            for path in sorted(self.base.rglob("*"))
        }

    def served(self) -> bool:
        return any(LEAK in path.read_bytes() for path in self.public.rglob("*") if path.is_file())

    def occupy(self) -> Callable[[], bool]:
        place = self.put(self.path, OTHER)
        return lambda: place.read_bytes() == OTHER

    def kept(self) -> bool:
        return self.quarantined() == [LEAK]

    def quarantined(self) -> list[bytes]:
        """What the quarantine holds beside its records."""
        files = (self.base / "case").rglob("*")
        return [path.read_bytes() for path in files if path.is_file() and path.suffix != ".json"]


class Broken(WebRoot):
    """A root whose listing fails, as that of a mount does that is gone."""

    def plan(self, target: Target) -> Sequence[Step]:
        return WebRoot(Path("/nonexistent"), self.urls, self.quarantine, self.tombstones).plan(target)
