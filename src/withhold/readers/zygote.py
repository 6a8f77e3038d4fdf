"""The process that has every reader loaded and forks one confined child per document.

It is started once a worker with a clean environment, gives up network and file system itself, and never
touches a document: the child it forks does, and gives up nearly all system calls first. Requests and answers
go over a socket that keeps message borders:

    to the zygote     {"name", "size", "means"}, perhaps {"passwords"}, with two open files: the document and
                      the pipe to write to
    from the zygote   at the start {"layers"}, {"refused"} or {"broken"}; then for every request {} with a
                      process handle (pidfd) as soon as the child runs, and {"status"} when it has ended
"""

import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from withhold.domain.piece import ReadItem, SkipReason
from withhold.readers import confinement
from withhold.readers.confinement import Filter, Means, Refused
from withhold.readers.interface import Place, Source
from withhold.readers.recognition import engine
from withhold.readers.recognition.language_data import LanguageData
from withhold.readers.wire import End, Failure, Made, MediaType, Message, encode

MAX_REQUEST = 1 << 16

Opener = Callable[[Source], Iterator[ReadItem | MediaType | Made]]


@dataclass(frozen=True, slots=True)
class Isolation:
    """What was given up: the layers by name, and the filter each child installs (None: unsafe)."""

    layers: tuple[str, ...]
    system_calls: Filter | None


def main(control_number: int, entry: str, safe: bool, recognises: Sequence[str] = ()) -> None:
    """Serve requests on an inherited socket until the other side closes it. `entry` is `module:function`.

    `recognises`: the languages in which text in pictures is recognised, and the folder of their data.
    """
    control = socket.socket(fileno=control_number)
    try:
        open_document = _load(entry)
        if recognises:
            engine.prepare(LanguageData(*recognises))
        isolation = _isolate() if safe else Isolation((), None)
        _prove(isolation)
    except Refused as refused:
        control.send(json.dumps({"refused": str(refused)}).encode())
        return
    except Exception as error:  # noqa: BLE001  # nothing was read yet: the message is about the installation
        control.send(json.dumps({"broken": f"{type(error).__name__}: {error}"}).encode())
        return
    control.send(json.dumps({"layers": isolation.layers}).encode())
    gc.collect()
    gc.freeze()
    # A child lives for one document and makes millions of cells but hardly a cycle: looking for cycles
    # every 700 objects cost a sixth of its time.
    gc.set_threshold(200_000, 20, 20)
    while True:
        request, numbers, _, _ = socket.recv_fds(control, MAX_REQUEST, 2)
        if not request:
            return
        _serve(control, json.loads(request), numbers, open_document, isolation)


def _load(entry: str) -> Opener:
    """The function that reads, with every module beside the readers loaded before the doors close."""
    readers = importlib.import_module("withhold.readers")
    for module in pkgutil.walk_packages(readers.__path__, "withhold.readers."):
        importlib.import_module(module.name)
    module_name, _, function = entry.partition(":")
    loaded: Opener = getattr(importlib.import_module(module_name), function)
    return loaded


def _isolate() -> Isolation:
    """Give up what can be given up. The filter is a must; namespaces and Landlock are further walls."""
    layers = ["system calls"]
    system_calls = Filter()
    for name, give_up in (
        ("network namespace", confinement.leave_network),
        ("Landlock", lambda: confinement.lock_file_system(confinement.library_folders())),
    ):
        try:
            give_up()
        except Refused:
            continue
        layers.append(name)
    return Isolation(tuple(layers), system_calls)


def _prove(isolation: Isolation) -> None:
    """Try in a child what no reader may do. Raises Refused when it was possible."""
    if isolation.system_calls is None:
        return
    child = os.fork()
    if child == 0:
        status = 1
        try:
            confinement.confine_child(Means(), isolation.system_calls)
            status = 0 if _is_confined() else 1
        finally:
            os._exit(status)
    if os.waitpid(child, 0)[1] != 0:
        raise Refused("the filter on system calls does not hold")


def _is_confined() -> bool:
    for attempt in (
        lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
        lambda: os.open(os.devnull, os.O_WRONLY),
        os.fork,
    ):
        try:
            attempt()
        except OSError:
            continue
        return False
    return True


def _serve(
    control: socket.socket,
    request: dict[str, object],
    numbers: list[int],
    open_document: Opener,
    isolation: Isolation,
) -> None:
    child = os.fork()
    if child == 0:
        _child(request, numbers, open_document, isolation)
    for number in numbers:
        os.close(number)
    handle = os.pidfd_open(child)
    socket.send_fds(control, [b"{}"], [handle])
    _wait(control, handle)
    os.close(handle)
    status = os.waitpid(child, 0)[1]
    control.send(json.dumps({"status": status}).encode())


def _wait(control: socket.socket, handle: int) -> None:
    """Until the child ends. When the parent is gone, the child is killed and the zygote ends too."""
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    poll.register(control, select.POLLHUP)
    ready = [number for number, _ in poll.poll()]
    if handle not in ready:
        signal.pidfd_send_signal(handle, signal.SIGKILL)
        os._exit(0)


def _child(
    request: dict[str, object], numbers: list[int], open_document: Opener, isolation: Isolation
) -> None:
    """Read the document and tell the parent. Never returns; a status other than 0 is a crash."""
    status = 1
    try:
        document, output = confinement.keep_only(*numbers)
        means = Means(**request["means"])  # type: ignore[arg-type]  # made by the sandbox, our own parent
        confinement.confine_child(means, isolation.system_calls)
        with open(document, "rb") as stream:
            passwords: tuple[str, ...] = tuple(request.get("passwords", ()))  # type: ignore[arg-type]  # texts
            source = Source(stream, int(str(request["size"])), str(request["name"]), passwords)
            _tell(output, open_document, source)
        status = 0
    finally:
        os._exit(status)


def _tell(output: int, open_document: Opener, source: Source) -> None:
    last: Message = End()
    try:
        for item in open_document(source):
            _send(output, item)
    except MemoryError:
        last = Failure(SkipReason.OVER_LIMIT, "MemoryError")
    except Exception as error:  # noqa: BLE001  # whatever a reader raises is told to the parent, by type only
        last = Failure(SkipReason.CRASHED, type(error).__name__)
    # Only here, where what filled the memory is gone, is there room for another frame.
    _send(output, last)


def _send(output: int, message: Message) -> None:
    for frame in encode(message):
        rest = memoryview(frame)
        while rest:
            rest = rest[os.write(output, rest) :]


def read_document(source: Source) -> Iterator[ReadItem | MediaType]:
    """The entry for real documents: the media type, then everything the readers bring out."""
    from withhold.readers import registry

    yield MediaType(registry.media_type_of(source))
    source.stream.seek(0)
    yield from registry.open_document(source, Place(registry.open_document, passwords=source.passwords))


def read_as_laid_out(source: Source) -> Iterator[ReadItem]:
    """The entry for documents that a copy is made of: the same pieces, with tables as they stand."""
    from withhold.readers import registry

    place = Place(registry.open_document, passwords=source.passwords, as_laid_out=True)
    yield from registry.open_document(source, place)
