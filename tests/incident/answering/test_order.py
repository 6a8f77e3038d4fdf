"""A thousand random sequences never break the order of a response, and never block a regulator."""

from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from withhold.incident.affected.interface import Terminal
from withhold.incident.answering.interface import OutOfOrder, Standing
from withhold.incident.answering.order import hold, prove, release, reopen, send, settle, waiting_for
from withhold.incident.case.interface import MACHINE, Actor, Role
from withhold.incident.notices.interface import Audience

START = datetime(2022, 11, 28, 14, 45, tzinfo=UTC)
PERIOD = timedelta(days=30)
OFFICER = Actor("Olga Officer", Role.PRIVACY_OFFICER)
COUNSEL = Actor("Carl Counsel", Role.COUNSEL)
LEAD = Actor("Lena Lead", Role.CASE_LEAD)
ACTORS = (OFFICER, COUNSEL, LEAD, MACHINE, Actor("olga  OFFICER", Role.COUNSEL))
people = st.integers(0, 2)
audiences = st.sampled_from(list(Audience))


class Responses(RuleBasedStateMachine):
    """Three people, the second with counsel. What happened is written down beside the rules, and judged."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.people = [Standing(number, has_counsel=number == 1) for number in range(3)]
        self.holding: list[list[tuple[datetime, datetime | None]]] = [[], [], []]
        self.left: list[list[tuple[Audience, datetime]]] = [[], [], []]
        self.received: list[dict[Audience, datetime]] = [{}, {}, {}]

    @rule(hours=st.integers(1, 24 * 40))
    def time_goes_on(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(one=people)
    def hold(self, one: int) -> None:
        was = self.people[one]
        self.people[one] = hold(was, self.now)
        if not was.is_held:
            self.holding[one].append((self.now, None))

    @rule(one=people, audience=audiences, reviewed=st.booleans(), ago=st.integers(0, 3))
    def send(self, one: int, audience: Audience, reviewed: bool, ago: int) -> None:
        at = self.now - timedelta(hours=ago)
        try:
            self.people[one] = send(self.people[one], audience, at, reviewed=reviewed)
        except OutOfOrder:
            return
        assert reviewed
        self.left[one].append((audience, at))

    @rule(one=people, audience=audiences)
    def prove(self, one: int, audience: Audience) -> None:
        try:
            self.people[one] = prove(self.people[one], audience, self.now)
        except OutOfOrder:
            return
        self.received[one].setdefault(audience, self.now)

    @rule(one=people)
    def everything_is_received(self, one: int) -> None:
        """The way that most take, so that what comes after it is tried often enough."""
        self.hold(one)
        for audience in (Audience.PERSON, Audience.COUNSEL):
            self.send(one, audience, True, 0)
            self.prove(one, audience)

    @rule(
        one=people,
        first=st.sampled_from(ACTORS),
        second=st.sampled_from(ACTORS),
        determination=st.sampled_from(["", "ab" * 32]),
    )
    def release(self, one: int, first: Actor, second: Actor, determination: str) -> None:
        try:
            self.people[one] = release(self.people[one], first, second, determination, self.now, PERIOD)
        except OutOfOrder:
            return
        assert {first, second} <= {OFFICER, COUNSEL, ACTORS[4]}
        assert {first.name.casefold().split()[0], second.name.casefold().split()[0]} == {"olga", "carl"}
        assert determination
        wanted = {Audience.PERSON} | ({Audience.COUNSEL} if one == 1 else set())
        assert wanted <= self.received[one].keys()
        assert self.now >= max(self.received[one][audience] for audience in wanted) + PERIOD
        began, ended = self.holding[one].pop()
        assert ended is None
        self.holding[one].append((began, self.now))

    @rule(one=people, terminal=st.sampled_from(list(Terminal)), told=st.sampled_from([(), ("",), ("r-1",)]))
    def settle(self, one: int, terminal: Terminal, told: tuple[str, ...]) -> None:
        was = self.people[one].settled
        try:
            self.people[one] = settle(self.people[one], terminal, told)
        except OutOfOrder:
            return
        assert was in (None, terminal)
        if was is None:
            assert any(told)

    @rule(one=people, why=st.sampled_from(["", "it was another person"]))
    def reopen(self, one: int, why: str) -> None:
        try:
            self.people[one] = reopen(self.people[one], why)
        except OutOfOrder:
            return
        assert why

    @invariant()
    def nothing_left_before_the_hold(self) -> None:
        for holding, left in zip(self.holding, self.left, strict=True):
            for _, at in left:
                assert any(began <= at and (ended is None or at <= ended) for began, ended in holding)

    @invariant()
    def the_period_begins_with_proof_only(self) -> None:
        for one, standing in enumerate(self.people):
            if standing.period_from is not None:
                assert self.received[one][Audience.PERSON] <= standing.period_from
            if Audience.PERSON not in self.received[one]:
                assert standing.period_from is None

    @invariant()
    def proven_states_are_proven(self) -> None:
        for one, standing in enumerate(self.people):
            if standing.settled in (Terminal.PROVEN_PERSON, Terminal.PROVEN_COUNSEL_AND_PERSON):
                assert Audience.PERSON in self.received[one]
                assert one != 1 or Audience.COUNSEL in self.received[one]

    @invariant()
    def regulators_finders_and_networks_never_wait(self) -> None:
        for audience in Audience:
            if audience.never_waits:
                for standing in (None, *self.people):
                    assert waiting_for(audience, standing, reviewed=True, all_confirmed=False) == ()

    @invariant()
    def public_statements_wait_for_the_holds(self) -> None:
        assert waiting_for(Audience.PUBLIC, None, reviewed=True, all_confirmed=False) == ("holds_confirmed",)


def test_a_thousand_random_sequences_keep_the_order() -> None:
    run_state_machine_as_test(
        Responses, settings=settings(max_examples=1000, stateful_step_count=30, deadline=None)
    )


def test_the_whole_way_of_a_person_with_counsel() -> None:
    standing = hold(Standing(1, has_counsel=True), START)
    for audience in (Audience.PERSON, Audience.COUNSEL):
        standing = send(standing, audience, START, reviewed=True)
    standing = prove(standing, Audience.PERSON, START + timedelta(days=1))
    assert standing.period_from is None
    with pytest.raises(OutOfOrder, match="proven as well"):
        settle(standing, Terminal.PROVEN_PERSON, ("receipt 1",))
    standing = prove(standing, Audience.COUNSEL, START + timedelta(days=3))
    assert standing.period_from == START + timedelta(days=3)
    standing = settle(standing, Terminal.PROVEN_COUNSEL_AND_PERSON, ("receipt 1", "receipt 2"))
    with pytest.raises(OutOfOrder, match="not over"):
        release(standing, OFFICER, COUNSEL, "ab" * 32, START + timedelta(days=20), PERIOD)
    standing = release(standing, OFFICER, COUNSEL, "ab" * 32, START + timedelta(days=33), PERIOD)
    assert not standing.is_held
    assert standing.settled is Terminal.PROVEN_COUNSEL_AND_PERSON


def test_a_notice_waits_for_its_hold_and_its_review() -> None:
    assert waiting_for(Audience.PERSON, Standing(1), reviewed=False, all_confirmed=True) == ("review", "hold")
    assert waiting_for(Audience.PERSON, None, reviewed=True, all_confirmed=True) == ("hold",)
    with pytest.raises(OutOfOrder, match="review, hold"):
        send(Standing(1), Audience.PERSON, START, reviewed=False)


def test_a_person_with_a_proven_notice_is_no_duplicate_and_not_without_a_path() -> None:
    standing = send(hold(Standing(1), START), Audience.PERSON, START, reviewed=True)
    standing = prove(standing, Audience.PERSON, START)
    for terminal in (Terminal.NO_PATH_RECORDED, Terminal.DUPLICATE_OF):
        with pytest.raises(OutOfOrder, match="proven"):
            settle(standing, terminal, ("found",))
