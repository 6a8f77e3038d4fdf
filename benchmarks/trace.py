"""`python -m benchmarks.trace`: reading a large log for who fetched a file, against what is true of it.

Prints the rates of both passes, of DuckDB extracting request, status and bytes by a pattern, and of isal
alone for the same log in gzip, measured in turn on one generated log: medians, their ratios, and the peak of
memory.
Ends with 1 if any client is judged otherwise than is true.
"""

import argparse
import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.trace_logs import BEGIN, PATH, SIZE, Truth, write
from withhold.incident.trace.interface import Question, Scan
from withhold.incident.trace.judge import judge
from withhold.incident.trace.networks import network_of
from withhold.incident.trace.requests import first_pass
from withhold.incident.trace.scan import Reading, lost_first, scan
from withhold.incident.trace.shards import planned
from withhold.incident.trace.sources import found

_COMPARED = (
    ("first pass", "DuckDB"),
    ("both passes", "DuckDB"),
    ("gzip, first pass", "isal alone"),
    ("gzip, both passes", "isal alone"),
)
QUESTION = Question((PATH,), BEGIN, BEGIN + timedelta(days=3650), (SIZE,))
_DUCKDB = """
SELECT count(*), count(part.status), sum(try_cast(part.sent AS BIGINT)) FROM (
  SELECT regexp_extract(line, '^(\\S+) \\S+ \\S+ \\[([^\\]]+)\\] "([^"]*)" (\\d{3}) (\\d+|-)',
    ['client', 'at', 'request', 'status', 'sent']) AS part
  FROM read_csv(?, columns = {'line': 'VARCHAR'}, delim = '\\x01', quote = '', escape = '', header = false,
    auto_detect = false))
WHERE part.request LIKE '%protected%20people%202026.xlsx%'
"""


@dataclass(slots=True)
class Times:
    """How long one thing took, each time it was done."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    """User and system, with the processes that it made."""

    def add(self, work: Callable[[], object]) -> None:
        before, begin = os.times(), time.perf_counter()
        work()
        self.wall.append(time.perf_counter() - begin)
        self.cpu.append(sum(os.times()[:4]) - sum(before[:4]))

    def told(self, size: int) -> str:
        """The rate of the median time, and how far the others are from it."""
        middle = median(self.wall)
        return (
            f"{size / middle / 1e9:6.2f} GB/s  {middle:6.2f} s ({min(self.wall):.2f} to"
            f" {max(self.wall):.2f}), CPU {median(self.cpu):5.2f} s"
        )


def _ratio(one: Sequence[float], other: Sequence[float]) -> float:
    """How many times as long `one` took: what was measured one after the other is compared."""
    return median(first / second for first, second in zip(one, other, strict=True))


def _first(path: Path, jobs: int) -> int:
    """Only the first pass; how many requests it finds."""
    with ExitStack() as stack:
        shards = planned(found([str(path)], None, stack))
        engine = Reading("local", jobs)
        return sum(
            len(part.entries)
            for part in engine.run(partial(first_pass, question=QUESTION), lost_first, shards)
        )


def _duckdb(path: Path, jobs: int) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"SET threads = {jobs}")
        connection.execute(_DUCKDB, [str(path)]).fetchall()


def _isal(path: Path) -> None:
    from isal import igzip

    buffer = bytearray(1 << 20)
    with igzip.open(path, "rb") as stream:  # type: ignore[no-untyped-call]
        while stream.readinto(buffer):
            pass


def wrong(result: Scan, truth: Truth) -> Iterator[str]:
    """What the scan, judged, says otherwise than is true."""
    span = result.spans[0]
    counted = (span.lines, len(result.requests), span.referer_only, span.unparsed, span.problem)
    true = (truth.lines, truth.requests, truth.referer_only, 0, None)
    if counted != true:
        yield f"counts are {counted}, not {true}"
    told = {accessor.network: str(accessor.grade) for accessor in judge(result, QUESTION).accessors}
    expected = {network_of(client): grade for client, grade in truth.grades.items()}
    differing = Counter(
        (expected.get(network, "nobody"), told.get(network, "nobody"))
        for network in expected.keys() | told.keys()
        if expected.get(network) != told.get(network)
    )
    for (true_grade, told_grade), count in differing.items():
        yield f"{count} clients of grade {true_grade} are told as {told_grade}"


def peak(path: Path, jobs: int) -> int:
    """The most memory, in bytes, that a process of its own and its workers have together while it reads.

    What they share is counted once (Pss of Linux), looked at fifty times a second.
    """
    code = (
        "import sys; from benchmarks.trace import QUESTION; from withhold.incident.trace.scan import scan\n"
        "scan([sys.argv[1]], QUESTION, jobs=int(sys.argv[2]))"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(path), str(jobs)])
    most = 0
    while process.poll() is None:
        most = max(most, sum(map(_proportional, [process.pid, *_children(process.pid)])))
        time.sleep(0.02)
    if process.returncode:
        raise RuntimeError(f"the measured process ended with {process.returncode}")
    return most


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _proportional(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) << 10
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=5_000_000)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=3, help="times that each is measured, in turn")
    parser.add_argument("--keep", type=Path, help="a folder to keep the log in, and to take it from")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        return _measured(folder, options.lines, options.jobs, options.rounds)


def _measured(folder: Path, lines: int, jobs: int, rounds: int) -> int:
    path, packed = folder / "access.log", folder / "access.log.gz"
    print(f"writing {lines:,} lines …", flush=True)
    truth = write(path, lines)
    with path.open("rb") as plain, gzip.open(packed, "wb", compresslevel=1) as stream:
        shutil.copyfileobj(plain, stream, 1 << 20)
    size = path.stat().st_size
    results: list[Scan] = []
    print(f"{size / 1e9:.2f} GB, {truth.requests:,} requests, {len(truth.grades):,} clients, {jobs} jobs")
    works: dict[str, Callable[[], object]] = {
        "first pass": lambda: _first(path, jobs),
        "both passes": lambda: results.append(scan([str(path)], QUESTION, jobs=jobs)),
        "DuckDB": lambda: _duckdb(path, jobs),
        "isal alone": lambda: _isal(packed),
        "gzip, first pass": lambda: _first(packed, jobs),
        "gzip, both passes": lambda: results.append(scan([str(packed)], QUESTION, jobs=jobs)),
    }
    times = {name: Times() for name in works}
    for _ in range(rounds):
        print(f"load of the machine: {os.getloadavg()[0]:.1f}", flush=True)
        del results[:]
        for name, work in works.items():
            times[name].add(work)
    for name, measured in times.items():
        print(f"{name:<18}{measured.told(size)}")
    for name, other in _COMPARED:
        wall, cpu = (
            _ratio(getattr(times[other], what), getattr(times[name], what)) for what in ("wall", "cpu")
        )
        print(f"{name:<18}{wall:6.2f} times as fast as {other}; by CPU {cpu:.2f}")
    print(f"memory               {peak(path, jobs) / 1e6:6.0f} MB at most, all processes")
    mistakes = [mistake for result in results for mistake in wrong(result, truth)]
    print("\n".join(mistakes) or f"all {len(truth.grades):,} clients as they truly are, in both")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
