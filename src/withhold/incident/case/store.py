"""A case in a folder: its settings, its events in a ledger, evidence and the rooms' work beside them.

    case.toml   what was fixed at the beginning       key        signs the ledger's checkpoints, mode 0600
    ledger/     the events                            evidence/  sealed, see docs/preserving.md
    work/       plans, journals and results           lock       held while events are recorded
    deadlines/  those of the organisation's own

The folder is made under another name, gets its case.toml last, and is renamed then: a half-made one never
looks like a case. Everything in it is for its owner alone.
"""

import fcntl
import logging
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from withhold.clearance.durable import make_folder, sync_folder, write_durably
from withhold.incident.case.clocks.packs import load_file
from withhold.incident.case.interface import CaseError, Clock, Event, Settings
from withhold.incident.case.recorded import RecordedCase, origin
from withhold.incident.case.settings import check_settings, read_settings, write_settings
from withhold.ledger.interface import Ledger

_OTHERS = 0o077
_log = logging.getLogger(__name__)


class SystemClock:
    """This machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class CaseFolder(RecordedCase):
    """The file adapter of CaseStore. Safe between threads and processes: each append sees all before it."""

    def __init__(self, folder: Path, settings: Settings, ledger: Ledger, clock: Clock) -> None:
        super().__init__(settings, ledger, clock)
        self.folder = folder

    @classmethod
    def open(cls, folder: Path, clock: Clock | None = None) -> "CaseFolder":
        """The case in this folder. Raises CaseError, LedgerError or KeyUnusable, with what to do."""
        if not folder.is_dir():
            raise CaseError(f"there is no folder {folder}; `withhold case open` makes a case")
        folder = folder.absolute()
        settings = read_settings(folder)
        if folder.stat().st_mode & _OTHERS:
            _log.warning("the case in %s is open to others on this machine; run chmod -R go= on it", folder)
        case = cls(folder, settings, _ledger(folder, settings), clock or SystemClock())
        if case.state().phase.value == "new":
            raise CaseError(f"the ledger of the case in {folder} is empty; put back the whole folder")
        return case

    @classmethod
    def create(
        cls, folder: Path, settings: Settings, first: Sequence[Event], clock: Clock | None = None
    ) -> "CaseFolder":
        """A new case with its first events, a report among them. Nothing is left behind if it fails.

        Raises CaseError if the folder holds something, or the rules do not allow these events.
        """
        folder = folder.absolute()
        if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
            raise CaseError(f"{folder} exists and is not an empty folder; give the name of a new one")
        check_settings(settings)
        if not folder.parent.is_dir():
            raise CaseError(
                f"there is no folder {folder.parent}; make it, or give another place for the case"
            )
        fresh = folder.parent / f".{folder.name}.{secrets.token_hex(8)}"
        make_folder(fresh)
        try:
            _fill(fresh, settings)
            cls(fresh, settings, _ledger(fresh, settings), clock or SystemClock()).append(first)
            write_settings(fresh, _with_own_deadlines(fresh, settings))
            _put_in_place(fresh, folder)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        return cls.open(folder, clock)

    @property
    def evidence(self) -> Path:
        return self.folder / "evidence"

    @property
    def work(self) -> Path:
        return self.folder / "work"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise CaseError(
                f"the case in {self.folder} cannot be written ({os.strerror(error.errno or 0)})"
            ) from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def key_path(folder: Path, settings: Settings) -> Path:
    """Where the key is that signs the checkpoints."""
    return settings.ledger_key or folder / "key"


def _fill(folder: Path, settings: Settings) -> None:
    from withhold.signing.ed25519 import SigningKey, write_signing_key

    if settings.ledger_key is None:
        write_signing_key(str(folder / "key"))
    else:
        SigningKey.load(str(settings.ledger_key))
    for name in ("evidence", "work"):
        make_folder(folder / name)


def _put_in_place(fresh: Path, folder: Path) -> None:
    try:
        fresh.rename(folder)
        sync_folder(folder.parent)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise CaseError(f"{folder} cannot be made ({reason}); give the name of a new folder") from None


def _with_own_deadlines(fresh: Path, settings: Settings) -> Settings:
    """The settings with copies of the deadlines in the case: it works without the files it was made from."""
    if not settings.deadlines:
        return settings
    make_folder(fresh / "deadlines")
    names = [f"{load_file(path).name}.toml" for path in settings.deadlines]
    for name, path in zip(names, settings.deadlines, strict=True):
        write_durably(fresh / "deadlines" / name, path.read_bytes())
    return replace(settings, deadlines=tuple(Path("deadlines") / name for name in names))


def _ledger(folder: Path, settings: Settings) -> Ledger:
    from withhold.ledger.file import FileLedger
    from withhold.signing.ed25519 import SigningKey

    return FileLedger(folder / "ledger", SigningKey.load(str(key_path(folder, settings))), origin(settings))
