"""The founding case's people at full size: loaded, held, derived, queued, asked about. One JSON object.

PYTHONPATH=integrations/python-holds python -m benchmarks.people [--people 6252] [--questions 1000]

Everything runs in this process over a database of its own (SQLite), as the worker and the service run it.
"""

import argparse
import json
import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import TYPE_CHECKING, Any

from corpus.founding.affected import Founding, founding, write

if TYPE_CHECKING:
    from withhold.console.cases.models import Case
    from withhold.console.people.models import User

MANIFEST = 10_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=6252)
    parser.add_argument("--questions", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["WITHHOLD_HOME"] = str(Path(folder) / "home")
        os.environ["DJANGO_SETTINGS_MODULE"] = "withhold.console.settings"
        Path(os.environ["WITHHOLD_HOME"]).mkdir(mode=0o700)
        made = founding(count=options.people)
        write(made, Path(folder))
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        print(json.dumps(_measured(made, Path(folder), options.questions), indent=1))


def _measured(made: Founding, folder: Path, questions: int) -> dict[str, Any]:
    row, user = _case()
    began = time.perf_counter()
    seconds: dict[str, float] = {}
    steps: list[tuple[str, Callable[[], None]]] = [
        ("load", lambda: _load(row, user, folder / "leak.csv")),
        ("hold", lambda: _hold(row)),
        ("derive", lambda: _derive(row, user, folder / "records.csv")),
        ("queue", lambda: _queue(row, user)),
    ]
    for name, step in steps:
        start = time.perf_counter()
        step()
        seconds[name] = round(time.perf_counter() - start, 2)
    seconds["all"] = round(time.perf_counter() - began, 2)
    return {
        "people": len(made.rows),
        "seconds": seconds,
        "accounted": {**_accounted(row), "true_duplicates": len(made.duplicates)},
        "questions": _asked(questions),
    }


def _case() -> "tuple[Case, User]":
    import pyrage
    from django.utils import timezone

    from tests.console.making import a_member
    from withhold.console.cases.store import ConsoleCase
    from withhold.console.people.roles import Role
    from withhold.incident.case.events import Source
    from withhold.incident.case.interface import Actor, Event, EventKind
    from withhold.incident.case.interface import Role as CaseRole

    by, at = Actor("Olga Officer", CaseRole.PRIVACY_OFFICER), timezone.now()
    first = [
        Event(EventKind.REPORTED, at, by, "a reader wrote", {"source": str(Source.TIP)}),
        Event(EventKind.CONFIRMED, at, by, "it is ours"),
    ]
    key = str(pyrage.x25519.Identity.generate().to_public())
    row = ConsoleCase.create("A list", {"recipients": [key]}, first).row
    return row, a_member(row, Role.PRIVACY_OFFICER, "Olga Officer")


def _load(row: "Case", user: "User", path: Path) -> None:
    from withhold.console.persons.loading import load

    load(row, user, path, path.name, "to answer for them")


def _hold(row: "Case") -> None:
    from withhold.console.holds.placing import place_when_due

    place_when_due(row)


def _derive(row: "Case", user: "User", path: Path) -> None:
    from withhold.console.affected.models import Derivation, DeriveState, What
    from withhold.console.affected.queueing import ask, run

    with path.open("rb") as stream:
        one = ask(row, user, What.RECORDS, "to tell them", iter(lambda: stream.read(1 << 16), b""))
    run(one.pk)
    done = Derivation.objects.get(pk=one.pk)
    if done.state != DeriveState.DONE:
        raise SystemExit(f"the derivation ended as {done.state}: {done.failure}")


def _queue(row: "Case", user: "User") -> None:
    from withhold.console.notices.queueing import Said, queue_notices
    from withhold.console.notices.sending import refresh

    queue_notices(row, user, "they are to be told", Said("Example Agency", "example.org", "9:45", "14:04"))
    refresh(row)


def _accounted(row: "Case") -> dict[str, Any]:
    """Each of the N has a standing, and a hold; whoever is missing shows here."""
    from withhold.console.affected.models import Question, QuestionState, Standing
    from withhold.console.holds.models import Hold, State
    from withhold.console.notices.models import Notice
    from withhold.console.persons.models import ExposedPerson

    people = ExposedPerson.objects.filter(case=row)
    return {
        "rows": people.count(),
        "without_standing": people.exclude(
            number__in=Standing.objects.filter(case=row).values("number")
        ).count(),
        "without_hold": people.exclude(
            number__in=Hold.objects.filter(case=row, state=State.STANDING).values("number")
        ).count(),
        "duplicates": Standing.objects.filter(case=row, terminal="duplicate_of").count(),
        "by_way": dict(Counter(Notice.objects.filter(case=row).values_list("channel", flat=True))),
        "open_questions": Question.objects.filter(case=row, state=QuestionState.OPEN).count(),
    }


def _asked(questions: int) -> dict[str, Any]:
    """A case system asks by the client library over the real views, without a network between."""
    from withhold_holds import Action, Client, Person

    from tests.console.holds.asking import a_system
    from withhold.console.holds import asking
    from withhold.console.holds.indexing import held_index

    asking.MOST_A_MINUTE = questions + 1
    held_index()
    system: Client = a_system()
    rng = Random(1)
    strangers = [
        Person(
            f"{rng.choice('BCDFGKLMNPRSTV')}{'aeiou'[n % 5]}rel{n % 97} Quibble{n % 89}",
            (date(2005, 1, 1) - n * timedelta(days=1)).isoformat(),
            (("alien_number", f"A{900_000_000 + n}"),),
        )
        for n in range(MANIFEST)
    ]
    start = time.perf_counter()
    plan = system.plan(strangers)
    manifest = time.perf_counter() - start
    took = []
    for n in range(questions):
        start = time.perf_counter()
        system.may_act(Action.REMOVAL, strangers[n])
        took.append((time.perf_counter() - start) * 1000)
    each = quantiles(took, n=100)
    return {
        "manifest_people": MANIFEST,
        "manifest_seconds": round(manifest, 2),
        "manifest_likely_clear": sum(plan.likely_clear),
        "single_p50_ms": round(each[49], 1),
        "single_p99_ms": round(each[98], 1),
    }


if __name__ == "__main__":
    main()
