"""Whether the time or the size of an answer tells who is held, over HTTP. One JSON object.

PYTHONPATH=integrations/python-holds python -m benchmarks.oracle [--rounds 500]

Starts `withhold serve`, has one person of a case held, and asks in turns about this one and about somebody
who is not in the list, by the order of a coin. `difference_milliseconds` is the median of the held less that
of the others, `between` where 95 % of 2,000 resamplings put it: where zero lies in it, so many questions tell
nothing.
"""

import argparse
import json
import random
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from withhold_holds import Action, Client, Person, post

from tests.console.affected.rows import ROWS
from tests.e2e.served_console import served
from tests.e2e.served_holds import OTHER, CaseSystems

_RESAMPLED = 2000
_PATIENCE = 30.0
_NAMES = {"held": True, "others": False}


class Scales:
    """A transport that notes how long each answer took, and how long it is."""

    def __init__(self) -> None:
        self.took = 0.0
        self.size = 0

    def __call__(
        self, url: str, body: bytes, headers: Mapping[str, str], timeout: float, most: int
    ) -> tuple[int, bytes]:
        start = time.perf_counter()
        status, answer = post(url, body, headers, timeout, most)
        self.took, self.size = time.perf_counter() - start, len(answer)
        return status, answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir(mode=0o700)
        with served(home, "--no-door") as console:
            systems = CaseSystems(console, 1)
            print(json.dumps(_tried(systems, options.rounds), indent=1))


def _tried(systems: CaseSystems, rounds: int) -> dict[str, object]:
    scales = Scales()
    client = systems.client(scales)
    systems.add_person()
    held = _held()
    _wait(client, held)
    coin = random.Random(0)
    took: dict[bool, list[float]] = {True: [], False: []}
    sizes: dict[bool, set[int]] = {True: set(), False: set()}
    for _ in range(rounds):
        for which in coin.sample([True, False], 2):
            client.may_act(Action.REMOVAL, held if which else OTHER)
            took[which].append(scales.took * 1000)
            sizes[which].add(scales.size)
            time.sleep(0.22)  # below the limit of ten people a second, whoever is asked about
    low, high = _between(took[True], took[False], coin)
    return {
        "questions": 2 * rounds,
        "median_milliseconds": {
            "held": round(median(took[True]), 3),
            "others": round(median(took[False]), 3),
        },
        "difference_milliseconds": round(median(took[True]) - median(took[False]), 3),
        "between": [round(low, 3), round(high, 3)],
        "sizes": {name: sorted(sizes[key]) for name, key in _NAMES.items()},
    }


def _held() -> Person:
    fields = ROWS[0]["fields"]
    numbers = (("alien_number", fields["alien_number"][0]),)
    return Person(fields["full_name"][0], fields["date_of_birth"][0], numbers)


def _wait(client: Client, person: Person) -> None:
    until = time.monotonic() + _PATIENCE
    while client.may_act(Action.REMOVAL, person):
        if time.monotonic() > until:
            raise SystemExit("the person was not held: nothing can be measured")
        time.sleep(0.5)


def _between(held: list[float], others: list[float], coin: random.Random) -> tuple[float, float]:
    found = sorted(
        median(coin.choices(held, k=len(held))) - median(coin.choices(others, k=len(others)))
        for _ in range(_RESAMPLED)
    )
    return found[int(0.025 * _RESAMPLED)], found[int(0.975 * _RESAMPLED)]


if __name__ == "__main__":
    main()
