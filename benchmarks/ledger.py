"""Tampers with ledgers at random and counts what verifying finds; kills appends; measures.

    python -m benchmarks.ledger [--trials 1000] [--kills 200] [--entries 1000000] [--seed N]

Prints, as JSON: for each kind of tampering how many trials there were, how many were detected and how many
located (the named entries hold the first one affected, or the named line is the changed one); every trial
that was not, under `missed`; how often an append was killed and what was lost; rates and memory. The exit
code is 1 if anything was missed or lost.
"""

import argparse
import io
import json
import logging
import os
import random
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from withhold.ledger.checkpoints import read_checkpoint
from withhold.ledger.export import export_lines
from withhold.ledger.file import FileLedger
from withhold.ledger.interface import Checkpoint, Draft, LedgerError
from withhold.ledger.verify import Fault, Kept, verify_export
from withhold.signing.ed25519 import SigningKey, write_signing_key

ORIGIN = "agency.example/case/7"
Trial = Callable[["Stage"], tuple[bool, bool]]


def draft(number: int) -> Draft:
    private = {
        "by": f"person {number % 7}",
        "why": f"reason {number}",
        "url": f"https://site.example/{number}",
    }
    return Draft("case.noted", datetime.now(UTC), {"number": number, "sha256": f"{number:064x}"}, private)


class Stage:
    """A ledger of random batches, its export, and every checkpoint it ever signed."""

    def __init__(self, root: Path, key: SigningKey, chance: random.Random) -> None:
        self.root, self.key, self.random = root, key, chance
        self.ledger = FileLedger(root / "ledger", key, ORIGIN)
        self.kept: list[Checkpoint] = []
        for _ in range(chance.randint(2, 9)):
            self.append(chance.choice((1, 1, 1, 2, 5)))
        self.lines = list(export_lines(self.ledger, chance.choice(([], ["why"], ["why", "url"]))))
        self.content = b"".join(self.lines)

    @property
    def size(self) -> int:
        return self.kept[-1].size

    def append(self, count: int, shift: int = 0) -> None:
        start = self.kept[-1].size if self.kept else 0
        self.kept.append(self.ledger.append([draft(start + shift + number) for number in range(count)]))

    def entry_lines(self) -> list[int]:
        return [number for number, line in enumerate(self.lines) if line.startswith(b'{"entry"')]

    def fault(self, content: bytes, *kept: Checkpoint) -> Fault | None:
        copies = [Kept(f"of {one.size}", read_checkpoint(one.note, self.ledger.key)) for one in kept]
        return verify_export(io.BytesIO(content), self.ledger.key, copies).fault


def covers(fault: Fault, index: int) -> bool:
    return fault.index <= index <= fault.last


def bit_of_export(stage: Stage) -> tuple[bool, bool]:
    """One bit anywhere in an export."""
    bit = stage.random.randrange(8 * len(stage.content))
    changed = bytearray(stage.content)
    changed[bit // 8] ^= 1 << bit % 8
    fault = stage.fault(bytes(changed))
    line = stage.content[: bit // 8].count(b"\n") + 1
    if fault is None:
        return False, False
    entry = sum(one.startswith(b'{"entry"') for one in stage.lines[:line]) - 1
    if stage.lines[line - 1].startswith((b'{"entry"', b'{"opening"')):
        return True, fault.index == fault.last == entry or (fault.line == line and covers(fault, entry + 1))
    return True, fault.line == line


def bit_of_folder(stage: Stage) -> tuple[bool, bool]:
    """One bit anywhere in the ledger's own files: reading all of it, or exporting it, finds it."""
    path = stage.ledger.folder / stage.random.choice(
        ("entries.jsonl", "entries.jsonl", "checkpoints.jsonl", "openings.jsonl")
    )
    changed = bytearray(path.read_bytes())
    bit = stage.random.randrange(8 * len(changed))
    line = changed[: bit // 8].count(b"\n")
    changed[bit // 8] ^= 1 << bit % 8
    path.write_bytes(changed)
    try:
        list(stage.ledger.entries())
        lines = list(export_lines(stage.ledger, ["why", "url", "by"]))
    except LedgerError as error:
        return True, bool(str(error)) and (path.name != "entries.jsonl" or names(str(error), line, stage))
    fault = stage.fault(b"".join(lines), stage.kept[-1])
    return fault is not None, fault is not None and covers(fault, stage.kept[-2].size)


def names(message: str, index: int, stage: Stage) -> bool:
    """Whether the message names the entry, or the batch that it was signed with."""
    sizes = [0, *(one.size for one in stage.kept)]
    first = max(size for size in sizes if size <= index)
    end = min(size for size in sizes if size > index)
    near = (f"entry {index} ", f"entry {first} ", f"entry {index + 1} ", f"entries {first} to {end - 1} ")
    return any(one in message for one in near) or (index == stage.size - 1 and "are missing" in message)


def reordered(stage: Stage) -> tuple[bool, bool]:
    """Two entries change places, each with its openings."""
    places = stage.entry_lines()
    one, other = sorted(stage.random.sample(range(len(places)), 2))
    lines = list(stage.lines)
    lines[places[one]], lines[places[other]] = lines[places[other]], lines[places[one]]
    return located(stage.fault(b"".join(lines)), one)


def renumbered(stage: Stage) -> tuple[bool, bool]:
    """Two entries change places, and everything that is not signed is made to fit."""
    places = stage.entry_lines()
    one, other = sorted(stage.random.sample(range(len(places)), 2))
    lines = list(stage.lines)
    for target, source in ((one, other), (other, one)):
        line = stage.lines[places[source]]
        lines[places[target]] = line.replace(b'"index":%d,"leaf"' % source, b'"index":%d,"leaf"' % target)
    return located(stage.fault(b"".join(lines)), one)


def dropped(stage: Stage) -> tuple[bool, bool]:
    """An entry is taken out, with its openings."""
    places = [*stage.entry_lines(), len(stage.lines)]
    index = stage.random.randrange(len(places) - 1)
    end = places[index] + 1
    while stage.lines[end].startswith(b'{"opening"'):
        end += 1
    return located(stage.fault(b"".join(stage.lines[: places[index]] + stage.lines[end:])), index)


def duplicated(stage: Stage) -> tuple[bool, bool]:
    """An entry stands there twice."""
    index = stage.random.randrange(stage.size)
    place = stage.entry_lines()[index]
    return located(stage.fault(b"".join(stage.lines[: place + 1] + stage.lines[place:])), index + 1)


def truncated(stage: Stage) -> tuple[bool, bool]:
    """An older state is exported, whole and signed, against the newest checkpoint."""
    with tempfile.TemporaryDirectory(dir=stage.root) as folder:
        older = FileLedger(Path(folder) / "ledger", stage.key, ORIGIN)
        back = stage.random.randrange(len(stage.kept) - 1)
        copied(stage, older.folder, back)
        content = b"".join(export_lines(older))
    assert stage.fault(content) is None
    return located(stage.fault(content, stage.kept[-1]), stage.kept[back].size)


def forked(stage: Stage) -> tuple[bool, bool]:
    """The same key goes on from an older state in another way; somebody kept the first way's checkpoints."""
    with tempfile.TemporaryDirectory(dir=stage.root) as folder:
        other = FileLedger(Path(folder) / "ledger", stage.key, ORIGIN)
        back = stage.random.randrange(len(stage.kept) - 1)
        copied(stage, other.folder, back)
        while (newest := other.checkpoint()) and newest.size <= stage.size:
            other.append([draft(1000 + newest.size)])
        content = b"".join(export_lines(other))
    assert stage.fault(content) is None
    return located(
        stage.fault(content, *stage.random.sample(stage.kept, len(stage.kept))), stage.kept[back].size
    )


def copied(stage: Stage, folder: Path, back: int) -> None:
    """The ledger as it was after that append: as from a backup."""
    folder.mkdir()
    (folder / "public-key").write_bytes((stage.ledger.folder / "public-key").read_bytes())
    for name, count in (("entries.jsonl", stage.kept[back].size), ("checkpoints.jsonl", back + 1)):
        lines = (stage.ledger.folder / name).read_bytes().splitlines(keepends=True)
        (folder / name).write_bytes(b"".join(lines[:count]))
    (folder / "openings.jsonl").touch()


def located(fault: Fault | None, index: int) -> tuple[bool, bool]:
    return fault is not None, fault is not None and covers(fault, index)


TRIALS: tuple[Trial, ...] = (
    bit_of_export,
    bit_of_export,
    bit_of_export,
    bit_of_folder,
    bit_of_folder,
    reordered,
    renumbered,
    dropped,
    duplicated,
    truncated,
    forked,
)


def tampering(count: int, seed: int) -> dict[str, Any]:
    """Every trial on a ledger of its own."""
    found: dict[str, Counter[str]] = {}
    missed = []
    with tempfile.TemporaryDirectory() as root:
        key = write_signing_key(f"{root}/key.pem")
        for number in range(count):
            chance = random.Random(seed * 1_000_003 + number)
            trial = TRIALS[number % len(TRIALS)]
            folder = Path(root) / str(number)
            folder.mkdir()
            detected, exact = trial(Stage(folder, key, chance))
            counts = found.setdefault(trial.__name__, Counter(trials=0, detected=0, located=0))
            counts.update(trials=1, detected=int(detected), located=int(exact))
            if not (detected and exact):
                missed.append({"trial": number, "kind": trial.__name__, "detected": detected})
    return {"tampering": {name: dict(counts) for name, counts in found.items()}, "missed": missed}


def killed(count: int, seed: int) -> dict[str, Any]:
    """Appends over and over in a child that tells each checkpoint; the child is killed at random moments."""
    chance, lost, told = random.Random(seed), [], 0
    with tempfile.TemporaryDirectory() as root:
        key = write_signing_key(f"{root}/key.pem")
        folder = Path(root) / "ledger"
        for number in range(count):
            sizes = list(_appending(folder, key, chance.uniform(0, 0.02)))
            told += len(sizes)
            ledger = FileLedger(folder, key, ORIGIN)
            kept = ledger.append([draft(0)])
            if sizes and kept.size <= sizes[-1]:
                lost.append({"kill": number, "told": sizes[-1], "found": kept.size - 1})
            if any(len(entry.private) != 3 for entry in ledger.entries(max(0, kept.size - 40))):
                lost.append({"kill": number, "openings": True})
        report = verify_export(io.BytesIO(b"".join(export_lines(ledger))), ledger.key)
        good = report.good and report.entries == kept.size
    return {"kills": count, "appends_told": told, "lost": lost, "good_after": good}


def _appending(folder: Path, key: SigningKey, seconds: float) -> Iterator[int]:
    """The sizes that a child told before it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            ledger = FileLedger(folder, key, ORIGIN)
            while True:
                size = ledger.append([draft(number) for number in range(3)]).size
                os.write(writing, b"%d\n" % size)
        os._exit(1)
    os.close(writing)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with open(reading, "rb") as stream:
        yield from (int(line) for line in stream if line.endswith(b"\n"))


def rates(entries: int) -> dict[str, Any]:
    """How fast a ledger grows and is verified, and in how much memory."""
    with tempfile.TemporaryDirectory() as root:
        ledger = FileLedger(Path(root) / "ledger", write_signing_key(f"{root}/key.pem"), ORIGIN)
        begun = time.perf_counter()
        for number in range(500):
            ledger.append([draft(number)])
        single = 500 / (time.perf_counter() - begun)
        begun = time.perf_counter()
        for start in range(500, entries, 5000):
            ledger.append([draft(number) for number in range(start, min(entries, start + 5000))])
        batched = (entries - 500) / (time.perf_counter() - begun)
        path = Path(root) / "export"
        begun = time.perf_counter()
        with path.open("wb") as target:
            target.writelines(export_lines(ledger))
        exporting = time.perf_counter() - begun
        begun = time.perf_counter()
        for _ in range(100):
            ledger.append([draft(0)])
        late = 100 / (time.perf_counter() - begun)
        megabytes = path.stat().st_size / 1e6
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.perf_counter()
        with path.open("rb") as stream:
            report = verify_export(stream, ledger.key)
        verifying = time.perf_counter() - begun
        assert report.good
        assert report.entries == entries
    return {
        "entries": entries,
        "appends_a_second_one_by_one": round(single),
        f"appends_a_second_after_{entries}": round(late),
        "entries_a_second_in_batches": round(batched),
        "export_megabytes_a_second": round(megabytes / exporting, 1),
        "verify_megabytes_a_second": round(megabytes / verifying, 1),
        "verify_entries_a_second": round(entries / verifying),
        "memory_megabytes_at_most": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "of_that_before_verifying": round(before / 1024),
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logging.disable()  # that appends had broken off is what is counted
    told: dict[str, Any] = {"seed": options.seed}
    if options.trials:
        told |= tampering(options.trials, options.seed)
    if options.kills:
        told |= killed(options.kills, options.seed)
    if options.entries:
        told |= rates(options.entries)
    json.dump(told, sys.stdout, indent=1)
    print()
    return 1 if told.get("missed") or told.get("lost") or not told.get("good_after", True) else 0


if __name__ == "__main__":
    sys.exit(main())
