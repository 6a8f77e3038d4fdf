"""The register at size: `python -m benchmarks.register --people N` (default 200,000).

Makes lists of invented people, builds a register, opens it and matches a list of other people against it,
with a few registered ones among them, all by the command line; prints rates, memory and sizes.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from withhold.inspection.with_register import RegisterFile

_ONSETS = tuple("b d f g h j k l m n p r s t v w y z sh ch kh br tr gr st al".split())  # noqa: SIM905
_VOWELS = ["a", "e", "i", "o", "u", "aa", "ei", "ou"]
_ENDS = ["", "n", "r", "l", "m", "s", "t", "d", "k", "ni", "ra", "mi", "la"]
_NATIONS = ("Somalia", "Honduras", "Afghanistan", "Ukraine", "China", "Eritrea", "Guatemala", "Iran")
_PLANTED = 100
_OF_ONE_ORIGIN = (300, 3_000)
"""Given and family names in a list of people of one origin, whose names repeat."""


def _word(choose: random.Random) -> str:
    syllables = choose.choice((2, 2, 3))
    word = "".join(choose.choice(_ONSETS) + choose.choice(_VOWELS) for _ in range(syllables))
    return (word + choose.choice(_ENDS)).capitalize()


def people(
    count: int, seed: int, first: int, given_names: int = 6_000, family_names: int = 60_000
) -> Iterator[str]:
    """Lines of a CSV list of names out of so many parts; few parts are used often, many seldom."""
    words = random.Random(0)
    given = [_word(words) for _ in range(6_000)][:given_names]
    family = [_word(words) for _ in range(60_000)][:family_names]
    choose = random.Random(seed)
    for number in range(first, first + count):
        names = [
            given[int(len(given) * choose.random() ** 3)],
            family[int(len(family) * choose.random() ** 2)],
        ]
        if choose.random() < 0.3:
            names.insert(1, given[int(len(given) * choose.random() ** 3)])
        birth = f"{choose.randint(1940, 2012)}-{choose.randint(1, 12):02}-{choose.randint(1, 28):02}"
        nation = choose.choice(_NATIONS)
        yield f"P{number},{' '.join(names)},{birth},A{200_000_000 + number},{nation},asylum\n"


def write_list(path: Path, lines: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write("person_id,full_name,date_of_birth,alien_number,nationality,protection\n")
        stream.writelines(lines)


def swapped(line: str) -> str:
    """A registered person's line as another list would have it."""
    _, name, birth, _, nation, protection = line.rstrip("\n").split(",")
    year, month, day = birth.split("-")
    first, *others = name.split(" ")
    return f",{' '.join(others).upper()} {first},{day}.{month}.{year},,{nation},{protection}\n"


def command(*arguments: str) -> tuple[float, float, str]:
    """Seconds, processor seconds of all its processes, and standard output of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "withhold", "register", *arguments],
        stdout=subprocess.PIPE,
        check=False,
        text=True,
    )
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 10, 11):
        raise SystemExit(f"`withhold register {arguments[0]}` ended with {done.returncode}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, cpu, done.stdout


def show_rate(what: str, count: int, unit: str, seconds: float, cpu: float, jobs: int) -> None:
    """A rate by the clock, and the one that as many idle processors as processes would give."""
    print(
        f"{what}: {count:,} {unit} in {seconds:.1f} s ({count / seconds:,.0f}/s) with {jobs} processes; "
        f"{cpu:.1f} processor seconds ({count / cpu * jobs:,.0f}/s on {jobs} idle processors)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where the files go (default: a temporary folder)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        measure(Path(name), options.people, options.rows, options.jobs)


def measure(folder: Path, count: int, rows: int, jobs: int) -> None:
    key, register = str(folder / "key"), str(folder / "register")
    listed, others = folder / "people.csv", folder / "others.csv"
    write_list(listed, people(count, 1, 0))
    write_list(others, people(rows, 2, count))
    step = max(1, count // _PLANTED)
    with others.open("a", encoding="utf-8") as stream:
        stream.writelines(
            swapped(line) for number, line in enumerate(people(count, 1, 0)) if number % step == 0
        )
    command("key", key)
    arguments = ("--key-file", key, "--jobs", str(jobs))
    seconds, cpu, _ = command("build", str(listed), "-o", register, *arguments)
    show_rate("build", count, "people", seconds, cpu, jobs)
    print(f"build: the register has {Path(register).stat().st_size / 1e6:,.0f} MB")
    # The largest of the processes that ended; each of the others was at most as large.
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    most = largest * (jobs + 1)
    print(f"build: largest process {largest:,.0f} MB; all {jobs + 1} together at most {most:,.0f} MB")
    RegisterFile(register, key).open().close()
    start, started = time.perf_counter(), time.process_time()
    with closing(RegisterFile(register, key).open()):
        seconds, cpu = time.perf_counter() - start, time.process_time() - started
    print(f"open: {seconds:.4f} s ({cpu:.4f} processor seconds)")
    repeated = folder / "repeated.csv"
    write_list(repeated, people(rows, 3, count, *_OF_ONE_ORIGIN))
    for what, place in (("many different names", others), ("names of one origin", repeated)):
        asked = ("match", str(place), "--register", register, "--format", "json", *arguments)
        seconds, cpu, out = command(*asked)
        told = json.loads(out)
        show_rate(f"match, {what}", told["records"], "rows", seconds, cpu, jobs)
        evidence = {name: of["people"] for name, of in told["evidence"].items()}
        planted = f"planted {len(range(0, count, step)):,}" if place is others else "planted none"
        print(f"match: {planted}; found {evidence}")


if __name__ == "__main__":
    main()
