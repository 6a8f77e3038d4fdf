"""The state folder of one destination: clearances, immutable store, staging, quarantine, journal.

It lies beside the public folder and on its file system (files move by renaming), never inside.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from withhold.clearance.interface import ClearanceError


@dataclass(frozen=True, slots=True)
class State:
    """Paths below `root`; folders of mode 0700 except `store`, which the web server reads."""

    root: Path

    @classmethod
    def beside(cls, public: Path) -> "State":
        """The default place for a public folder: `.NAME.withhold` beside it."""
        real = Path(os.path.realpath(public))
        return cls(real.parent / f".{real.name}.withhold")

    @property
    def clearances(self) -> Path:
        """`<sha256>/<id>.json`: clearances."""
        return self.root / "clearances"

    @property
    def revocations(self) -> Path:
        """`<sha256>/<id>.json`: revocations."""
        return self.root / "revocations"

    @property
    def requests(self) -> Path:
        """`<sha256>.json`: what waits for the signatures of people."""
        return self.root / "requests"

    @property
    def store(self) -> Path:
        """`<sha256>`: cleared bytes, never changed, read by the web server."""
        return self.root / "store"

    @property
    def staging(self) -> Path:
        """Files on their way, invisible to the web server."""
        return self.root / "staging"

    @property
    def quarantine(self) -> Path:
        """`<time>-<sha256>/`: what was pulled, with its evidence."""
        return self.root / "quarantine"

    @property
    def journal(self) -> Path:
        """One JSON object a line: what the gates did, when and why."""
        return self.root / "journal.jsonl"

    def make(self, public: Path | None) -> None:
        """Create what is missing. Raises ClearanceError if it would lie inside `public` or is unusable."""
        if public is not None:
            inside = Path(os.path.realpath(self.root)).is_relative_to(os.path.realpath(public))
            if inside:
                raise ClearanceError(
                    f"the state folder {self.root} lies inside the public folder; give --state another"
                )
        try:
            self.root.mkdir(mode=0o755, parents=True, exist_ok=True)
            for folder in (self.clearances, self.revocations, self.requests, self.staging, self.quarantine):
                folder.mkdir(mode=0o700, exist_ok=True)
            self.store.mkdir(mode=0o755, exist_ok=True)
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise ClearanceError(
                f"the state folder {self.root} cannot be made ({reason}); give --state another"
            ) from None
        if public is not None and public.exists() and os.stat(public).st_dev != os.stat(self.root).st_dev:
            raise ClearanceError(
                f"the state folder {self.root} is on another file system than {public}; give another"
            )


def destination_of(place: str) -> str:
    """The name of a place that clearances are bound to: `file:///srv/www/site`, `s3://bucket/prefix`.

    A path stands for the folder that it leads to.
    """
    if place.startswith("s3://"):
        return place.rstrip("/")
    return Path(os.path.realpath(place)).as_uri()


def destination_named(given: str) -> str:
    """What a person calls a destination, as clearances name it: paths and `s3://` as `destination_of` does.

    Any other name, such as `https://www.example.org`, stays as it is given.
    """
    if given.startswith(("s3://", "/", ".")) or os.path.isdir(given):
        return destination_of(given)
    return given
