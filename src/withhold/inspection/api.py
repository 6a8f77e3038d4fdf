"""The function that other programs call."""

import os
from collections.abc import Sequence
from pathlib import Path

from withhold.domain.errors import UsageError
from withhold.domain.verdict import Verdict, worst
from withhold.inspection.opening import open_bytes
from withhold.inspection.run import Run
from withhold.inspection.with_register import RegisterFile
from withhold.signing.default_key import DEFAULT_KEY

BYTES = "<bytes>"
"""The path in the verdict on a document given as bytes."""


def inspect(
    path_or_bytes: str | os.PathLike[str] | bytes,
    *,
    policy: Sequence[str] = ("default",),
    profile: str | os.PathLike[str] | None = None,
    register: str | os.PathLike[str] | None = None,
    key: str | os.PathLike[str] | None = None,
) -> Verdict:
    """The verdict on a file, everything in a folder, or a document in memory.

    `policy` names packs (built in, or paths of TOML files); `profile` is the path of a destination's profile.
    `register` is the path of a register of protected people, and `key` where its key is: the path of a file
    of mode 0600, `/dev/fd/N` or `env:NAME`; without it the variable WITHHOLD_KEY.

    What is broken, encrypted or too big in a document is in its verdict. Raises UsageError for a missing
    path, pack or profile, and for a register or key of no use; NothingToInspect for a folder without files;
    and SandboxUnavailable where this machine cannot isolate the readers.
    """
    run = Run.under(policy, None if profile is None else Path(profile), _register(register, key))
    # Asked before the documents: the verdict must not name a register that they were not matched with.
    if isinstance(path_or_bytes, bytes):
        with run.inspector() as inspector:
            engine = run.engine()
            documents = (inspector.inspect(open_bytes(path_or_bytes, BYTES), BYTES),)
    else:
        engine = run.engine()
        documents = tuple(run.documents([os.fspath(path_or_bytes)]))  # type: ignore[assignment]
    return Verdict(worst([document.decision for document in documents]), engine, documents)


def _register(
    register: str | os.PathLike[str] | None, key: str | os.PathLike[str] | None
) -> RegisterFile | None:
    """The register and its key. Raises UsageError for one without the other."""
    if register is None:
        if key is not None:
            raise UsageError("a key alone matches nothing; give register= too, or leave key= out")
        return None
    if key is None and DEFAULT_KEY not in os.environ:
        raise UsageError(f"the key of the register is missing; give key=, or set {DEFAULT_KEY}")
    return RegisterFile(os.fspath(register), f"env:{DEFAULT_KEY}" if key is None else os.fspath(key))
