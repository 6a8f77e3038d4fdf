"""Which public folder, and which state folder, a folder belongs to."""

import os
from pathlib import Path

from withhold.clearance.state import State


def root_of(folder: Path, state: str | None) -> tuple[Path, State]:
    """The public folder that clearances are for, and its state, for a folder by its real path.

    Without `--state`, a folder below one that is published to already belongs to that one: a guard or a web
    server over the whole tree must know its clearances.
    """
    if state is not None:
        return folder, State(Path(os.path.realpath(state)))
    for above in (folder, *folder.parents):
        beside = State.beside(above)
        if beside.root.is_dir():
            return above, beside
    return folder, State.beside(folder)
