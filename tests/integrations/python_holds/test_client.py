"""What the client does beside asking: its yes ages, plans bind nobody, reports and epochs go their way."""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest
from withhold_holds import Action, Client, Decision, NoAnswer, Person, post

from tests.integrations.python_holds.clocks import Turned
from tests.integrations.python_holds.service import CONSUMER, Service, Turn, right, serve
from withhold.incident.holds.answers import epoch_notice

HELD = Person("Marisela Quintanilla", "1987-03-04", (("alien_number", "A219876543"),))
NOT_HELD = Person("Ana Duarte", "1990-05-17", (("alien_number", "A200000017"),))


@pytest.fixture
def service() -> Iterator[tuple[Service, str]]:
    made = Service()
    made.hold("held", HELD.name, HELD.date_of_birth, "A219876543")
    server, url = serve(made)
    yield made, f"{url}/t"
    made.ending.set()
    server.shutdown()
    server.server_close()


def client(made: Service, url: str, clocks: Turned | None = None) -> Client:
    return Client(url, CONSUMER, made.consumer_key, made.key.public_key, timeout=5.0, clocks=clocks)


def test_a_yes_ages_on_either_clock(service: tuple[Service, str]) -> None:
    clocks = Turned(time.time())
    decision = client(*service, clocks).may_act(Action.REMOVAL, NOT_HELD)
    assert decision
    clocks.at += 2.9
    assert decision
    clocks.slept, clocks.at = 1.0, clocks.at + 0.2
    assert not decision
    clocks.at -= 0.2
    assert decision
    clocks.set_by = -60.0
    assert not decision
    clocks.set_by, clocks.slept, clocks.at = -2.0, 0.0, clocks.at + 0.2
    assert not decision


def test_a_favourable_yes_does_not_age(service: tuple[Service, str]) -> None:
    clocks = Turned(time.time())
    decision = client(*service, clocks).may_act(Action.RELEASE, HELD)
    clocks.at += 86_400
    assert decision


def test_a_wrong_clock_is_never_a_yes(service: tuple[Service, str]) -> None:
    asked = client(*service, Turned(time.time() - 61))
    assert not asked.may_act(Action.REMOVAL, NOT_HELD)
    assert asked.trouble == "a clock is wrong"


def test_nothing_tells_who_is_held_from_who_was_not_answered(service: tuple[Service, str]) -> None:
    made, url = service
    held = client(made, url).may_act(Action.DENIAL, HELD)
    unanswered = client(made, "https://127.0.0.1:1").may_act(Action.DENIAL, NOT_HELD)
    assert held == unanswered
    assert repr(held) == repr(unanswered)


def test_a_transport_that_breaks_is_a_no(service: tuple[Service, str]) -> None:
    made, url = service

    def breaks(
        url: str, body: bytes, headers: Mapping[str, str], timeout: float, most: int
    ) -> tuple[int, bytes]:
        raise RuntimeError(HELD.name)

    asked = Client(url, CONSUMER, made.consumer_key, made.key.public_key, breaks)
    assert not asked.may_act(Action.REMOVAL, NOT_HELD)
    assert asked.trouble == "the question could not be asked (RuntimeError)"


def test_a_transport_that_takes_its_time_is_a_no(service: tuple[Service, str]) -> None:
    made, url = service
    clocks = Turned(time.time())

    def late(
        url: str, body: bytes, headers: Mapping[str, str], timeout: float, most: int
    ) -> tuple[int, bytes]:
        found = post(url, body, headers, 5.0, most)
        clocks.at += timeout
        return found

    key = made.key.public_key
    asked = Client(url, CONSUMER, made.consumer_key, key, late, timeout=1.0, clocks=clocks)
    assert not asked.may_act(Action.REMOVAL, NOT_HELD)
    assert asked.trouble == "no answer in time"


def test_each_person_of_a_question_has_an_answer_of_their_own(service: tuple[Service, str]) -> None:
    decisions = client(*service).may_act_each(Action.TRANSFER, [NOT_HELD, HELD, NOT_HELD])
    assert list(map(bool, decisions)) == [True, False, True]


def test_an_action_that_is_none_is_an_error(service: tuple[Service, str]) -> None:
    with pytest.raises(ValueError, match="deportation"):
        client(*service).may_act("deportation", HELD)


def test_a_plan_tells_and_gives_no_authority(service: tuple[Service, str]) -> None:
    plan = client(*service).plan([HELD, NOT_HELD])
    assert plan.likely_clear == (False, True)
    with pytest.raises(TypeError, match="no authority"):
        bool(plan)


def test_a_plan_that_is_not_answered(service: tuple[Service, str]) -> None:
    made, url = service
    made.wrong["t"] = lambda turn: turn.send(b"{}")
    with pytest.raises(NoAnswer, match="not believed"):
        client(made, url).plan([HELD])


def test_reports_are_received_and_a_contradiction_is_an_incident(service: tuple[Service, str]) -> None:
    made, url = service
    reporter = client(made, url)
    decision = reporter.may_act(Action.REMOVAL, NOT_HELD)
    reporter.report_action(Action.REMOVAL, NOT_HELD, decision)
    reporter.report_action(Action.BOND, HELD)
    reporter.report_action(Action.REMOVAL, HELD, at=datetime.now(UTC))
    assert reporter.flush(10) == 0
    assert made.reports == 3
    [incident] = made.incidents
    assert (incident.subject, incident.action, incident.after_clear) == ("held", "removal", False)


def test_a_hold_that_came_between_a_clear_and_the_action(service: tuple[Service, str]) -> None:
    made, url = service
    reporter = client(made, url)
    decision = reporter.may_act(Action.REMOVAL, NOT_HELD)
    made.hold("new", NOT_HELD.name, NOT_HELD.date_of_birth, "A200000017")
    reporter.report_action(Action.REMOVAL, NOT_HELD, decision)
    assert reporter.flush(10) == 0
    [incident] = made.incidents
    assert (incident.subject, incident.after_clear) == ("new", True)


def test_reports_wait_for_nobody_and_are_tried_again(service: tuple[Service, str]) -> None:
    made, url = service
    refusals = ["first"]

    def at_second(
        url: str, body: bytes, headers: Mapping[str, str], timeout: float, most: int
    ) -> tuple[int, bytes]:
        if refusals:
            raise NoAnswer(refusals.pop())
        return post(url, body, headers, timeout, most)

    reporter = Client(url, CONSUMER, made.consumer_key, made.key.public_key, at_second)
    reporter.report_action(Action.RELEASE, HELD)
    assert reporter.flush(10) == 0
    assert made.reports == 1


def test_a_heartbeat_learns_and_acknowledges_the_epoch(service: tuple[Service, str]) -> None:
    made, url = service
    beating = client(made, url)
    assert beating.heartbeat() == made.index.epoch == 1
    assert made.acknowledged == beating.epoch == 1
    made.key = made.stranger
    assert beating.heartbeat() is None
    assert beating.trouble == "not signed by the service"


def test_a_new_epoch_ends_every_yes_from_before(service: tuple[Service, str]) -> None:
    made, url = service
    asked = client(made, url)
    asked.heartbeat()
    decision = asked.may_act(Action.REMOVAL, NOT_HELD)
    assert decision
    made.hold("new", NOT_HELD.name, NOT_HELD.date_of_birth, "A200000017")
    told = epoch_notice(CONSUMER, made.index.epoch, made.key, datetime.now(UTC))
    assert asked.acknowledge(asked.receive_webhook(told)) == 2
    assert not decision
    assert made.acknowledged == 2


def test_an_epoch_that_changes_while_a_question_is_out(service: tuple[Service, str]) -> None:
    made, url = service
    asked = client(made, url)

    def meanwhile(turn: Turn) -> None:
        told = epoch_notice(CONSUMER, 9, made.key, datetime.now(UTC))
        asked.receive_webhook(told)
        right(turn)

    made.wrong["t"] = meanwhile
    assert not asked.may_act(Action.REMOVAL, NOT_HELD)


@pytest.mark.parametrize("consumer", ["desk-2", CONSUMER])
def test_a_webhook_that_is_not_from_the_service(service: tuple[Service, str], consumer: str) -> None:
    made, url = service
    key = made.key if consumer != CONSUMER else made.stranger
    with pytest.raises(ValueError, match=r"another consumer|not signed"):
        client(made, url).receive_webhook(epoch_notice(consumer, 9, key, datetime.now(UTC)))


def test_nothing_of_a_person_or_key_is_shown() -> None:
    asked = Client("https://127.0.0.1:1", CONSUMER, b"secret", "secret")
    shown = f"{asked!r} {HELD!r} {asked.may_act(Action.REMOVAL, HELD)!r} {asked.trouble}"
    assert not any(word in shown for word in ("Marisela", "1987-03", "1987, 3", "219876543", "secret"))


def test_a_decision_is_not_made_by_hand() -> None:
    assert not Decision("clear")
