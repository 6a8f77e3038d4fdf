"""Finds copies of a list in a generated archive of the web: what is found, what is missed, and how fast.

Speed stands beside the bound of the same run: the archive unpacked and parsed, nothing looked for.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from benchmarks.reposts_archive import make

_KEYS = (("scan.key", "11"), ("confirm.key", "22"))


def prepared(folder: Path, pages: int, people: int, shards: int, copied: bool) -> None:
    """An archive, keys and fingerprints, made where they are not there yet."""
    if not folder.exists():
        make(folder, pages, people, 7, shards, copied)
    for name, digits in _KEYS:
        path = folder / name
        path.write_text(digits * 32)
        path.chmod(0o600)
    _run(
        "fingerprint", folder / "leak.csv", "--key-file", folder / "scan.key", "-o", folder / "scan.fp",
        "--confirm-key-file", folder / "confirm.key", "--confirm-out", folder / "confirm.fp",
    )  # fmt: skip


def scanned(folder: Path, jobs: int, *options: object) -> tuple[list[dict[str, object]], float, int]:
    """What a scan tells, its seconds, and the most memory of one of its processes, in bytes."""
    began = time.perf_counter()
    out, memory = _watched(
        "scan", folder / "scan.fp", folder / "archive", "--key-file", folder / "scan.key",
        "--format", "jsonl", "--jobs", jobs, *options,
    )  # fmt: skip
    seconds = time.perf_counter() - began
    return [json.loads(line) for line in out.splitlines()], seconds, memory


def judged(folder: Path, found: list[dict[str, object]]) -> dict[str, list[int]]:
    """By kind of page: pages with intact rows, found, exact, rows intact, rows found, pages falsely found."""
    rows = {str(one["url"]): int(str(one["rows"])) for one in found}
    kinds: dict[str, list[int]] = defaultdict(lambda: [0] * 6)
    for line in (folder / "truth.jsonl").read_text().splitlines():
        told = json.loads(line)
        kind = kinds["/".join(told["kind"].split("/")[:2])]
        got, intact, wrong = rows.get(told["url"], 0), told["intact"], told["mistyped"]
        if intact >= 1:
            kind[0] += 1
            kind[1] += got > 0
            kind[2] += intact <= got <= intact + wrong
        kind[3] += intact
        kind[4] += min(got, intact)
        kind[5] += got > intact + wrong
    return kinds


def bound(folder: Path) -> tuple[float, int]:
    """Seconds to unpack and parse the archive in one process, and its decompressed bytes."""
    from withhold.incident.watch.sources.interface import Page
    from withhold.incident.watch.sources.reading import planned, read

    began = time.perf_counter()
    size = 0
    for shard in planned([str(folder / "archive")])[0]:
        size += sum(len(one.content) for one in read(shard) if isinstance(one, Page))
    return time.perf_counter() - began, size


def _watched(*arguments: object) -> tuple[str, int]:
    """A command's output, and the most memory that one of its processes had, looked at ten times a second."""
    peak = 0
    running = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not running.wait(0.1):
            peak = max([peak, *_memory_below(os.getpid())])

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        out = _run(*arguments)
    finally:
        running.set()
        thread.join()
    return out, peak


def _memory_below(pid: int) -> Iterator[int]:
    """The resident bytes of all processes that a process started, and that these started."""
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, path.read_text().split()):
                yield from _memory_below(child)
                with suppress(OSError):
                    pages = int(Path(f"/proc/{child}/statm").read_text().split()[1])
                    yield pages * os.sysconf("SC_PAGE_SIZE")


def _run(*arguments: object) -> str:
    """A command of `withhold reposts`; what it prints. Raises if it fails otherwise than by finding."""
    command = [sys.executable, "-m", "withhold", "reposts", *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, env=os.environ)
    if done.returncode not in (0, 10):
        raise SystemExit(f"exit code {done.returncode}")
    return done.stdout


def main() -> None:
    """Print what was found and how fast."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the archives are, or are made: some 500 MB")
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--people", type=int, default=6252)
    parser.add_argument("--shards", type=int, default=40)
    parser.add_argument("--dask", action="store_true", help="also on a Dask cluster of one and two workers")
    options = parser.parse_args()
    options.folder.mkdir(exist_ok=True)
    copied, web = options.folder / "copies", options.folder / "web"
    prepared(copied, options.pages, options.people, options.shards, True)
    prepared(web, options.pages // 4, options.people, options.shards, False)
    found = _found(copied)
    _speed("pages, one in a hundred a copy or a decoy", copied)
    _speed("ordinary pages alone", web)
    if options.dask:
        _clusters(copied, found)


def _found(folder: Path) -> list[dict[str, object]]:
    found, _, _ = scanned(folder, 1)
    print(f"{'kind':20} {'pages':>6} {'found':>6} {'exact':>6} {'rows':>8} {'rows found':>14} {'false':>6}")
    for kind, (pages, seen, exact, rows, got, false) in sorted(judged(folder, found).items()):
        print(f"{kind:20} {pages:6,} {seen:6,} {exact:6,} {rows:8,} {got:14,} {false:6,}")
    return found


def _speed(what: str, folder: Path) -> None:
    least, size = bound(folder)
    _, seconds, memory = scanned(folder, 1)
    parsed, looked = size / 1e6 / least, size / 1e6 / seconds
    print(f"{what}: {size / 1e6:,.0f} MB; unpacked and parsed alone {parsed:,.0f} MB/s, ", end="")
    print(f"scanned in one process {looked:,.0f} MB/s, start included; {memory / 1e6:,.0f} MB of memory")


def _clusters(folder: Path, found: list[dict[str, object]]) -> None:
    one, alone, _ = scanned(folder, 1, "--engine", "dask")
    two, both, _ = scanned(folder, 2, "--engine", "dask")
    same = one == two == found
    print(f"Dask: one worker {alone:.1f} s, two {both:.1f} s, {alone / both:.2f} times; same results: {same}")


if __name__ == "__main__":
    main()
