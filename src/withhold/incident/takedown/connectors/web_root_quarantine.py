"""Where a web root's files go: out of the public folder, by renaming, with what is needed to put them back.

Of each content there is one copy, `<sha256>/content`. Beside it `<step>.json` tells where a file stood,
whose it was and when it was changed. `<step>.moved` is a file on its way: what a killed process left of it
is settled when the step is taken again.
"""

import errno
import hashlib
import json
import os
import shutil
import stat
import threading
from collections.abc import Mapping
from pathlib import Path

from withhold.clearance.durable import sync_folder, write_durably
from withhold.gates.guard.rename import rename_new
from withhold.incident.takedown.connectors.keeping import digest_of, holds, of_file, open_file

SCHEMA = "withhold.quarantined/1"
_settling = threading.Lock()
"""Two files of the same bytes that are moved at once must not both become the one copy."""


class Replaced(Exception):
    """Another file had taken the place in the moment of moving; it stands there again."""


class Slot:
    """The quarantine of one step. Raises OSError or ClearanceError for what the system does not allow."""

    def __init__(self, quarantine: Path, step: str, sha256: str) -> None:
        self._quarantine = quarantine
        self._sha256 = sha256
        self.folder = quarantine / sha256
        self.content = self.folder / "content"
        self._moved = self.folder / f"{step}.moved"
        self._record = self.folder / f"{step}.json"

    def begun(self) -> bool:
        """Whether a file was moved here and not settled yet."""
        return os.path.lexists(self._moved)

    def kept(self) -> bool:
        """Whether the content is kept, whole."""
        return holds(self.content, self._sha256)

    def record(self) -> Mapping[str, object] | None:
        """What is known of the file that was moved; None if none was."""
        try:
            return dict(json.loads(self._record.read_text(encoding="ascii")))
        except FileNotFoundError:
            return None

    def take(self, path: Path) -> None:
        """Move the file away. Afterwards `settle` has to be called, now or after a crash."""
        found = os.lstat(path)
        self._make(path, found)
        try:
            os.rename(path, self._moved)
            sync_folder(self.folder)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            self._copy_away(path, found)
        sync_folder(path.parent)

    def settle(self, path: Path) -> None:
        """Make what was moved the one copy, or put it back. Raises Replaced if it was another file."""
        with _settling:
            moved = os.lstat(self._moved)
            if stat.S_ISLNK(moved.st_mode) and os.readlink(self._moved) == self._link():
                # Its bytes were copied before it was moved; what is left is a name.
                if not self.kept():
                    raise OSError(errno.EIO, os.strerror(errno.EIO))
                self._moved.unlink()
            elif not stat.S_ISREG(moved.st_mode) or digest_of(of_file(self._moved))[0] != self._sha256:
                self._give_back(path)
                raise Replaced
            elif self.kept():
                self._moved.unlink()
            else:
                if os.stat(self._moved).st_nlink == 1:
                    os.chmod(self._moved, 0o600)
                os.replace(self._moved, self.content)
            sync_folder(self.folder)

    def put_back(self, path: Path) -> None:
        """Make a file at `path` as it was. Raises FileExistsError if one stands there."""
        record = self.record() or {}
        draft = path.with_name(f".{self._record.stem}.withhold")
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with open(descriptor, "wb") as stream, open_file(self.content) as kept:
                shutil.copyfileobj(kept, stream)
                stream.flush()
                if os.geteuid() == 0:
                    os.fchown(stream.fileno(), _whole(record, "uid"), _whole(record, "gid"))
                os.fchmod(stream.fileno(), _whole(record, "mode"))
                os.fsync(stream.fileno())
            os.utime(draft, ns=(_whole(record, "atime_ns"), _whole(record, "mtime_ns")))
            folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                rename_new(draft, folder, path.name)
            finally:
                os.close(folder)
        finally:
            draft.unlink(missing_ok=True)
        sync_folder(path.parent)

    def _link(self) -> object:
        """Where the link led that was to be moved; None if it was a file."""
        return (self.record() or {}).get("link")

    def _make(self, path: Path, found: os.stat_result) -> None:
        """The folder, and in it what is needed to put the file back, before anything is moved."""
        target = os.stat(path)
        record = {
            "schema": SCHEMA,
            "path": str(path),
            "link": os.readlink(path) if stat.S_ISLNK(found.st_mode) else None,
            "sha256": self._sha256,
            "size": target.st_size,
            "uid": found.st_uid,
            "gid": found.st_gid,
            "mode": stat.S_IMODE(target.st_mode),
            "atime_ns": target.st_atime_ns,
            "mtime_ns": target.st_mtime_ns,
            "links": found.st_nlink,
        }
        for folder in (self._quarantine.parent, self._quarantine, self.folder):
            folder.mkdir(mode=0o700, exist_ok=True)
            sync_folder(folder.parent)
        write_durably(self._record, json.dumps(record, indent=1).encode("ascii"))
        if stat.S_ISLNK(found.st_mode) and not self.kept():
            self._copy(path, self.content)

    def _copy_away(self, path: Path, found: os.stat_result) -> None:
        """Take a file from another file system: copied, checked, and only then unlinked."""
        if stat.S_ISLNK(found.st_mode):
            os.symlink(os.readlink(path), self._moved)
        else:
            self._copy(path, self._moved)
        now = os.lstat(path)
        if (now.st_ino, now.st_mtime_ns, now.st_ctime_ns) != (
            found.st_ino,
            found.st_mtime_ns,
            found.st_ctime_ns,
        ):
            self._moved.unlink()
            raise Replaced
        os.unlink(path)

    def _copy(self, path: Path, to: Path) -> None:
        """A whole, durable copy of the right bytes under the name `to`, or none."""
        draft = to.with_name(f"{to.name}.part")
        digest = hashlib.sha256()
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with open(descriptor, "wb") as stream:
            for chunk in of_file(path):
                digest.update(chunk)
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
        if digest.hexdigest() != self._sha256:
            draft.unlink()
            raise Replaced
        os.replace(draft, to)
        sync_folder(self.folder)

    def _give_back(self, path: Path) -> None:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            rename_new(self._moved, folder, path.name)
        finally:
            os.close(folder)


def _whole(record: Mapping[str, object], key: str) -> int:
    value = record[key]
    assert isinstance(value, int)
    return value
