"""The function that other programs call."""

import os
from collections.abc import Sequence
from pathlib import Path

from withhold.domain.verdict import Verdict, worst
from withhold.inspection.opening import open_bytes
from withhold.inspection.run import Run

BYTES = "<bytes>"
"""The path in the verdict on a document given as bytes."""


def inspect(
    path_or_bytes: str | os.PathLike[str] | bytes,
    *,
    policy: Sequence[str] = ("default",),
    profile: str | os.PathLike[str] | None = None,
) -> Verdict:
    """The verdict on a file, everything in a folder, or a document in memory.

    `policy` names packs (built in, or paths of TOML files); `profile` is the path of a destination's profile.
    What is broken, encrypted or too big in a document is in its verdict. Raises UsageError for a missing
    path, pack or profile, NothingToInspect for a folder without files, and SandboxUnavailable where this
    machine cannot isolate the readers.
    """
    run = Run.under(policy, None if profile is None else Path(profile))
    if isinstance(path_or_bytes, bytes):
        with run.inspector() as inspector:
            documents = (inspector.inspect(open_bytes(path_or_bytes, BYTES), BYTES),)
    else:
        documents = tuple(run.documents([os.fspath(path_or_bytes)]))  # type: ignore[assignment]
    return Verdict(worst([document.decision for document in documents]), run.engine(), documents)
