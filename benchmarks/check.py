"""`make bench`: the gate beside the bound of its work and beside its peers, in one run.

Prints ratios; absolute times are only there to make them. Options: --big also reads 1,000,000 × 12 cells,
--peer-cells N sets how many cells of the table each peer is given (0: all of them).
"""

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.bounds import empty_parse, read_alone, read_and_recognise

ROOT = Path(__file__).parents[1]
PEERS = ROOT / ".venv-peers"


def median_ratio(
    ours: Callable[[], float], other: Callable[[], float], runs: int
) -> tuple[float, float, float]:
    """Median of ours, of the other, and of their ratio pair by pair, after one warm-up of both."""
    ours(), other()
    pairs = [(ours(), other()) for _ in range(runs)]
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )


def show(what: str, ours: float, other: float, ratio: float, target: str) -> None:
    print(f"{what:<58} {ours:9.3f} s {other:9.3f} s   {ratio:8.2f}   {target}")


def workbook(path: Path, runs: int) -> None:
    """Reading against empty handlers, and inspecting against reading."""
    numbers = median_ratio(lambda: read_alone(path), lambda: empty_parse(path), runs)
    show(f"{path.name}: reading / (zip + expat, empty handlers)", *numbers, "<= 1.5")
    numbers = median_ratio(lambda: read_and_recognise(path), lambda: read_alone(path), runs)
    show(f"{path.name}: inspecting / reading", *numbers, "<= 2")


def whole_command(arguments: list[str]) -> tuple[float, float]:
    """Wall seconds and CPU seconds of a `withhold` command as a process with its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "withhold", *arguments], capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, cpu


def peers(table: Path, cells: int) -> None:
    """Each peer on the cells of the same table, extrapolated to all of its cells."""
    total = sum(line.count(",") + 1 for line in table.read_text(encoding="utf-8").splitlines())
    wall, _ = whole_command(["check", str(table)])
    for name in ("presidio", "datafog", "scrubadub"):
        command = [str(PEERS / "bin/python"), str(ROOT / "benchmarks/peer.py"), name, str(table)]
        done = subprocess.run([*command, str(cells or total)], capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{name}: could not be run, see benchmarks/peers.txt", file=sys.stderr)
            continue
        seconds = float(done.stdout.split()[-1]) * total
        show(f"{name} / withhold check, {total:,} cells", seconds, wall, seconds / wall, ">= 100 (Presidio)")


def memory(path: Path) -> None:
    """Peak resident memory of the command: parent and its children together, sampled from the kernel."""
    process = subprocess.Popen(
        [sys.executable, "-m", "withhold", "check", str(path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(_proportional(pid) for pid in _family(process.pid)))
        time.sleep(0.1)
    print(f"{path.name}: peak memory of parent and children {peak / 1e6:,.0f} MB   <= 500 MB")


def _family(pid: int) -> list[int]:
    children: list[int] = []
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue
        if entry.name.isdigit() and int(fields[1]) == pid:
            children += _family(int(entry.name))
    return [pid, *children]


def _proportional(pid: int) -> int:
    """Bytes of memory of a process; what it shares with others is divided among them (PSS)."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        return 0
    return 0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.check", description=__doc__)
    parser.add_argument("--big", action="store_true")
    parser.add_argument("--peer-cells", type=int, default=400)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        subprocess.run([sys.executable, "-m", "corpus", str(out), "--only", "founding"], cwd=ROOT, check=True)
        founding = out / "founding"
        print(f"{'what':<58} {'ours':>11} {'other':>11}   {'ratio':>8}   target")
        workbook(founding / "statistics.xlsx", options.runs)
        _, cpu = whole_command(["--help"])
        print(f"withhold --help: {cpu:.2f} s of CPU   < 0.3 s")
        if PEERS.is_dir():
            peers(founding / "statistics.csv", options.peer_cells)
        if options.big:
            big = out / "big.xlsx"
            subprocess.run([sys.executable, "-m", "corpus.big", str(big)], cwd=ROOT, check=True)
            workbook(big, 1)
            memory(big)


if __name__ == "__main__":
    main()
