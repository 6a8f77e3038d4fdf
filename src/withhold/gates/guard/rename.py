"""Renaming that never replaces what stands at the new name: renameat2(2), which Python does not have."""

import ctypes
import errno
import os
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
_AT_FDCWD = -100
_NO_REPLACE = 1


def rename_new(source: Path, folder: int, name: str) -> None:
    """Give `source` a name in an open folder. Raises FileExistsError if that is taken, OSError otherwise."""
    old, new = os.fsencode(source), os.fsencode(name)
    if _LIBC.renameat2(_AT_FDCWD, old, folder, new, ctypes.c_uint(_NO_REPLACE)) == 0:
        return
    number = ctypes.get_errno()
    if number not in (errno.EINVAL, errno.ENOSYS):
        raise OSError(number, os.strerror(number))
    # A file system without it (NFS, for one): for a moment the file has two names.
    os.link(source, name, dst_dir_fd=folder, follow_symlinks=False)
    os.unlink(source)
