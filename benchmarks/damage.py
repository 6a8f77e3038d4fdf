"""How often random damage to a file of the corpus ends as it may not: `python -m benchmarks.damage`.

A file of each hiding place has one or two changes: a byte, a stretch cut out or put in, the end cut off. Told
are those after which a reader crashed or ran out of time, and those that were judged less severely although
somebody's name and number still stand in their bytes and nothing was told as unread.
"""

import argparse
import time
from collections import Counter
from random import Random

from tests.readers.test_any_damage import SAMPLES, Damage, Judge, fault
from withhold.inspection.run import Run

_AT_THE_START = 0.2
"""Which part of the changes is made in the first hundredth of a file, where its structure is told."""


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = Random(options.seed)
    found: Counter[tuple[str, str]] = Counter()
    started = time.perf_counter()
    with Run.under(["default"], None).inspector() as inspector:
        judge = Judge(inspector)
        for _ in range(options.runs):
            sample = chance.choice(SAMPLES)
            wrong = fault(judge, sample, [_damage(chance) for _ in range(chance.randrange(1, 3))])
            if wrong is not None:
                found[sample.name, wrong] += 1
    for (name, wrong), count in sorted(found.items()):
        print(f"{name}: {wrong} ({count})")
    seconds = time.perf_counter() - started
    print(f"{found.total()} of {options.runs} in {len(SAMPLES)} kinds of files, {seconds:.0f} s")


def _damage(chance: Random) -> Damage:
    at = chance.random() * (0.01 if chance.random() < _AT_THE_START else 1)
    kind = chance.randrange(5)
    if kind == 0:
        return Damage(at, 1, chance.randbytes(1))
    if kind == 1:
        return Damage(at, chance.randrange(1, 65), b"")
    if kind == 2:
        return Damage(at, 0, chance.randbytes(chance.randrange(1, 9)))
    if kind == 3:
        return Damage(at, chance.randrange(1, 9), chance.choice([bytes(4), b"\xff" * 4, b"\x80\0\0\0"]))
    return Damage(at, 1 << 18, b"")


if __name__ == "__main__":
    main()
