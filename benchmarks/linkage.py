"""How well names meet: recall and precision of name equality by origin, and of the linkage beside Splink.

.venv/bin/python -m benchmarks.linkage [--peers PYTHON] [--seed N] [--misses N]

People are invented (`linkage_people.py`). PYTHON is the interpreter of an environment with the packages of
`benchmarks/peers.txt`; without it only our own numbers are printed.
"""

import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from anyascii import anyascii

from benchmarks.linkage_people import Person, Written, people, usual, variants, with_typo
from withhold.domain.finding import Evidence
from withhold.inspection.with_register import RegisterFile
from withhold.register.interface import Row
from withhold.signing.keys import write_key
from withhold.text.name_forms import name_parts_of

FEWEST_COMMON = 2
SURE = frozenset([Evidence.IDENTIFIER, Evidence.NAME_AND_BIRTH_DATE])
"""Evidence by which a document is withheld."""
TYPOS = 0.02
SWAPPED = 0.1
"""Shares of the rows of registered people with one letter wrong, and with day and month swapped."""


@dataclass(frozen=True)
class Entry:
    """One row of the linkage set: who it is (index in the register, -1 for a stranger), and what it tells."""

    person: int
    name: Written
    birth: str


def compatible(one: Iterable[object], other: Iterable[object]) -> bool:
    """Whether all parts of the shorter name are in the longer, and two at least are common."""
    first, second = frozenset(one), frozenset(other)
    return min(len(first), len(second)) >= FEWEST_COMMON and (first <= second or second <= first)


def recall_by_origin(crowd: list[Person], each: int, rng: random.Random, misses: int) -> None:
    """Prints which share of the spellings of one person meets the usual one, without typing errors."""
    cases = [(p, way, name) for p in crowd for way, name in variants(p, each, rng)]
    parts = name_parts_of([name.full for _, _, name in cases] + [usual(p).full for p in crowd])
    met: dict[str, Counter[bool]] = defaultdict(Counter)
    shown = 0
    for person, way, name in cases:
        agreed = compatible(parts[name.full], parts[usual(person).full])
        met[person.origin][agreed] += 1
        if not agreed and shown < misses:
            shown += 1
            print("  missed", way, usual(person).full, parts[usual(person).full], name.full, parts[name.full])
    total: Counter[bool] = sum(met.values(), Counter())
    for origin, counts in [*sorted(met.items()), ("all", total)]:
        print(f"recall  {origin:12} {counts[True] / counts.total():7.2%} of {counts.total()}")


def false_pairs(crowd: list[Person], pairs: int, rng: random.Random, misses: int) -> None:
    """Prints how often strangers of one origin have compatible names, against how often they share one."""
    groups: dict[str, list[tuple[frozenset[object], tuple[str, ...], str]]] = defaultdict(list)
    names = [(p, name.full) for p in crowd for _, name in variants(p, 1, rng)]
    parts = name_parts_of(name for _, name in names)
    for person, name in names:
        groups[person.origin].append((person.truth, parts[name], name))
    all_ours = all_true = 0
    for origin, members in sorted(groups.items()):
        ours = true = 0
        for _ in range(pairs):
            one, other = rng.sample(members, 2)
            true += (same := compatible(one[0], other[0]))
            ours += (found := compatible(one[1], other[1]))
            if found and not same and misses > 0:
                misses -= 1
                print("  collided", one[1:], other[1:])
        all_ours, all_true = all_ours + ours, all_true + true
        told = f"{ours / pairs:.4%} meet, {true / pairs:.4%} share the name"
        print(f"pairs   {origin:12} {told}: x{ours / max(true, 1):.2f}")
    print(f"pairs   {'all':12} x{all_ours / max(all_true, 1):.2f}")


def unordered(birth: date) -> str:
    """A birth date in which a swap of day and month changes nothing."""
    low, high = sorted((birth.day, birth.month))
    return f"{birth.year:04}-{low:02}-{high:02}" if high <= 12 else birth.isoformat()


def linkage_set(register: list[Person], rows: int, rng: random.Random) -> list[Entry]:
    """Rows of registered people, of strangers, of namesakes born on other days, of those who share a part."""
    entries = []
    strangers = people(rows, rng)
    for index, stranger in enumerate(strangers):
        at = rng.randrange(len(register))
        known = register[at]
        kind = index % 4
        if kind == 0:
            (_, name), birth = next(variants(known, 1, rng)), known.birth
            name = with_typo(name, rng) if rng.random() < TYPOS else name
            if rng.random() < SWAPPED and birth.day <= 12:
                birth = date(birth.year, birth.day, birth.month)
            entries.append(Entry(at, name, unordered(birth)))
            continue
        if kind == 1:  # a namesake
            stranger = Person(
                known.origin, known.given, known.family, known.birth + timedelta(days=rng.randint(32, 9999))
            )
        elif kind == 2:  # born on the same day, one part of the name in common
            mate = Person(known.origin, stranger.given, known.family, known.birth)
            stranger = mate if mate.truth.isdisjoint(known.given) else stranger
        (_, name) = next(variants(stranger, 1, rng))
        entries.append(Entry(-1, name, unordered(stranger.birth)))
    return entries


def registered(folder: Path, register: list[Person]) -> RegisterFile:
    """A real register of these people, by the command that makes registers."""
    table, key, out = folder / "people.csv", folder / "key", folder / "register"
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["person_id", "full_name", "date_of_birth", "protection"])
        for index, person in enumerate(register):
            writer.writerow([index, usual(person).full, person.birth.isoformat(), "asylum"])
    write_key(str(key))
    command = [sys.executable, "-m", "withhold", "register", "build", str(table), "--key-file", str(key)]
    subprocess.run([*command, "-o", str(out)], check=True, stderr=subprocess.DEVNULL)
    return RegisterFile(str(out), str(key))


def ours(
    folder: Path, register: list[Person], rows: list[Entry]
) -> tuple[set[tuple[int, int]], float, float]:
    """Pairs of row and person by name and birth date, seconds to build the register, seconds to match."""
    start = time.perf_counter()
    file = registered(folder, register)
    built = time.perf_counter() - start
    asked = [Row(names=(row.name.full,), births=(row.birth,)) for row in rows]
    with closing(file.open()) as opened:
        start = time.perf_counter()
        hits = opened.match(asked)
        matched = time.perf_counter() - start
        # Numbers of people mean nothing outside the register: each person's own row tells them.
        own = [Row(names=(usual(p).full,), births=(unordered(p.birth),)) for p in register]
        who = {hit.person: hit.row for hit in opened.match(own) if hit.evidence in SURE}
    return {(hit.row, who[hit.person]) for hit in hits if hit.evidence in SURE}, built, matched


def scores(found: set[tuple[int, int]], true: set[tuple[int, int]]) -> tuple[float, float]:
    """Precision and recall of pairs."""
    right = len(found & true)
    return right / max(len(found), 1), right / len(true)


def truth_of(register: list[Person], rows: list[Entry]) -> set[tuple[int, int]]:
    """Row and person where they are the same, and where nothing in the row could tell them apart."""
    born: dict[tuple[str, frozenset[object]], list[int]] = defaultdict(list)
    for index, person in enumerate(register):
        born[unordered(person.birth), person.truth].append(index)
    return {
        (number, same)
        for number, row in enumerate(rows)
        if row.person >= 0
        for same in born[unordered(register[row.person].birth), register[row.person].truth]
    }


def splink(python: str, register: list[Person], rows: list[Entry]) -> tuple[set[tuple[int, int]], float]:
    """Splink's pairs at its best threshold, and its seconds; it is told given and family names."""
    with tempfile.TemporaryDirectory() as folder:
        for file, entries in (
            ("register.csv", [Entry(i, usual(p), unordered(p.birth)) for i, p in enumerate(register)]),
            ("rows.csv", rows),
        ):
            with (Path(folder) / file).open("w", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerow(["unique_id", "given", "family", "birth"])
                for index, entry in enumerate(entries):
                    given, family = anyascii(entry.name.given).lower(), anyascii(entry.name.family).lower()
                    writer.writerow([index, given, family, entry.birth])
        true = Path(folder, "truth.json")
        true.write_text(json.dumps(sorted(truth_of(register, rows))))
        script = Path(__file__).with_name("linkage_splink.py")
        done = subprocess.run([python, str(script), folder], check=True, stdout=subprocess.PIPE, timeout=900)
    answer = json.loads(done.stdout)
    return {(row, person) for row, person in answer["pairs"]}, answer["seconds"]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peers", help="interpreter with the peers' packages")
    parser.add_argument("--seed", type=int, default=20_261_122)
    parser.add_argument("--people", type=int, default=20_000, help="people in the register")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--misses", type=int, default=0, help="print so many of our own mistakes")
    args = parser.parse_args()
    print(f"seed {args.seed}, {args.people} people, {args.rows} rows")
    rng = random.Random(args.seed)
    crowd = people(6_000, rng)
    recall_by_origin(crowd, 5, rng, args.misses)
    false_pairs(crowd, 60_000, rng, args.misses)
    register = people(args.people, rng)
    rows = linkage_set(register, args.rows, rng)
    true = truth_of(register, rows)
    with tempfile.TemporaryDirectory() as folder:
        pairs, built, matched = ours(Path(folder), register, rows)
    seconds = built + matched
    precision, recall = scores(pairs, true)
    print(f"ours    precision {precision:.2%} recall {recall:.2%} in {seconds:.2f} s", end="")
    print(f" ({built:.2f} to build the register, {matched:.2f} to match)")
    if args.peers:
        theirs, their_seconds = splink(args.peers, register, rows)
        precision, recall = scores(theirs, true)
        print(f"Splink  precision {precision:.2%} recall {recall:.2%} in {their_seconds:.2f} s", end="")
        print(f": {their_seconds / seconds:.1f} times our time")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
