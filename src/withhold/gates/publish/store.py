"""The store: cleared bytes under their digest, never changed, for web servers to serve (design 5.1)."""

import errno
import fcntl
import hashlib
import os
from contextlib import suppress
from pathlib import Path

from withhold.clearance.durable import sync_folder
from withhold.clearance.state import State
from withhold.gates.interface import PutFailed, Staged

_BLOCK = 1 << 20
_FICLONE = 0x40049409
"""The ioctl that lets two files share their blocks until one is written (linux/fs.h)."""


def fill(state: State, staged: Staged) -> None:
    """Make sure that `state.store/<sha256>` holds these bytes, durably. Raises PutFailed.

    The copy is an inode of its own: nothing that is public may have a second name.
    """
    target = state.store / staged.sha256
    if _holds(target, staged):
        return
    copy = staged.file.with_name(f"{staged.file.name}.store")
    try:
        with open(staged.file, "rb") as source, open(copy, "xb") as stream:
            _share(source.fileno(), stream.fileno())
            os.fchmod(stream.fileno(), 0o444)
            os.fsync(stream.fileno())
        if not _holds(copy, staged):
            raise PutFailed("the private copy was changed after it was cleared; nothing was published")
        os.rename(copy, target)
        sync_folder(state.store)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise PutFailed(f"the store cannot be written ({reason}); nothing more was published") from None


def _share(source: int, target: int) -> None:
    """The same bytes in another inode: by sharing blocks where the file system can, else by copying."""
    try:
        fcntl.ioctl(target, _FICLONE, source)
    except OSError as error:
        if error.errno not in (errno.EOPNOTSUPP, errno.ENOTTY, errno.EINVAL, errno.EXDEV, errno.ENOSYS):
            raise
        offset = 0
        while sent := os.sendfile(target, source, offset, 1 << 30):
            offset += sent


def _holds(file: Path, staged: Staged) -> bool:
    """Whether a regular file with one name holds exactly the staged bytes."""
    digest = hashlib.sha256()
    with suppress(FileNotFoundError), open(file, "rb", opener=_no_link) as stream:
        found = os.fstat(stream.fileno())
        if found.st_size != staged.size or found.st_nlink != 1:
            return False
        while block := stream.read(_BLOCK):
            digest.update(block)
        return digest.hexdigest() == staged.sha256
    return False


def _no_link(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
