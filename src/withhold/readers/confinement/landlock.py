"""Landlock: a process that may no longer touch the file system, but for reading Python's own libraries.

Numbers and rights are those of linux/landlock.h; each version of the kernel's interface knows more of them.
"""

import ctypes
import os
import site
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from withhold.readers.confinement.libc import no_new_privileges, syscall

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG = 1
_RULE_PATH_BENEATH = 1
_READ_FILE, _READ_DIRECTORY = 1 << 2, 1 << 3
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many rights on files each version knows, from the lowest bit."""
_ALL_NETWORK = 0b11
_ALL_SCOPES = 0b11


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def library_folders() -> list[Path]:
    """Where Python and its packages live: modules that are imported late must still be readable."""
    paths = sysconfig.get_paths()
    folders = [Path(paths[name]) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    folders += [Path(folder) for folder in site.getsitepackages()]
    folders.append(Path(__file__).parents[2])
    return [folder for folder in dict.fromkeys(folders) if folder.is_dir()]


def lock_file_system(readable: Iterable[Path]) -> None:
    """Deny this process and its children everything on files but reading beneath `readable`, for good.

    TCP connections, and signals and abstract sockets to outside processes, are denied too where the kernel
    can. Raises Refused where Landlock is not to be had.
    """
    version = syscall("landlock", _CREATE_RULESET, None, 0, _VERSION_FLAG)
    rights = (1 << _FILE_RIGHTS[min(version, max(_FILE_RIGHTS))]) - 1
    ruleset = _Ruleset(rights, _ALL_NETWORK if version >= 4 else 0, _ALL_SCOPES if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    handle = syscall("landlock", _CREATE_RULESET, ctypes.byref(ruleset), size, 0)
    try:
        for folder in readable:
            _allow_reading(handle, folder)
        no_new_privileges()
        syscall("landlock", _RESTRICT_SELF, handle, 0)
    finally:
        os.close(handle)


def _allow_reading(handle: int, folder: Path) -> None:
    opened = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = _PathBeneath(_READ_FILE | _READ_DIRECTORY, opened)
        syscall("landlock", _ADD_RULE, handle, _RULE_PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(opened)
