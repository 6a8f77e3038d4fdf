"""`python -m benchmarks.trace`: reading a large log for who fetched a file, against what is true of it.

Prints rates of both passes, how much of them isal takes alone for the same log in gzip, the peak of memory,
and the ratio to DuckDB extracting request, status and bytes by a pattern, in one run on one generated log.
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
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

from benchmarks.trace_logs import BEGIN, PATH, SIZE, Truth, write
from withhold.incident.trace.interface import Question, Scan
from withhold.incident.trace.judge import judge
from withhold.incident.trace.networks import network_of
from withhold.incident.trace.requests import first_pass
from withhold.incident.trace.scan import Reading, lost_first, scan
from withhold.incident.trace.shards import planned
from withhold.incident.trace.sources import found

QUESTION = Question((PATH,), BEGIN, BEGIN + timedelta(days=3650), (SIZE,))
_DUCKDB = """
SELECT count(*), count(part.status), sum(try_cast(part.sent AS BIGINT)) FROM (
  SELECT regexp_extract(line, '^(\\S+) \\S+ \\S+ \\[([^\\]]+)\\] "([^"]*)" (\\d{3}) (\\d+|-)',
    ['client', 'at', 'request', 'status', 'sent']) AS part
  FROM read_csv(?, columns = {'line': 'VARCHAR'}, delim = '\\x01', quote = '', escape = '', header = false,
    auto_detect = false))
WHERE part.request LIKE '%protected%20people%202026.xlsx%'
"""


def _seconds(work: Callable[[], object]) -> float:
    """The shorter time of two: other work on the machine only ever adds."""
    return min(_once(work) for _ in range(2))


def _once(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


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
    parser.add_argument("--keep", type=Path, help="a folder to keep the log in, and to take it from")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        return _measured(folder, options.lines, options.jobs)


def _measured(folder: Path, lines: int, jobs: int) -> int:
    path, packed = folder / "access.log", folder / "access.log.gz"
    print(f"writing {lines:,} lines …", flush=True)
    truth = write(path, lines)
    with path.open("rb") as plain, gzip.open(packed, "wb", compresslevel=1) as stream:
        shutil.copyfileobj(plain, stream, 1 << 20)
    size = path.stat().st_size
    results: list[Scan] = []
    print(f"{size / 1e9:.2f} GB, {truth.requests:,} requests, {len(truth.grades):,} clients, {jobs} jobs")
    first = _seconds(lambda: _first(path, jobs))
    both = _seconds(lambda: results.append(scan([str(path)], QUESTION, jobs=jobs)))
    duckdb = _seconds(lambda: _duckdb(path, jobs))
    isal = _seconds(lambda: _isal(packed))
    first_packed = _seconds(lambda: _first(packed, jobs))
    both_packed = _seconds(lambda: results.append(scan([str(packed)], QUESTION, jobs=jobs)))
    print(f"first pass           {size / first / 1e9:6.2f} GB/s")
    print(f"both passes          {size / both / 1e9:6.2f} GB/s")
    print(
        f"DuckDB               {size / duckdb / 1e9:6.2f} GB/s; first pass {duckdb / first:.1f} and both"
        f" {duckdb / both:.1f} times as fast"
    )
    print(f"isal alone           {size / isal / 1e9:6.2f} GB/s unpacked")
    print(
        f"gzip, first pass     {size / first_packed / 1e9:6.2f} GB/s, {isal / first_packed:.0%} of isal alone"
    )
    print(
        f"gzip, both passes    {size / both_packed / 1e9:6.2f} GB/s, {isal / both_packed:.0%} of isal alone"
    )
    print(f"memory               {peak(path, jobs) / 1e6:6.0f} MB at most, all processes")
    mistakes = [mistake for result in results for mistake in wrong(result, truth)]
    print("\n".join(mistakes) or f"all {len(truth.grades):,} clients as they truly are, in both")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
