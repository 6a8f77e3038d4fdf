"""Whether work can be started: said before it is queued, not after somebody waited for it."""

import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.conf import settings as django_settings

from withhold.console.cases.store import ConsoleCase
from withhold.console.jobs.models import Kind
from withhold.console.jobs.store import site_path
from withhold.domain.errors import UsageError
from withhold.incident.case.interface import EventKind
from withhold.incident.flow import require_confirmed
from withhold.incident.running.exposure import address, require_open

_MOST_LOG = 8 << 30


def check_start(case: ConsoleCase, kind: Kind, urls: Sequence[str] = ()) -> None:
    """Raises a WithholdError that says what is missing."""
    state = case.state()
    if kind in (Kind.TAKEDOWN, Kind.WATCH):
        require_confirmed(case)
        if not state.documents:
            raise UsageError("nothing is known yet that could be taken down: find where it is public first")
        if site_path(case.settings, state, urls) is None:
            raise UsageError("no site file says how it is taken down; add it to `sites` (docs/takedown.md)")
    elif kind is Kind.EXPOSURE:
        require_open(case)
        for url in urls:
            address(url)
        if not urls and not state.places and not state.documents:
            raise UsageError("give the address where it is, or was")
    elif kind is Kind.PRESERVE and not state.places:
        raise UsageError("the case knows no place yet: find where it is public first")
    elif kind is Kind.TRACE and not any(one.kind is EventKind.EXPOSURE_BOUNDED for one in case.events()):
        raise UsageError("the case does not know where and since when it was public: find that first")


def keep_log(case: ConsoleCase, chunks: Iterable[bytes]) -> str:
    """A log that was uploaded, streamed into the case's folder; its path. Nothing is left where it fails."""
    folder = case.work / "logs"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path, size = folder / secrets.token_hex(16), 0
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            for chunk in chunks:
                size += len(chunk)
                if size > _MOST_LOG:
                    raise UsageError("the log is larger than 8 GB; put it below a log folder of the server")
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return str(path)


def log_folders() -> tuple[Path, ...]:
    """Where the installation allows logs to be read: `log_folders` of console.toml."""
    folders: tuple[Path, ...] = django_settings.CONFIG.log_folders
    return folders


def log_below(text: str) -> str:
    """The path of a log or folder below one of the configured log folders. Raises UsageError."""
    path = Path(text)
    try:
        real = path.resolve(strict=True)
    except (OSError, ValueError):
        real = None
    if real is None or not any(real.is_relative_to(folder.resolve()) for folder in log_folders()):
        raise UsageError("that is no log below a log folder of this installation; upload it instead")
    return str(real)
