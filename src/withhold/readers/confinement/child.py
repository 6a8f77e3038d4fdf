"""The last steps of a child before it opens foreign bytes."""

import fcntl
import os
import resource
import signal
from dataclasses import dataclass

from withhold.readers.confinement.libc import prctl
from withhold.readers.confinement.seccomp import Filter

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4


@dataclass(frozen=True, slots=True)
class Means:
    """What one document may cost: bytes of address space, seconds of processor time, open files."""

    memory_bytes: int = 768 << 20
    cpu_seconds: int = 60
    open_files: int = 32


def die_with_parent(parent: int) -> None:
    """End this process as soon as the one that forked it, of this number, has ended, however it did."""
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        # It ended before the call, which tells of later ends only.
        os._exit(0)


def confine_child(means: Means, system_calls: Filter | None) -> None:
    """Take the means, then the system calls, from this process. `system_calls` None leaves them (unsafe).

    Raises Refused when the kernel does not comply; the caller must not go on then.
    """
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    prctl(_PR_SET_DUMPABLE, 0)
    # A signal that Python handles would be seen only between two of its instructions, if ever.
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    cpu = means.cpu_seconds
    for limit, soft, hard in (
        (resource.RLIMIT_AS, means.memory_bytes, means.memory_bytes),
        (resource.RLIMIT_CPU, cpu, cpu + 2),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NOFILE, means.open_files, means.open_files),
        (resource.RLIMIT_NPROC, 0, 0),
    ):
        resource.setrlimit(limit, (_at_most(limit, soft), _at_most(limit, hard)))
    if system_calls is not None:
        system_calls.install()


def _at_most(limit: int, wanted: int) -> int:
    """A limit that is already lower stays: an ordinary user may not raise it."""
    hard = resource.getrlimit(limit)[1]
    return wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)


def keep_only(document: int, output: int) -> tuple[int, int]:
    """Close every open file but these two; returns their new numbers.

    Standard input and both outputs stay: the zygote was started with /dev/null there.
    """
    # Out of the way first: either of them may be number 3 or 4 itself.
    document, output = _above(document), _above(output)
    os.dup2(document, 3)
    os.dup2(output, 4)
    os.closerange(5, _highest() + 1)
    return 3, 4


def _above(number: int) -> int:
    return int(fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, 10))


def _highest() -> int:
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return 1 << 20 if soft == resource.RLIM_INFINITY else soft
