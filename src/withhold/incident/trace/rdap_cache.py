"""What registries answered, kept for a month: a file for each network, for the owner's eyes only."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from withhold.clearance.durable import write_durably
from withhold.incident.trace.interface import TraceError
from withhold.incident.trace.rdap_answer import WIDEST, Network

KEPT = timedelta(days=30)
"""Contacts change seldom, and every question tells a registry something."""


class AnswerCache:
    """Answers by network, in memory and, if there is a folder, in it. Raises TraceError if that is unfit."""

    def __init__(self, folder: Path | None, now: datetime) -> None:
        self._folder = folder
        self._now = now
        self._answers: dict[str, dict[str, Any]] = {}
        if folder is not None:
            _prepare(folder)

    def get(self, network: Network) -> dict[str, Any] | None:
        """What was answered about the narrowest known network that holds this one; None: ask."""
        for length in range(network.prefixlen, WIDEST[network.version] - 1, -1):
            answer = self.named(name_of(network.supernet(new_prefix=length)))
            if answer is not None:
                return answer
        return None

    def named(self, name: str) -> dict[str, Any] | None:
        """What is kept under a name, if it is not too old."""
        if name not in self._answers and self._folder is not None:
            answer = _read(self._folder / f"{name}.json", self._now)
            if answer is not None:
                self._answers[name] = answer
        return self._answers.get(name)

    def keep(self, name: str, answer: dict[str, Any]) -> None:
        """Keep it. Raises ClearanceError if the folder takes no more; in memory it is kept all the same."""
        self._answers[name] = answer
        if self._folder is not None:
            content = json.dumps({"asked": self._now.astimezone(UTC).isoformat(), "answer": answer})
            write_durably(self._folder / f"{name}.json", content.encode("utf-8") + b"\n")


def name_of(network: Network) -> str:
    """Under which name an answer about a network is kept."""
    return f"{network.network_address}_{network.prefixlen}".replace(":", "-")


def _prepare(folder: Path) -> None:
    """The names in it alone tell which networks are of interest."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        mode = folder.stat().st_mode
    except OSError:
        raise TraceError(f"{folder} is no folder that can be made; give --rdap-cache another") from None
    if mode & 0o077:
        raise TraceError(f"{folder} is open to others; close it (chmod 700), or give --rdap-cache another")


def _read(path: Path, now: datetime) -> dict[str, Any] | None:
    """A file that is broken, too old or from the future counts for nothing: it is asked anew."""
    try:
        kept = json.loads(path.read_bytes())
        asked = datetime.fromisoformat(kept["asked"])
        answer = kept["answer"]
        fresh = timedelta() <= now - asked <= KEPT
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return answer if fresh and isinstance(answer, dict) else None
