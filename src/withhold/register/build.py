"""Builds a register file from any number of people, in bounded memory, and puts it in place whole."""

import os
import secrets
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from fcntl import LOCK_EX, LOCK_NB, flock
from itertools import chain
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np

from withhold.register.canonical import forms
from withhold.register.digests import IDENTITY_BYTES, FileKeys
from withhold.register.interface import RegisterError
from withhold.register.layout import HEADER_BYTES, Header, Stats
from withhold.register.people import Person, entries, keyed
from withhold.register.segment import SegmentWriter
from withhold.register.sorting import PARTITIONS, Partition, Sorter
from withhold.signing.keys import KeySource

Task = TypeVar("Task")
Result = TypeVar("Result")


class Workers(Protocol):
    """Runs a function over tasks, perhaps in other processes; the results in the order of the tasks."""

    def __call__(
        self, make: Callable[[], AbstractContextManager[Callable[[Task], Result]]], tasks: Iterable[Task]
    ) -> Iterator[Result]: ...


def here(
    make: Callable[[], AbstractContextManager[Callable[[Task], Result]]], tasks: Iterable[Task]
) -> Iterator[Result]:
    """Workers of one: this process."""
    with make() as function:
        yield from map(function, tasks)


@dataclass(slots=True)
class Taken:
    """What came of records: records in all, of no use, without birth date; remarks counted."""

    records: int = 0
    unusable: int = 0
    undated: int = 0
    remarks: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Taken") -> None:
        """Count another part of the records in."""
        self.records += other.records
        self.unusable += other.unusable
        self.undated += other.undated
        self.remarks += other.remarks


def build(
    path: Path,
    source: KeySource,
    batches: Iterable[Task],
    people_of: Callable[[Task], tuple[list[Person], Counter[str]]],
    workers: Workers = here,
    told: Callable[[Taken], None] = lambda _: None,
) -> tuple[Header, Taken]:
    """Write the register of the people that `people_of` makes of the batches; `told` hears of the progress.

    Raises RegisterError where nobody is left to register or the file cannot be written; whatever was at
    `path` stays until the new register is whole.
    """
    taken = Taken()
    identity = secrets.token_bytes(IDENTITY_BYTES)
    keys = FileKeys(source, identity)
    with _beside(path) as folder:
        sorter = Sorter(folder, keys)

        @contextmanager
        def taking() -> Iterator[Callable[[Task], Taken]]:
            yield lambda batch: _take(people_of(batch), sorter)

        @contextmanager
        def sorting() -> Iterator[Callable[[int], Partition]]:
            yield sorter.sort

        for part in workers(taking, batches):
            taken.add(part)
            told(taken)
        if taken.records == taken.unusable:
            raise RegisterError(
                "there is nobody to register: no record has a usable name, identifier or contact"
            )
        partitions = list(workers(sorting, range(PARTITIONS)))
        now = int(time.time())
        stats = Stats(
            people=sum(partition.people for partition in partitions),
            keys=sum(partition.entries for partition in partitions),
            undated=taken.undated,
            built=now,
            changed=now,
            protections=tuple(map(sum, zip(*(p.protections for p in partitions), strict=True))),
        )
        header = _write(folder / "register", sorter, identity, stats)
        os.replace(folder / "register", path)
        _sync_folder(path.parent)
    return header, taken


def _take(told: tuple[list[Person], Counter[str]], sorter: Sorter) -> Taken:
    people, remarks = told
    usable = [one for one in keyed(people, sorter.keys) if one.usable]
    numbers = np.array([(one.number, one.protections) for one in usable], np.uint64).reshape(-1, 2)
    sorter.add(entries(chain.from_iterable(one.keys.items() for one in usable)), numbers)
    undated = sum(one.undated for one in usable)
    return Taken(len(people), len(people) - len(usable), undated, remarks)


def _write(path: Path, sorter: Sorter, identity: bytes, stats: Stats) -> Header:
    with open(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as stream:
        stream.write(bytes(HEADER_BYTES))
        writer = SegmentWriter(stream, HEADER_BYTES, stats.keys, sorter.keys)
        for partition in range(PARTITIONS):
            writer.write(sorter.sorted(partition))
        at = writer.finish()
        stream.seek(0)
        for generation in (0, 1):
            header = Header(identity, forms(), generation, at.end, (at,), stats)
            stream.write(header.packed(sorter.keys))
        stream.flush()
        os.fsync(stream.fileno())
    return header


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A private folder beside the file to be written, removed afterwards."""
    if path.is_dir():
        raise RegisterError(f"{path} is a folder; give the name of a file to write")
    try:
        _remove_leftovers(path)
        folder, lock = _locked_folder(path)
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        yield folder
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _prefix(path: Path) -> str:
    return f".{path.name}.build-"


def _locked_folder(path: Path) -> tuple[Path, int]:
    """A new folder, and the descriptor whose lock lives as long as the build."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_prefix(path), dir=path.parent))
        # Until it is locked, another build may take it for a leftover.
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        flock(lock, LOCK_EX)
        if folder.exists():
            return folder, lock
        os.close(lock)


def _remove_leftovers(path: Path) -> None:
    """Remove the folders of builds of the same file that were killed."""
    for name in os.listdir(path.parent):
        if not name.startswith(_prefix(path)):
            continue
        folder = path.parent / name
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:
            # Another build's, which removed it just now; or somebody else's.
            continue
        try:
            flock(lock, LOCK_EX | LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            # Its build lives.
            pass
        finally:
            os.close(lock)


def _unwritable(path: Path, error: OSError) -> RegisterError:
    return RegisterError(
        f"{path} cannot be written ({os.strerror(error.errno or 0)}); check its folder and the space there"
    )


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
