"""A thousand trials over real HTTP: no harm is done without a true, fresh clear, and no good act waits."""

import random
import socket
from collections import Counter
from collections.abc import Iterator
from itertools import product

import pytest
from withhold_holds import Action, Client, Person

from tests.integrations.python_holds.case_system import CaseSystem, Order
from tests.integrations.python_holds.service import (
    CONSUMER,
    SLOW,
    WRONG,
    Server,
    Service,
    Turn,
    Wrong,
    right,
    serve,
)

TRIALS = 1_000
HELD = Person("Marisela Quintanilla", "1987-03-04", (("alien_number", "A219876543"),))
NOT_HELD = Person("Ana Duarte", "1990-05-17", (("alien_number", "A200000017"),))
ADVERSE = [action for action in Action if not action.is_favourable]
FAVOURABLE = [action for action in Action if action.is_favourable]
WAYS: list[Wrong | str | None] = [None, *WRONG, "stopped"]
Trial = tuple[Wrong | str | None, Person, list[Action]]


@pytest.fixture
def service() -> Iterator[tuple[Service, str]]:
    made = Service()
    made.hold("held", HELD.name, HELD.date_of_birth, "A219876543")
    server, url = serve(made)
    yield made, url
    made.ending.set()
    stop(server)


def stop(server: Server) -> None:
    server.shutdown()
    server.server_close()


def client(service: Service, url: str, trial: str = "t", timeout: float = 5.0) -> Client:
    return Client(f"{url}/{trial}", CONSUMER, service.consumer_key, service.key.public_key, timeout=timeout)


def keep_a_clear(service: Service, url: str) -> None:
    """A true clear of a moment ago, which replays show again."""

    def kept(turn: Turn) -> None:
        service.kept = turn.right()
        turn.send(service.kept)

    service.wrong["kept"] = kept
    assert client(service, url, "kept").may_act(Action.REMOVAL, NOT_HELD)


def nobody_listens() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def test_a_thousand_trials(service: tuple[Service, str]) -> None:
    made, url = service
    keep_a_clear(made, url)
    chance = random.Random(6)
    # Every way to be wrong is met with every kind of action and person before chance chooses.
    plan: list[Trial] = list(product(WAYS, [HELD, NOT_HELD], [ADVERSE, FAVOURABLE]))
    while len(plan) < TRIALS:
        way = None if chance.random() < 0.25 else chance.choice(WAYS)
        plan.append((way, chance.choice([HELD, NOT_HELD]), list(Action)))
    stopped = nobody_listens()
    clients, orders = [], []
    for number, (wrong, person, actions) in enumerate(plan):
        made.wrong[f"t{number}"] = wrong if callable(wrong) else right
        where = stopped if wrong == "stopped" else url
        clients.append(client(made, where, f"t{number}", 0.2 if wrong in SLOW else 5.0))
        orders.append(Order(number, chance.choice(actions), person))
    system = CaseSystem(clients)
    system.work(orders, officers=16)
    tally: Counter[str] = Counter()
    for order, (wrong, person, _) in zip(orders, plan, strict=True):
        truly_clear = wrong is None and person is NOT_HELD
        if order.action.is_favourable:
            assert order.number in system.done
            tally["favourable"] += 1
        else:
            told = getattr(wrong, "__name__", wrong)
            assert (order.number in system.done) == truly_clear, told
            tally["cleared" if truly_clear else "stopped"] += 1
    assert tally.total() == TRIALS
    assert min(tally["favourable"], tally["stopped"], tally["cleared"]) > 20


def test_favourable_actions_ask_nobody(service: tuple[Service, str]) -> None:
    made, url = service
    asked = client(made, url)
    assert all(asked.may_act(action, HELD) for action in FAVOURABLE)
    assert made.questions == 0


@pytest.mark.parametrize("action", FAVOURABLE)
def test_favourable_actions_need_no_configuration(action: Action) -> None:
    broken = Client("", "", b"no key", "no key")
    decision = broken.may_act(action, None)  # type: ignore[arg-type]
    assert decision
    assert decision.reason == "favourable"


@pytest.mark.parametrize("action", ADVERSE)
def test_adverse_actions_need_all_of_it(service: tuple[Service, str], action: Action) -> None:
    made, url = service
    good = (f"{url}/t", CONSUMER, made.consumer_key, made.key.public_key)
    assert Client(*good).may_act(action, NOT_HELD)
    for place, wrong in enumerate(("http://holds.example.org", "desk-2", b"no key", "no key")):
        settings = [*good[:place], wrong, *good[place + 1 :]]
        broken = Client(*settings)  # type: ignore[arg-type]
        assert not broken.may_act(action, NOT_HELD)
        assert broken.trouble
    assert not Client(*good).may_act(action, None)  # type: ignore[arg-type]


def test_a_new_hold_stops_the_next_question(service: tuple[Service, str]) -> None:
    made, url = service
    asked = client(made, url)
    assert asked.may_act(Action.REMOVAL, NOT_HELD)
    made.hold("new", NOT_HELD.name, NOT_HELD.date_of_birth, "A200000017")
    assert not asked.may_act(Action.REMOVAL, NOT_HELD)
    assert asked.may_act(Action.RELEASE, NOT_HELD)
