"""How fast a new hold is in force for every case system, over HTTP. One JSON object.

PYTHONPATH=integrations/python-holds python -m benchmarks.holds_service [--consumers 20] [--holds 5]

Starts `withhold serve`. Each case system asks about one person again and again; then that person is added
to the list of a confirmed case, and the worker holds them by itself. Counted from before the person stands
in the database until each case system could act for the last time, on an answer that it kept.
"""

import argparse
import json
import tempfile
import threading
import time
from pathlib import Path

from withhold_holds import Action, Client, Person

from tests.console.affected.rows import ROWS
from tests.e2e.served_console import served
from tests.e2e.served_holds import CaseSystems

_APART = 0.02
_BETWEEN = 0.2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--consumers", type=int, default=20)
    parser.add_argument("--holds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir(mode=0o700)
        with served(home, "--no-door") as console:
            systems = CaseSystems(console, options.consumers)
            delays, asked = [], []
            for number in (0, 1, 3, 5, 6)[: options.holds]:
                late, took = _one(systems, _person(number), number)
                delays += late
                asked += took
    print(
        json.dumps(
            {
                "consumers": options.consumers,
                "new_hold_in_force_seconds": _told(delays),
                "single_question_milliseconds": _told([one * 1000 for one in asked]),
            },
            indent=1,
        )
    )


def _person(number: int) -> Person:
    fields = ROWS[number]["fields"]
    return Person(
        fields["full_name"][0],
        fields["date_of_birth"][0],
        (("alien_number", fields["alien_number"][0]),),
    )


def _one(systems: CaseSystems, person: Person, number: int) -> tuple[list[float], list[float]]:
    """Seconds from the person's being listed until each case system could act for the last time."""
    ended = threading.Event()
    last: dict[int, float] = {}
    took: list[float] = []

    def ask(place: int, client: Client) -> None:
        time.sleep(place * _APART)  # case systems do not begin at the same moment
        while not ended.is_set():
            start = time.monotonic()
            decision = client.may_act(Action.REMOVAL, person)
            took.append(time.monotonic() - start)
            while decision and not ended.is_set():  # it is kept for as long as it is believed
                last[place] = time.monotonic()
                time.sleep(0.02)
            time.sleep(_BETWEEN)

    threads = [threading.Thread(target=ask, args=pair, daemon=True) for pair in enumerate(systems.clients)]
    for thread in threads:
        thread.start()
    time.sleep(4)
    before = time.monotonic()
    while systems.add_person() <= number:
        before = time.monotonic()
    listed = time.monotonic()
    time.sleep(12)
    ended.set()
    for thread in threads:
        thread.join(10)
    return [max(0.0, last.get(place, listed) - before) for place in range(len(threads))], took


def _told(values: list[float]) -> dict[str, float]:
    each = sorted(values)
    rank = max(0, -(-len(each) * 99 // 100) - 1)
    return {
        "p50": round(each[len(each) // 2], 3),
        "p99": round(each[rank], 3),
        "max": round(each[-1], 3),
        "n": len(each),
    }


if __name__ == "__main__":
    main()
