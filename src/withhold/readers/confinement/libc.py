"""Calls into the C library that Python has no function for."""

import ctypes
import os

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_NO_NEW_PRIVS = 38


class Refused(Exception):
    """The operating system does not let this process give something up."""


def prctl(option: int, *arguments: int) -> None:
    """prctl(2). Raises Refused."""
    padded = [ctypes.c_ulong(argument) for argument in (*arguments, 0, 0, 0, 0)[:4]]
    _check("prctl", _LIBC.prctl(option, *padded))


def unshare(flags: int) -> None:
    """unshare(2). Raises Refused."""
    _check("unshare", _LIBC.unshare(flags))


def syscall(name: str, number: int, *arguments: object) -> int:
    """A system call by number; `name` is for the error only. Raises Refused."""
    converted = [ctypes.c_long(item) if isinstance(item, int) else item for item in arguments]
    return _check(name, _LIBC.syscall(ctypes.c_long(number), *converted))


def no_new_privileges() -> None:
    """Give up gaining privileges through other programs: the kernel asks for it before filters."""
    prctl(_PR_SET_NO_NEW_PRIVS, 1)


def _check(name: str, result: int) -> int:
    if result < 0:
        raise Refused(f"{name}: {os.strerror(ctypes.get_errno())}")
    return result
