"""`python -m benchmarks.watch [--documents 5000] [--lists 10]`: what a list costs the watch in time.

A whole console under `withhold serve` watches a site of its own. After its first sweep lists of people appear
there, one after another. Prints, of each, the seconds from when it was fetched until its case stood with its
evidence sealed and somebody alerted.
"""

import argparse
import statistics
import tempfile
from pathlib import Path

from benchmarks.sweep import fill
from tests.e2e.exposed_site import FAMILY, GIVEN
from tests.e2e.served_console import Served
from tests.e2e.watched_console import LOOK, ran, until, watching

TARGET = 10.0
"""Seconds."""


def a_list(number: int) -> bytes:
    """Forty invented people; another list for each number."""
    rows = []
    for one in range(40):
        name = f"{GIVEN[(one + number) % 9]} {FAMILY[one % 8]}"
        rows.append(f"{name},19{60 + one}-03-1{number % 10},A20{number:02}{one:05},asylum\n")
    return ("full name,date of birth,alien number,claim\n" + "".join(rows)).encode()


def appeared(console: Served, www: Path, number: int) -> float:
    """Puts a list there; seconds from fetched to all of alert, case and evidence."""
    name = f"list-{number}.csv"
    (www / "part-0" / name).write_bytes(a_list(number))
    ran(console, LOOK, "sweep")
    stands = until(
        console,
        lambda now: any(one["url"].endswith(name) and one["preserved"] for one in now["documents"]),
        "the case",
    )
    [one] = [one for one in stands["documents"] if one["url"].endswith(name)]
    alert = next(at for at in stands["alerts"] if at >= one["fetched"])
    until(console, lambda now: not now["running"], "the sweep's end")
    return float(max(alert, *one["preserved"]) - one["fetched"])


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.watch", description=__doc__)
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--lists", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        www = Path(folder) / "www"
        www.mkdir()
        size = fill(www, options.documents)
        for index in www.glob("part-*/index.html"):
            index.unlink()  # the folders list what stands in them
        print(f"{options.documents:,} documents, {size / 1e6:.1f} MB", flush=True)
        with watching(www, Path(folder) / "home") as console:
            until(console, lambda now: any(one[0] for one in now["sweeps"]), "the first sweep", seconds=1800)
            found = [appeared(console, www, number) for number in range(options.lists)]
    median, most = statistics.median(found), max(found)
    print(
        f"fetched to alert, case, evidence ({len(found)} lists): median {median:.2f} s, at most {most:.2f} s"
    )
    print(f"target: {TARGET:.0f} s")


if __name__ == "__main__":
    main()
