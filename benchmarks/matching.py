"""`python -m benchmarks.matching`: what matching adds to inspecting a table, and how often it is wrong.

Prints ratios of processor time, with a register and without, in one process; then how many innocents who
share names of registered people, but no birth date, are taken for them (`--innocents N` rows). The names of
the register and of the tables come from the same few thousand: nearly every row has a registered name.
"""

import argparse
import csv
import gc
import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from random import Random

from benchmarks.check import ROOT
from corpus.big import write
from corpus.people import LATIN, Person, person
from withhold.cli.check import GC_THRESHOLDS
from withhold.domain.finding import Evidence
from withhold.domain.piece import Table, Text
from withhold.inspection.matching import Matching
from withhold.inspection.with_register import RegisterFile
from withhold.readers.interface import Place, Source
from withhold.readers.registry import open_document
from withhold.recognisers.analyst import Analyst
from withhold.signing.keys import write_key
from withhold.text.name_forms import name_parts

_DAYS = 54 * 365
_OTHER_DATES = 3


def registered(count: int, seed: int = 7) -> Iterator[Person]:
    """People for the register, who do not exist."""
    rng = Random(f"{seed}/registered")
    for number in range(count):
        yield person(rng, LATIN[number % len(LATIN)])


def register_of(folder: Path, count: int) -> RegisterFile:
    """A register of so many people, with a new key."""
    table, key, out = folder / "people.csv", folder / "key", folder / "register"
    with table.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["person_id", "full_name", "date_of_birth", "alien_number", "protection"])
        for number, one in enumerate(registered(count)):
            writer.writerow([number, one.full, one.born, one.alien, "asylum"])
    write_key(str(key))
    command = [sys.executable, "-m", "withhold", "register", "build", str(table), "--key-file", str(key)]
    subprocess.run([*command, "-o", str(out)], check=True, cwd=ROOT)
    return RegisterFile(str(out), str(key))


def inspected(path: Path, file: RegisterFile | None) -> tuple[float, Counter[Evidence]]:
    """Seconds of processor time to read, recognise and match in this process, and who was matched."""
    data = path.read_bytes()
    register = None if file is None else file.open()
    start = time.process_time()
    matching = None if register is None else Matching(register)
    analyst = Analyst(date.today(), [] if matching is None else [matching])
    for item in open_document(Source(io.BytesIO(data), len(data), path.name), Place(open_document)):
        if isinstance(item, Table | Text):
            analyst.add(item)
    analyst.findings()
    people = Counter(matching.people() if matching is not None else {})
    seconds = time.process_time() - start
    if register is not None:
        register.close()
    return seconds, people


def ratio(path: Path, file: RegisterFile, runs: int) -> None:
    """With and without the register, in turn."""
    inspected(path, None), inspected(path, file)
    pairs = [(inspected(path, file), inspected(path, None)) for _ in range(runs)]
    with_it = statistics.median(pair[0][0] for pair in pairs)
    without = statistics.median(pair[1][0] for pair in pairs)
    found = {str(evidence): count for evidence, count in pairs[0][0][1].items() if count}
    middle = statistics.median(a[0] / b[0] for a, b in pairs)
    print(f"{path.name:<24} with {with_it:7.2f} s   without {without:7.2f} s   ratio {middle:5.2f}   <= 1.5")
    print(f"{'':<24} found: {found}")


Pair = tuple[str, ...]


def born_by_name(known: Sequence[Person]) -> dict[Pair, set[tuple[int, ...]]]:
    """The birth dates of everybody in the register by each two parts of their name."""
    births: dict[Pair, set[tuple[int, ...]]] = {}
    for one in known:
        for pair in combinations(name_parts(one.full), 2):
            births.setdefault(pair, set()).add(_unordered(one.born))
    return births


def innocents(path: Path, rows: int, known: Sequence[Person]) -> None:
    """A table of people with the names of registered ones, written in other ways, born on other days.

    Nobody in the register who shares two parts of the name was born on that day, in either order of
    day and month.
    """
    rng = Random("innocents")
    births = born_by_name(known)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(
            ["Person", "Date of birth", "Received", "Decided", "Sent", "Amount", "Office", "A-Number"]
        )
        for number in range(rows):
            one = rng.choice(known)
            pairs = list(combinations(name_parts(one.full), 2))
            born = one.born
            while any(_unordered(born) in births[pair] for pair in pairs):
                born = date(1950, 1, 1) + timedelta(days=rng.randrange(_DAYS))
            dates = [date(2019, 1, 1) + timedelta(days=rng.randrange(2000)) for _ in range(_OTHER_DATES)]
            name = (one.full, one.inverted, one.full.upper())[number % 3]
            writer.writerow([name, born, *dates, rng.randrange(60_000), "North", f"A4{number:08d}"])


def _unordered(day: date) -> tuple[int, ...]:
    return (day.year, *sorted((day.month, day.day)))


def wrong(path: Path, file: RegisterFile, rows: int) -> None:
    """How many innocents were taken for registered people."""
    seconds, found = inspected(path, file)
    print(
        f"{rows:,} innocents who share names: {found[Evidence.IDENTIFIER]} wrong by identifier (0), "
        f"{found[Evidence.NAME_AND_BIRTH_DATE]} by name and birth date (<= 1 in 1,000,000), "
        f"{found[Evidence.WEAKER]} weaker, "
        f"{found[Evidence.NAME_ALONE]} name alone; {rows / seconds:,.0f} rows/s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000, help="people in the register")
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the long table")
    parser.add_argument("--innocents", type=int, default=0, help="rows of people who share names")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    # As the command does: a run makes millions of cells and hardly a cycle.
    gc.set_threshold(*GC_THRESHOLDS)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        file = register_of(out, options.people)
        with closing(file.open()) as register:
            print(f"register of {options.people:,} people, version {register.version}")
        if options.rows:
            subprocess.run(
                [sys.executable, "-m", "corpus", str(out), "--only", "founding"], cwd=ROOT, check=True
            )
            ratio(out / "founding" / "statistics.xlsx", file, options.runs)
            write(out / "long.xlsx", options.rows, 12, shared=False)
            ratio(out / "long.xlsx", file, options.runs)
        if options.innocents:
            innocents(out / "innocents.csv", options.innocents, list(registered(options.people)))
            wrong(out / "innocents.csv", file, options.innocents)


if __name__ == "__main__":
    main()
