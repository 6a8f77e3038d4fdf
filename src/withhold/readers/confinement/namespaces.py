"""A network of one's own, with nothing in it."""

from withhold.readers.confinement.libc import Refused, unshare

# linux/sched.h
_NEW_IPC = 0x08000000
_NEW_USER = 0x10000000
_NEW_NETWORK = 0x40000000


def leave_network() -> None:
    """Move this (single-threaded) process into an empty network and IPC namespace. Raises Refused.

    With a user namespace of its own an ordinary user may do so; where those are forbidden, root still can.
    """
    try:
        unshare(_NEW_USER | _NEW_NETWORK | _NEW_IPC)
    except Refused:
        unshare(_NEW_NETWORK | _NEW_IPC)
