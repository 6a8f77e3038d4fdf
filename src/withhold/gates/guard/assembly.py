"""Puts a guard together from its parts, and takes it apart again."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from withhold.clearance.shelf import FolderShelf
from withhold.clearance.state import State
from withhold.gates.guard.aftermath import Aftermath
from withhold.gates.guard.brake import Brake
from withhold.gates.guard.guard import Guard
from withhold.gates.guard.interface import Clock, Released, Settings, Teller
from withhold.gates.guard.judging import Judge, ShelfMark
from withhold.gates.guard.looking import Looker
from withhold.gates.guard.memory import Memory
from withhold.gates.guard.place import Place
from withhold.gates.guard.puller import Puller
from withhold.gates.guard.quarantine import reserve
from withhold.gates.guard.recovery import recover
from withhold.gates.guard.rehash import Rehasher
from withhold.gates.guard.sizes import WORTH, ClearedSizes
from withhold.gates.guard.stop import Stop

Clearer = Callable[[Place], Released]


@contextmanager
def assembled(
    settings: Settings,
    shelf: FolderShelf,
    revoked: Callable[[str], bool],
    teller: Teller,
    clock: Clock,
    clearer: Clearer | None = None,
) -> Iterator[Guard]:
    """A guard that has its folder, with what a killed one left tidied up; on leaving it saves what it knows.

    `clearer` makes what inspects and clears. Raises GuardError where the folder or state cannot be used.
    """
    state = settings.state
    with ExitStack() as held:
        place = Place.take(settings.root, state)
        held.callback(place.close)
        if settings.ready_file is not None:
            settings.ready_file.unlink(missing_ok=True)
        memory = Memory.load(place.folder / "memory.json")
        release = None if clearer is None else clearer(place)
        rehasher = Rehasher(lambda sha256: shelf.standing(sha256, clock()).cleared)
        aftermath = Aftermath(teller, release, settings.access_log)
        sizes = ClearedSizes(shelf)
        judge = Judge(shelf, mark_in(state), lambda size: size < WORTH or sizes.has(size))
        looker = Looker(
            place,
            memory,
            judge,
            Puller(state.quarantine, judge, teller, clock),
            Brake(settings.most_pulls, settings.window),
            teller,
            settings.mode_of,
            revoked,
            _not_yet,
            _not_yet,
            clock,
        )
        guard = Guard(settings, looker, Stop(place.folder), aftermath, rehasher, teller, clock)
        looker.after, looker.failed = guard.pulled, guard.repeat
        recover(state.quarantine, state.staging, aftermath, teller)
        reserve(state.quarantine)
        aftermath.start()
        rehasher.background.start()
        held.callback(aftermath.close)
        held.callback(rehasher.background.close)
        held.callback(guard.close)
        yield guard


def mark_in(state: State) -> Callable[[str], ShelfMark]:
    """A function from a digest to what changes with its records on the shelf."""

    # Texts, not paths: this is asked for every file of every sweep.
    clearances, revocations = str(state.clearances), str(state.revocations)

    def mark(sha256: str) -> ShelfMark:
        return _changed(f"{clearances}/{sha256}"), _changed(f"{revocations}/{sha256}")

    return mark


def _changed(folder: str) -> int:
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return 0


def _not_yet(*_: object) -> None:
    """Replaced as soon as the guard is there."""
    raise RuntimeError("the guard is not assembled")
