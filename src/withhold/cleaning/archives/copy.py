"""Makes the copy of an archive of what can be public of its members, and judges it."""

import io
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

from withhold.cleaning.clean import cleaner_of, made_by
from withhold.cleaning.interface import CleanCopy, Cleaner, Refused, Removed
from withhold.domain.concealment import Concealment
from withhold.domain.location import DOCUMENT
from withhold.domain.piece import Skipped, SkipReason
from withhold.domain.verdict import Decision, DocumentVerdict
from withhold.inspection.inspector import Inspector
from withhold.inspection.opening import Unreadable, open_bytes, open_path

_ENTRY = "withhold.cleaning.archives.unpack:unpack"
_ZIP = "application/zip"
_MADE = (1980, 1, 1, 0, 0, 0)
_LONGEST_NAME = 60
_MOST_FOLDERS = 8


def clean(path: Path, verdict: DocumentVerdict, inspector: Inspector) -> CleanCopy | Refused:
    """An archive of clean copies (see `interface.Clean`).

    A member of a type that no copy is made of is kept as it is where it is released, and left out where not.
    """
    try:
        members = _members(path, inspector)
    except Unreadable as error:
        return Refused(f"the file cannot be read: {error}")
    if isinstance(members, Skipped):
        return Refused(f"{members.detail}; take it apart, and clean its files one by one")
    kept: dict[str, bytes] = {}
    removed: list[Removed] = []
    for number, (name, content) in enumerate(members, 1):
        made = _member(name, content, inspector)
        if made is None:
            removed.append(Removed(Concealment.VISIBLE, f"file {number}, whole", 1))
            continue
        kept[_free(_plain(name, made.suffix), kept)] = made.content
        removed += [replace(one, place=f"file {number}, {one.place}") for one in made.removed]
    if not kept:
        return Refused("nothing is left of it that may be public")
    packed = _packed(kept)
    if inspector.inspect(open_bytes(packed, path.name), path.name).decision is not Decision.RELEASE:
        return Refused("an archive of clean copies is still not released; clean its files one by one")
    return CleanCopy(packed, _ZIP, ".zip", tuple(removed))


def _members(path: Path, inspector: Inspector) -> list[tuple[str, bytes]] | Skipped:
    """Names and bytes, unpacked in the sandbox, which is not trusted to tell sizes that fit. Raises
    Unreadable."""
    with open_path(os.fspath(path)) as opened, inspector.sandbox.beside(_ENTRY) as sandbox:
        made = sandbox.make(opened.descriptor, opened.size, path.name)
    if isinstance(made, Skipped):
        return made
    listed, _, rest = made.partition(b"\n")
    members: list[tuple[str, bytes]] = []
    try:
        for name, size in json.loads(listed):
            members.append((str(name), rest[: int(size)]))
            rest = rest[int(size) :]
    except (ValueError, TypeError):
        return Skipped(DOCUMENT, SkipReason.CRASHED, detail="the archive was not taken apart")
    return members


def _member(name: str, content: bytes, inspector: Inspector) -> CleanCopy | None:
    """What may be public of one member; None for nothing."""
    with _as_file(content, PurePosixPath(_plain(name)).name) as path:
        verdict = inspector.inspect_path(os.fspath(path))
        cleaner = cleaner_of(verdict.media_type)
        if cleaner is not None and cleaner is not CLEANER:
            made = made_by(cleaner, path, verdict, inspector)
            return made if isinstance(made, CleanCopy) else None
    if verdict.decision is not Decision.RELEASE:
        return None
    return CleanCopy(content, verdict.media_type, PurePosixPath(name).suffix, ())


@contextmanager
def _as_file(content: bytes, name: str) -> Iterator[Path]:
    """The path of a file that is in memory only: on the disk is nothing but its name."""
    with open_bytes(content, name) as opened, tempfile.TemporaryDirectory(prefix="withhold-") as folder:
        path = Path(folder) / name
        path.symlink_to(f"/proc/self/fd/{opened.descriptor}")
        yield path


def _plain(name: str, suffix: str | None = None) -> str:
    """A member's name that leads nowhere else, with the ending of its copy."""
    shown = "".join(letter if letter.isprintable() else "_" for letter in name.replace("\\", "/"))
    steps = [step[-_LONGEST_NAME:] for step in shown.split("/") if step.strip(". ")]
    plain = PurePosixPath(*(steps[-_MOST_FOLDERS:] or ["file"]))
    return str(plain if suffix is None else plain.with_suffix(suffix))


def _free(name: str, taken: dict[str, bytes]) -> str:
    """A name that none has yet: two members may become one by their ending."""
    free, number = name, 2
    while free in taken:
        path = PurePosixPath(name)
        free = str(path.with_name(f"{path.stem}-{number}{path.suffix}"))
        number += 1
    return free


def _packed(members: dict[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, _MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return output.getvalue()


CLEANER = Cleaner(frozenset({_ZIP}), clean)
