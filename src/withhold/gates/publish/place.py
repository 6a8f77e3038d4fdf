"""Where to publish: what `--to` stands for, and which state folder goes with it."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from withhold.clearance.state import State, destination_named
from withhold.gates.place import root_of
from withhold.gates.publish.interface import PublishError

S3 = "s3://"


@dataclass(frozen=True, slots=True)
class Place:
    """`root` is the public folder, None for S3; targets go below it, under `prefix` (empty: to the root).

    `name` is the new name of a single file.
    """

    root: Path | None
    prefix: str
    name: str | None
    state: State
    destination: str


def place_of(to: str, paths: Sequence[str], state: str | None, destination: str | None) -> Place:
    """What `--to`, `--state` and `--destination` mean together. Nothing is made here. Raises PublishError."""
    if to.startswith(S3):
        if state is None:
            raise PublishError("a bucket has no folder beside it; give --state a folder for its clearances")
        chosen = State(Path(os.path.realpath(state)))
        return Place(None, "", None, chosen, destination_named(destination or to))
    folder, name = _split(to, paths)
    real = Path(os.path.realpath(folder))
    if real.exists() and not real.is_dir():
        raise PublishError(f"{folder} is no folder; give --to a folder")
    root, chosen = root_of(real, state)
    if real.is_relative_to(chosen.root):
        raise PublishError(f"{folder} lies in the state folder {chosen.root}; give --to a public folder")
    prefix = "" if real == root else str(real.relative_to(root))
    return Place(root, prefix, name, chosen, destination_named(destination or str(root)))


def _split(to: str, paths: Sequence[str]) -> tuple[str, str | None]:
    """The folder, and the new name of a file: one source that is a file, and `to` is a file or looks like it.

    It looks like one if it does not exist and ends as the source does (`.csv`).
    """
    if len(paths) != 1 or os.path.isdir(paths[0]) or to.endswith("/") or os.path.isdir(to):
        return to, None
    suffix = os.path.splitext(paths[0])[1].lower()
    alike = suffix != "" and os.path.splitext(to)[1].lower() == suffix
    if os.path.lexists(to) or alike:
        return os.path.dirname(to) or ".", os.path.basename(to)
    return to, None


def make_root(root: Path) -> None:
    """The public folder itself, if this is the first publication. Raises PublishError."""
    try:
        root.mkdir(mode=0o755, exist_ok=True)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise PublishError(f"the folder {root} cannot be made ({reason}); make it, or check --to") from None
