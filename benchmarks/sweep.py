"""`python -m benchmarks.sweep [--documents 5000]`: a sweep beside the bare inspection of the same files.

A generated site (pages, tables, workbooks, texts) behind nginx. Prints the first sweep over the inspection of
its files from disk, the second sweep (nothing changed) over the first, and how long after it was fetched a
list that has appeared is told. Ratios count; times are only there to make them.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from corpus.ooxml.dialects import EXCEL
from corpus.ooxml.model import Sheet, Workbook
from corpus.ooxml.package import package
from tests.e2e.swept_site import HOST, LIST, Swept, swept_site
from withhold.fetching.config import reach_in
from withhold.fetching.http import HttpFetcher
from withhold.incident.watch.sweep.interface import Change, Order
from withhold.incident.watch.sweep.sweeping import sweep
from withhold.inspection.run import Run

WORDS = [
    "the",
    "office",
    "decides",
    "about",
    "every",
    "application",
    "within",
    "a",
    "week",
    "of",
    "the",
    "hearing",
    "and",
    "publishes",
    "figures",
]
A_FOLDER = 250


def text(rng: Random, words: int) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(words))


def page(rng: Random, links: list[str]) -> bytes:
    body = "".join(f"<p>{text(rng, 60)}</p>" for _ in range(rng.randint(4, 40)))
    anchors = "".join(f'<li><a href="{link}">{text(rng, 3)}</a></li>' for link in links)
    return (
        f"<!doctype html><html><body><h1>{text(rng, 4)}</h1>{body}<ul>{anchors}</ul></body></html>".encode()
    )


def figures(rng: Random, rows: int) -> list[list[str | int]]:
    table: list[list[str | int]] = [["year", "decisions", "days"]]
    table += [[year, rng.randint(0, 999), rng.randint(1, 90)] for year in range(rows)]
    return table


def document(rng: Random, number: int) -> tuple[str, bytes]:
    """Of ten documents six are pages, two tables, one a workbook, one a text."""
    kind = number % 10
    if kind < 6:
        return "html", page(rng, [])
    if kind < 8:
        rows = figures(rng, rng.randint(20, 400))
        return "csv", "".join(",".join(map(str, row)) + "\n" for row in rows).encode()
    if kind == 8:
        return "xlsx", package(Workbook([Sheet("Data", figures(rng, rng.randint(20, 400)))]), EXCEL)
    return "txt", text(rng, rng.randint(50, 3000)).encode()


def fill(www: Path, count: int) -> int:
    """The site; returns its bytes."""
    rng, size = Random(8), 0
    folders: list[str] = []
    for number in range(count):
        if number % A_FOLDER == 0:
            folder = www / f"part-{number // A_FOLDER}"
            folder.mkdir(parents=True)
            folders.append(f"/{folder.name}/index.html")
            names: list[str] = []
        ending, content = document(rng, number)
        names.append(f"{number}.{ending}")
        (folder / names[-1]).write_bytes(content)
        (folder / "index.html").write_bytes(page(rng, names))
        size += len(content)
    (www / "index.html").write_bytes(page(rng, folders))
    return size


def timed(*arguments: object) -> float:
    start = time.perf_counter()
    line = [sys.executable, "-m", "withhold", *map(str, arguments)]
    ran = subprocess.run(line, capture_output=True, text=True, check=False)
    assert ran.returncode in (0, 10, 11), ran.stderr
    print(f"    {ran.stderr.strip().splitlines()[-1]}")
    return time.perf_counter() - start


def until_told(site: Swept, state: Path) -> tuple[float, list[float]]:
    """Seconds from fetched to told: of the list that has appeared, and of all that a fresh sweep finds."""
    (site.www / "part-3" / "list.csv").write_bytes(LIST)
    (site.www / "part-3" / "index.html").write_bytes(page(Random(1), ["list.csv"]))
    run = replace(Run.under(["default"], None), jobs=2)
    order = Order((f"http://{HOST}/",), frozenset({HOST}))
    fetcher = HttpFetcher(reach_in(site.site))
    found: list[float] = []
    for memory in (state, state.with_name("fresh.sqlite")):
        with closing(sweep(order, memory, fetcher, run)) as seen:
            for one in seen:
                if one.change in (Change.NEW, Change.CHANGED):
                    seconds = (datetime.now(UTC) - one.fetched).total_seconds()
                    found.append(seconds)
                    if one.url.endswith("/list.csv") and memory == state:
                        of_list = seconds
    return of_list, found


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sweep", description=__doc__)
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o755)
        (root / "www").mkdir()
        size = fill(root / "www", options.documents)
        print(f"{options.documents:,} documents, {size / 1e6:.1f} MB, {options.jobs} processes")
        with swept_site(root) as site:
            state = root / "state.sqlite"
            command: tuple[object, ...] = ("sweep", f"http://{HOST}/", "--site", site.site, "--state", state)
            command += ("--format", "brief", "--jobs", options.jobs)
            alone = timed("check", root / "www", "--format", "brief", "--jobs", options.jobs)
            first = timed(*command)
            second = timed(*command)
            again = timed(*command)
            told, all_told = until_told(site, state)
        show("first sweep / inspection alone", first, alone, "<= 1.2")
        show("second sweep / first sweep", second, first, "<= 0.05")
        show("third sweep / first sweep", again, first, "<= 0.05")
        median, most = statistics.median(all_told), max(all_told)
        print(f"fetched to told: the list {told:.2f} s, median {median:.2f} s, at most {most:.2f} s   < 10 s")


def show(what: str, ours: float, other: float, target: str) -> None:
    print(f"{what:<32} {ours:8.1f} s {other:8.1f} s   {ours / other:7.3f}   {target}")


if __name__ == "__main__":
    main()
