"""A filter on system calls: what reading needs is allowed, everything else is answered with EPERM.

No sockets, no writing but to what is open already, no other programs, no processes or threads, no tracing,
no raising of limits. Numbers are those of the kernel's tables for x86_64 and the generic one of aarch64.
"""

import ctypes
import errno
import os
import platform
import struct

from withhold.readers.confinement.libc import Refused, no_new_privileges, prctl

_X86_64 = {
    "read": 0, "write": 1, "close": 3, "stat": 4, "fstat": 5, "lstat": 6, "poll": 7, "lseek": 8, "mmap": 9,
    "mprotect": 10, "munmap": 11, "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15,
    "pread64": 17, "readv": 19, "writev": 20, "access": 21, "sched_yield": 24, "mremap": 25, "madvise": 28,
    "dup": 32, "nanosleep": 35, "getpid": 39, "exit": 60, "uname": 63, "fcntl": 72, "getcwd": 79,
    "readlink": 89, "gettimeofday": 96, "getrlimit": 97, "getrusage": 98, "sysinfo": 99, "getuid": 102,
    "getgid": 104, "geteuid": 107, "getegid": 108, "sigaltstack": 131, "gettid": 186, "time": 201,
    "futex": 202, "sched_getaffinity": 204, "getdents64": 217, "restart_syscall": 219, "clock_gettime": 228,
    "clock_getres": 229, "clock_nanosleep": 230, "exit_group": 231, "newfstatat": 262, "readlinkat": 267,
    "faccessat": 269, "set_robust_list": 273, "getrandom": 318, "membarrier": 324, "statx": 332, "rseq": 334,
    "faccessat2": 439,
}  # fmt: skip
_AARCH64 = {
    "getcwd": 17, "dup": 23, "fcntl": 25, "faccessat": 48, "close": 57, "getdents64": 61, "lseek": 62,
    "read": 63, "write": 64, "readv": 65, "writev": 66, "pread64": 67, "ppoll": 73, "readlinkat": 78,
    "newfstatat": 79, "fstat": 80, "exit": 93, "exit_group": 94, "futex": 98, "set_robust_list": 99,
    "nanosleep": 101, "clock_gettime": 113, "clock_getres": 114, "clock_nanosleep": 115,
    "sched_getaffinity": 123, "sched_yield": 124, "restart_syscall": 128, "sigaltstack": 132,
    "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "uname": 160, "getrusage": 165,
    "gettimeofday": 169, "getpid": 172, "getuid": 174, "geteuid": 175, "getgid": 176, "getegid": 177,
    "gettid": 178, "sysinfo": 179, "brk": 214, "munmap": 215, "mremap": 216, "mmap": 222, "mprotect": 226,
    "madvise": 233, "getrandom": 278, "membarrier": 283, "statx": 291, "rseq": 293, "faccessat2": 439,
}  # fmt: skip

# By machine: the audit number of its architecture, what is allowed, and the calls that open a file with
# the position of their flags.
_MACHINES = {
    "x86_64": (0xC000003E, _X86_64, {2: 1, 257: 2}),
    "aarch64": (0xC00000B7, _AARCH64, {56: 2}),
}

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

# Opcodes of classic BPF (linux/filter.h) and positions in struct seccomp_data (linux/seccomp.h).
_LOAD, _JUMP_EQUAL, _JUMP_BITS, _RETURN = 0x20, 0x15, 0x45, 0x06
_AT_NUMBER, _AT_ARCHITECTURE, _AT_ARGUMENTS = 0, 4, 16
_ALLOW, _KILL, _DENY = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM
_PR_SET_SECCOMP, _MODE_FILTER = 22, 2


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


class Filter:
    """The filter for this machine, built once and installed in many children. Raises Refused elsewhere."""

    def __init__(self) -> None:
        machine = platform.machine()
        if machine not in _MACHINES:
            raise Refused(f"seccomp: no filter for {machine or 'this machine'}")
        architecture, allowed, opening = _MACHINES[machine]
        code = _instructions(architecture, sorted(allowed.values()), opening)
        self._code = ctypes.create_string_buffer(b"".join(code))
        self._program = _Program(len(code), ctypes.addressof(self._code))

    def install(self) -> None:
        """From here on, and for good, this process can only make the allowed calls. Raises Refused."""
        no_new_privileges()
        prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.addressof(self._program))


def _instruction(code: int, value: int, jump_true: int = 0, jump_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, jump_true, jump_false, value)


def _instructions(architecture: int, allowed: list[int], opening: dict[int, int]) -> list[bytes]:
    code = [
        _instruction(_LOAD, _AT_ARCHITECTURE),
        _instruction(_JUMP_EQUAL, architecture, 1, 0),
        _instruction(_RETURN, _KILL),
        _instruction(_LOAD, _AT_NUMBER),
    ]
    for number in allowed:
        code += [_instruction(_JUMP_EQUAL, number, 0, 1), _instruction(_RETURN, _ALLOW)]
    for number, flags in opening.items():
        code += [
            _instruction(_JUMP_EQUAL, number, 0, 4),
            _instruction(_LOAD, _AT_ARGUMENTS + 8 * flags),
            _instruction(_JUMP_BITS, _WRITING, 1, 0),
            _instruction(_RETURN, _ALLOW),
            _instruction(_RETURN, _DENY),
        ]
    return [*code, _instruction(_RETURN, _DENY)]
