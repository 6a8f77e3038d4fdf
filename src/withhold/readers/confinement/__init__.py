"""What a process that reads foreign bytes gives up: network, file system, other programs, unbounded means."""

from withhold.readers.confinement.child import Means, confine_child, die_with_parent, keep_only
from withhold.readers.confinement.landlock import library_folders, lock_file_system
from withhold.readers.confinement.libc import Refused
from withhold.readers.confinement.namespaces import leave_network
from withhold.readers.confinement.seccomp import Filter

__all__ = [
    "Filter",
    "Means",
    "Refused",
    "confine_child",
    "die_with_parent",
    "keep_only",
    "leave_network",
    "library_folders",
    "lock_file_system",
]
