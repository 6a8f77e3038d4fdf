"""Starts the zygote: a fresh interpreter with a clean environment and nothing inherited but one socket."""

import json
import os
import select
import socket
import subprocess
import sys
from dataclasses import dataclass

from withhold.domain.errors import SandboxUnavailable, WithholdError
from withhold.readers.recognition.language_data import LanguageData

MAX_REPLY = 1 << 16
"""Bytes of an answer of the zygote."""

_START_SECONDS = 60
_NO_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "OMP_THREAD_LIMIT")
_BOOT = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from withhold.readers.zygote import main; "
    "main(int(sys.argv[2]), sys.argv[3], sys.argv[4] == 'safe', sys.argv[5:])"
)


class SandboxBroken(WithholdError):
    """The sandbox could not be started, though this machine allows it: a bug, or a broken installation."""

    exit_code = 1


@dataclass(slots=True)
class Zygote:
    """A running zygote, the socket to it, and the names of the walls around it."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    layers: tuple[str, ...]


def start_zygote(entry: str, safe: bool, recognises: LanguageData | None = None) -> Zygote:
    """A zygote that serves `entry` (`module:function`), and recognises text in pictures where it is told how.

    Raises SandboxUnavailable where this machine allows no isolation, SandboxBroken for anything else.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        folders = json.dumps([folder for folder in sys.path if folder])
        arguments = [folders, str(theirs.fileno()), entry, "safe" if safe else "unsafe"]
        if recognises is not None:
            arguments += [recognises.languages, recognises.folder]
        try:
            process = subprocess.Popen(
                [sys.executable, "-I", "-c", _BOOT, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                # A library that starts threads when it is loaded would keep the zygote from its namespaces.
                env={"LANG": "C.UTF-8", **dict.fromkeys(_NO_THREADS, "1")},
                start_new_session=True,
            )
        except OSError as error:
            ours.close()
            reason = os.strerror(error.errno or 0)
            raise SandboxBroken(f"Python cannot be started a second time ({reason})") from None
    answer = _first_answer(ours)
    if "layers" in answer:
        return Zygote(process, ours, tuple(answer["layers"]))
    ours.close()
    process.kill()
    process.wait()
    if "refused" in answer:
        raise SandboxUnavailable(
            f"this machine cannot isolate the readers ({answer['refused']}); run where seccomp filters are "
            "allowed, or accept the risk of hostile files with --unsafe-no-sandbox"
        )
    why = answer.get("broken", "no answer")
    raise SandboxBroken(f"the sandbox did not start ({why}); install withhold anew, or report this")


def _first_answer(control: socket.socket) -> dict[str, list[str]]:
    poll = select.poll()
    poll.register(control, select.POLLIN)
    reply = control.recv(MAX_REPLY) if poll.poll(_START_SECONDS * 1000) else b""
    answer: dict[str, list[str]] = json.loads(reply) if reply else {}
    return answer
