"""Case systems ask a served console over HTTP: a new hold counts for all; without answers nobody acts."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from withhold_holds import Action, Client

from tests.e2e.served_console import Served, served
from tests.e2e.served_holds import HELD, OTHER, CaseSystems

pytestmark = pytest.mark.xdist_group("console-holds")  # one installation, walked in order
CONSUMERS = 20


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("holds") / "home"
    home.mkdir(mode=0o700)
    with served(home, "--no-door") as found:
        yield found


@pytest.fixture(scope="module")
def systems(console: Served) -> CaseSystems:
    return CaseSystems(console, CONSUMERS)


def each(systems: CaseSystems, action: Action, person: object) -> list[bool]:
    def ask(client: Client) -> bool:
        return bool(client.may_act(action, person))  # type: ignore[arg-type]

    with ThreadPoolExecutor(CONSUMERS) as pool:
        return list(pool.map(ask, systems.clients))


def test_a_new_hold_counts_for_every_case_system(console: Served, systems: CaseSystems) -> None:
    # Nobody is held yet. On a busy machine a question may go unanswered, which is the safe side.
    console.until(lambda: all(each(systems, Action.REMOVAL, HELD)), "all are clear")
    systems.add_person()
    console.until(lambda: not any(each(systems, Action.REMOVAL, HELD)), "the hold counts everywhere")
    console.until(lambda: all(each(systems, Action.REMOVAL, OTHER)), "others stay clear")
    assert all(each(systems, Action.RELEASE, HELD))


def test_all_acknowledge_and_the_case_is_confirmed(console: Served, systems: CaseSystems) -> None:
    for client in systems.clients:
        console.until(client.heartbeat, "a heartbeat is answered")
    script = """
import json, django
django.setup()
from withhold.console.holds.models import Confirmation
print(json.dumps(Confirmation.objects.count()))
"""
    console.until(lambda: systems.run(script) == 1, "every case system is known to know")


def test_with_the_service_stopped_nobody_is_acted_on(console: Served, systems: CaseSystems) -> None:
    console.process.terminate()
    console.process.wait(60)
    assert not any(each(systems, Action.REMOVAL, OTHER))
    assert all(each(systems, Action.MEDICAL_CARE, HELD))
