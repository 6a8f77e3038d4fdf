"""Takes a file out of the public folder by renaming it, with its evidence; nothing is lost or copied over.

A folder `<time>-<digest or random>` holds `content`, what was taken, and `evidence.json`.
"""

import errno
import json
import os
import secrets
import shutil
import stat
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from withhold.gates.guard.rename import rename_new
from withhold.gates.guard.tree import same_content

CONTENT = "content"
EVIDENCE = "evidence.json"
_TAKEN_ELSEWHERE = (errno.EXDEV, errno.EMLINK)
_FULL = (errno.ENOSPC, errno.EDQUOT)
_SPARES = 32


class NotTaken(Exception):
    """A file could not be taken away. The message is the reason, without content."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was moved to `folder`/content. `as_judged` False: it was replaced between judging and moving."""

    folder: Path
    found: os.stat_result
    as_judged: bool


def take(
    quarantine: Path,
    parent: int,
    name: str,
    expected: os.stat_result,
    evidence: dict[str, Any],
    now: datetime,
) -> Taken | None:
    """Move `name` out of the open folder `parent`; None if it is gone. Raises NotTaken.

    The evidence is written before and after, so that a killed guard leaves no bytes without a record.
    """
    try:
        folder = _new_folder(quarantine, evidence.get("sha256"), now)
    except OSError as error:
        raise NotTaken(f"the quarantine cannot be written ({os.strerror(error.errno or 0)})") from None
    with suppress(OSError):
        # A full disk must keep nothing public. Whoever writes the record afterwards tells what fails then.
        write_evidence(folder, evidence)
    try:
        _move(parent, name, folder)
    except FileNotFoundError:
        remove(folder)
        return None
    except OSError as error:
        remove(folder)
        raise NotTaken(os.strerror(error.errno or 0)) from None
    found = os.lstat(folder / CONTENT)
    return Taken(folder, found, same_content(found, expected))


def put_back(taken: Taken, parent: int, name: str) -> bool:
    """Move what was taken by mistake back to its name; False if that is taken again (it stays then)."""
    try:
        rename_new(taken.folder / CONTENT, parent, name)
    except OSError:
        return False
    remove(taken.folder)
    return True


def write_evidence(folder: Path, evidence: dict[str, Any], durable: bool = False) -> None:
    """Replace the evidence as a whole. Raises OSError."""
    draft = folder / f"{EVIDENCE}.new"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with open(descriptor, "w", encoding="ascii") as stream:
        json.dump(evidence, stream, indent=1)
        stream.write("\n")
        if durable:
            stream.flush()
            os.fsync(stream.fileno())
    os.replace(draft, folder / EVIDENCE)
    if durable:
        sync_folder(folder)
        sync_folder(folder.parent)


def read_evidence(folder: Path) -> dict[str, Any]:
    """The evidence in a quarantine folder, empty if there is none that can be read."""
    try:
        data = json.loads((folder / EVIDENCE).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def remove(folder: Path) -> None:
    """Remove a quarantine folder that holds no content."""
    for name in (EVIDENCE, f"{EVIDENCE}.new"):
        with suppress(FileNotFoundError):
            os.unlink(folder / name)
    folder.rmdir()


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _new_folder(quarantine: Path, sha256: str | None, now: datetime) -> Path:
    time = now.strftime("%Y%m%dT%H%M%S.%fZ")
    while True:
        folder = quarantine / f"{time}-{sha256 or secrets.token_hex(8)}"
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            # Two files of the same bytes within a microsecond, or a clock that stands still.
            sha256 = None
            continue
        except OSError as error:
            if error.errno not in _FULL:
                raise
            _use_spare(quarantine, folder, error)
        return folder


def reserve(quarantine: Path) -> None:
    """Keep some empty folders: where the disk is full none can be made, but files still move into these."""
    with suppress(OSError):
        for spare in _spares(quarantine):
            spare.mkdir(mode=0o700, parents=True, exist_ok=True)


def _use_spare(quarantine: Path, folder: Path, full: OSError) -> None:
    for spare in _spares(quarantine):
        with suppress(FileNotFoundError):
            spare.rename(folder)
            return
    raise full


def _spares(quarantine: Path) -> list[Path]:
    # Beside the guard's other things: whatever lies in the quarantine was pulled.
    return [quarantine.with_name("guard") / "spare" / str(number) for number in range(_SPARES)]


def _move(parent: int, name: str, folder: Path) -> None:
    target = folder / CONTENT
    try:
        os.rename(name, target, src_dir_fd=parent)
    except PermissionError:
        with _writable(parent):
            os.rename(name, target, src_dir_fd=parent)
    except OSError as error:
        if error.errno not in _TAKEN_ELSEWHERE:
            raise
        _copy_away(parent, name, target)


class _writable:
    """For the time of the block, a folder of our own that nobody may write to is writable for us."""

    def __init__(self, folder: int) -> None:
        self._folder = folder
        self._mode = stat.S_IMODE(os.fstat(folder).st_mode)

    def __enter__(self) -> None:
        os.fchmod(self._folder, self._mode | stat.S_IRWXU)

    def __exit__(self, *_: object) -> None:
        os.fchmod(self._folder, self._mode)


def _copy_away(parent: int, name: str, target: Path) -> None:
    """Take a file from another file system (a mount below the folder), which renaming cannot."""
    before = os.stat(name, dir_fd=parent, follow_symlinks=False)
    if stat.S_ISLNK(before.st_mode):
        os.symlink(os.readlink(name, dir_fd=parent), target)
    elif stat.S_ISREG(before.st_mode):
        source = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)
        try:
            with open(source, "rb") as reading, target.open("xb") as writing:
                shutil.copyfileobj(reading, writing)
                writing.flush()
                os.fsync(writing.fileno())
        except OSError:
            target.unlink(missing_ok=True)  # a part of it is no quarantined file
            raise
    else:
        # A pipe, socket or device has no bytes to keep.
        target.touch(mode=0o600)
    os.unlink(name, dir_fd=parent)
