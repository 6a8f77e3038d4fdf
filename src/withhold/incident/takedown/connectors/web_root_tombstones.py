"""Markers by which a web server knows that an address is gone, and answers 410 (docs/takedown.md)."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Tombstones:
    """The `folder` of markers, an empty file at each address's path; None: there are none."""

    folder: Path | None

    def markers(self, urls: Iterable[str]) -> list[Path]:
        """The markers of these addresses, there or not."""
        if self.folder is None:
            return []
        paths = (unquote(urlsplit(url).path, errors="surrogateescape") for url in urls)
        return [self.folder / re.sub("/+", "/", path).lstrip("/") for path in paths]

    def bury(self, urls: Iterable[str]) -> str:
        """Put the markers there. What hinders it must not keep a file public: it is only told."""
        try:
            for marker in self.markers(urls):
                if not marker.exists():
                    _make_folders(marker.parent)
                    marker.touch()
                    marker.chmod(0o644)
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            return f"a tombstone could not be put there ({reason}): its address answers 404"
        return ""

    def lift(self, urls: Iterable[str]) -> None:
        """Take them away. Raises OSError."""
        for marker in self.markers(urls):
            marker.unlink(missing_ok=True)


def _make_folders(folder: Path) -> None:
    """The server has to be able to look into them, whatever the umask is."""
    if not folder.is_dir():
        _make_folders(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
