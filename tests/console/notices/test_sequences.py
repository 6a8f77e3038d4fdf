"""Random sequences by the console's own functions over its tables: the order of the response stays whole."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any, ClassVar

import hypothesis.strategies as st
import pytest
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.console.affected.conftest import Desk
from tests.console.affected.conftest import desk as desk
from tests.console.making import a_member
from tests.console.notices.test_notices import SAID, sign_all
from tests.console.notices.test_notices import derived as derived
from tests.incident.notices.test_dsn import report
from withhold.console.accessors.drafting import Seen, draft
from withhold.console.accessors.models import Matter, Sent
from withhold.console.accessors.sending import send as ask_accessor
from withhold.console.affected.interface import SettlingRefused
from withhold.console.affected.models import Standing
from withhold.console.affected.settling import reopen, settle
from withhold.console.cases.models import Case
from withhold.console.cases.store import forget_case
from withhold.console.holds.models import Hold, State, Waiver
from withhold.console.holds.models import Proof as HoldProof
from withhold.console.holds.periods import period_over, told_as
from withhold.console.holds.placing import place, place_when_due
from withhold.console.holds.releasing import propose, second
from withhold.console.holds.waiving import waive, withdraw
from withhold.console.notices import handing, sending
from withhold.console.notices.bounces import FOLDER, take_bounces
from withhold.console.notices.handing import make_sheet, scan
from withhold.console.notices.models import Notice, Sheet
from withhold.console.notices.queueing import queue_notices
from withhold.console.notices.resolving import look_again
from withhold.console.notices.returning import not_arrived, take_back
from withhold.console.notices.sending import follow_mails, send_due
from withhold.console.notices.texts import sign
from withhold.console.outbox.models import Message
from withhold.console.outbox.models import State as MessageState
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.domain.errors import WithholdError
from withhold.incident.accessors.classifying import Ask
from withhold.incident.affected.interface import Terminal
from withhold.incident.answering.order import PROTECTED_PERIOD, waiting_for
from withhold.incident.case.store import SystemClock
from withhold.incident.holds.interface import Action
from withhold.incident.notices.interface import Audience, Form, Proof
from withhold.incident.notices.templates import shipped, version_of

pytestmark = pytest.mark.django_db
PROVEN = (Terminal.PROVEN_PERSON, Terminal.PROVEN_COUNSEL_AND_PERSON)
EVIDENCE = ["document: minutes of Monday", "reason: looked at by hand", "found by: Pia Officer"]
numbers = st.integers(1, 8)
users = st.integers(0, 3)
picks = st.integers(0, 100)


class World:
    """What a sequence starts with, and its clock."""

    row: Case
    users: list[User]
    now: datetime
    seen: ClassVar[Counter[str]] = Counter()
    """How many sequences came to what the rules are about."""


def refused(work: Callable[[], object]) -> None:
    """A step that the rules refuse changes nothing."""
    try:
        with transaction.atomic():
            work()
    except (WithholdError, PermissionDenied):
        return


class Responses(RuleBasedStateMachine):
    """A case with eight rows of the list: some are one person, one has died, one has no way."""

    def __init__(self) -> None:
        super().__init__()
        self.row, self.users = World.row, World.users
        self.start, self.joined = World.now, False
        self.saved = transaction.savepoint()

    def teardown(self) -> None:
        proven = set(HoldProof.objects.filter(case=self.row, counsel=False).values_list("number", flat=True))
        for number in range(1, 9):
            assert (period_over(self.row, number, False) is not None) == (told_as(self.row, number) in proven)
        World.seen["proven"] += bool(proven)
        World.seen["released"] += Hold.objects.filter(case=self.row, state=State.RELEASED).exists()
        World.seen["waived"] += Waiver.objects.filter(hold__case=self.row).exists()
        World.seen["duplicates"] += self.joined
        World.seen["bounced"] += Notice.objects.filter(
            case=self.row, message__isnull=False, state=Proof.FAILED
        ).exists()
        transaction.savepoint_rollback(self.saved)
        forget_case(self.row.pk)
        World.now = self.start

    def one_of(self, rows: Any, pick: int) -> Any:
        found = list(rows)
        return found[pick % len(found)] if found else None

    @rule(hours=st.sampled_from([1, 30, 24 * 16, 24 * 31]))
    def time_goes_on(self, hours: int) -> None:
        World.now += timedelta(hours=hours)

    @rule(number=numbers)
    def somebody_is_held(self, number: int) -> None:
        refused(lambda: place(self.row, self.users[0], "held", [number]))

    @rule()
    def everybody_is_held(self) -> None:
        refused(lambda: place_when_due(self.row))

    @rule()
    def notices_are_queued(self) -> None:
        refused(lambda: queue_notices(self.row, self.users[0], "to tell them", SAID))

    @initialize(far=st.integers(0, 3))
    def the_usual_way(self, far: int) -> None:
        """What most sequences begin with, so that the rest gets far."""
        if not far:
            return
        self.everybody_is_held()
        self.notices_are_queued()
        self.a_sheet_is_made(0)
        self.a_sheet_is_made(1)

    @rule(pick=picks)
    def a_sheet_is_made(self, pick: int) -> None:
        facility = "Harbour Centre" if pick % 2 else ""
        refused(lambda: make_sheet(self.row, facility, self.users[0]))

    @rule(took=st.sampled_from([MessageState.ACCEPTED, MessageState.FAILED_FINAL, MessageState.UNKNOWN]))
    def mails_are_sent(self, took: MessageState) -> None:
        refused(send_due)
        Message.objects.filter(kind="notice", state=MessageState.QUEUED).update(state=took)
        refused(follow_mails)

    @rule(pick=picks)
    def a_mail_bounces(self, pick: int) -> None:
        self.mails_are_sent(MessageState.ACCEPTED)
        one = self.one_of(Notice.objects.filter(case=self.row, message__isnull=False), pick)
        if one is not None:
            new = django_settings.CONFIG.path(FOLDER) / "new"
            raw = report(to=one.to["address"], envelope=one.message.message_id.strip("<>"))
            (new / "1").write_bytes(raw)
            take_bounces()

    @rule(pick=picks)
    def a_receipt_comes(self, pick: int) -> None:
        one = self.one_of(Notice.objects.filter(case=self.row).order_by("pk"), pick)
        if one is not None:
            refused(lambda: scan(self.row, one.code, self.users[0], "signed by hand"))

    @rule(pick=picks)
    def a_letter_comes_back(self, pick: int) -> None:
        one = self.one_of(Notice.objects.filter(case=self.row).order_by("pk"), pick)
        if one is not None:
            refused(lambda: not_arrived(self.row, one.pk, self.users[0], "in the post"))

    @rule(pick=picks)
    def a_sheet_comes_back(self, pick: int) -> None:
        one = self.one_of(Sheet.objects.filter(case=self.row).order_by("pk"), pick)
        if one is not None:
            refused(lambda: take_back(one, self.users[0], "not handed out"))

    @rule()
    def the_ways_are_looked_at(self) -> None:
        refused(lambda: look_again(self.row))

    @rule(number=numbers, why=st.sampled_from(["", "nearer to the family"]), verified=st.booleans())
    def one_action_is_waived(self, number: int, why: str, verified: bool) -> None:
        name = "Pia Officer" if verified else ""
        refused(lambda: waive(self.row, number, Action.TRANSFER, self.users[1], why, name))

    @rule(number=numbers)
    def a_waiver_is_withdrawn(self, number: int) -> None:
        refused(lambda: withdraw(self.row, number, Action.TRANSFER, self.users[1], "changed their mind"))

    @rule(number=numbers, first=users, other=users, text=st.sampled_from(["", "no effect was found"]))
    def a_release_is_tried(self, number: int, first: int, other: int, text: str) -> None:
        refused(lambda: propose(self.row, number, self.users[first], text, "reviewed"))
        seen = sha256(text.encode()).hexdigest()
        refused(lambda: second(self.row, number, seen, self.users[other], "I read it"))

    @rule(number=numbers)
    def a_receipt_and_a_release(self, number: int) -> None:
        """The way to the end of a hold."""
        for one in Notice.objects.filter(case=self.row, number=number):
            refused(partial(scan, self.row, one.code, self.users[0], "signed"))
        World.now += PROTECTED_PERIOD
        self.a_release_is_tried(number, 0, 1, "no effect was found")

    @rule(number=numbers, terminal=st.sampled_from(list(Terminal)), of=numbers, bare=st.booleans())
    def somebody_is_settled(self, number: int, terminal: Terminal, of: int, bare: bool) -> None:
        before = Standing.objects.get(case=self.row, number=number).terminal
        told = [] if bare else EVIDENCE
        with transaction.atomic():
            try:
                settle(self.row, number, terminal, told, self.users[0], of)
            except SettlingRefused:
                return
        assert terminal not in PROVEN, "only a receipt proves"
        assert before in (None, terminal), "one end at a time"

    @rule(pick=picks, of=numbers, apart=st.booleans())
    def one_who_has_a_letter_is_found_to_be_another(self, pick: int, of: int, apart: bool) -> None:
        """Their receipt comes, and perhaps they turn out to be two after all."""
        letters = Notice.objects.filter(case=self.row, left_at__isnull=False, message__isnull=True)
        one = self.one_of(letters.order_by("pk"), pick)
        if one is None:
            return
        self.somebody_is_settled(one.number, Terminal.DUPLICATE_OF, of, False)
        refused(lambda: scan(self.row, one.code, self.users[0], "signed"))
        self.joined |= Standing.objects.get(case=self.row, number=one.number).duplicate_of is not None
        if apart:
            self.somebody_is_open_again(one.number, "it was somebody else")

    @rule(number=numbers, why=st.sampled_from(["", "it was somebody else"]))
    def somebody_is_open_again(self, number: int, why: str) -> None:
        refused(lambda: reopen(self.row, number, why, self.users[0]))

    @rule(what=st.sampled_from([Ask.DESTROY_NETWORK, Ask.DESTROY, Ask.DROP_INDEX]))
    def a_network_is_never_kept_waiting(self, what: Ask) -> None:
        count = Matter.objects.count()
        made = Matter.objects.create(
            case=self.row,
            lookup=str(count),
            network="192.0.2.0/24",
            grade="",
            country="NL",
            who=WHO[what],
            classified_by=self.users[0],
            classified_at=World.now,
            why="",
        )
        seen = Seen(
            name="Example Networks",
            network="192.0.2.0/24",
            since="a",
            until="b",
            door="https://door.example.org",
        )
        text = draft(what, seen)
        before = Sent.objects.count()
        ask_accessor(self.row, made.pk, what, "desk@example.net", text, self.users[0])
        assert Sent.objects.count() == before + 1

    @invariant()
    def regulators_and_finders_wait_for_no_hold(self) -> None:
        for audience in Audience:
            if audience.never_waits:
                assert waiting_for(audience, None, reviewed=True, all_confirmed=False) == ()

    @invariant()
    def nothing_left_before_the_hold(self) -> None:
        holds = list(Hold.objects.filter(case=self.row))
        for one in Notice.objects.filter(case=self.row, left_at__isnull=False):
            assert one.left_at is not None
            assert any(
                hold.number == one.number
                and hold.since <= one.left_at
                and (hold.released_at is None or one.left_at <= hold.released_at)
                for hold in holds
            )

    @invariant()
    def the_period_begins_with_a_receipt_only(self) -> None:
        for proof in HoldProof.objects.filter(case=self.row, counsel=False):
            own = Notice.objects.filter(case=self.row, number=proof.number, state=Proof.PROVEN)
            assert own.filter(proven_at=proof.at, left_at__lte=proof.at).exists()

    @invariant()
    def two_people_release_after_the_period(self) -> None:
        for hold in Hold.objects.filter(case=self.row, state=State.RELEASED):
            assert hold.released_at is not None
            assert {hold.proposed_by, hold.released_by} == {self.users[0], self.users[1]}
            assert hold.determination
            [proof] = HoldProof.objects.filter(case=self.row, number=hold.number, counsel=False)
            assert proof.at + PROTECTED_PERIOD <= hold.released_at

    @invariant()
    def everybody_has_one_true_end_at_most(self) -> None:
        rows = {one.number: one for one in Standing.objects.filter(case=self.row)}
        proven = set(HoldProof.objects.filter(case=self.row, counsel=False).values_list("number", flat=True))
        for number, one in rows.items():
            assert (one.duplicate_of is not None) == (one.terminal == Terminal.DUPLICATE_OF)
            assert (one.terminal is None) == (not one.evidence)
            same = {number, *(other.number for other in rows.values() if other.duplicate_of == number)}
            if one.duplicate_of is not None:
                assert rows[one.duplicate_of].duplicate_of is None
                assert one.duplicate_of != number
            else:
                assert (one.terminal in PROVEN) == bool(same & proven), (number, one.terminal, proven)

    @invariant()
    def nothing_leaves_for_who_was_told(self) -> None:
        for proof in HoldProof.objects.filter(case=self.row, counsel=False):
            later = Notice.objects.filter(case=self.row, number=proof.number, left_at__gt=proof.at)
            assert not later.exists()


WHO = {Ask.DESTROY_NETWORK: "unknown", Ask.DESTROY: "organisation", Ask.DROP_INDEX: "search_engine"}


@pytest.fixture
def world(derived: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The gate has its own tests, and starts a sandbox each time: here it lets everything pass."""

    @contextmanager
    def open_gate(_row: Case) -> Iterator[None]:
        yield None

    for module in (sending, handing):
        monkeypatch.setattr(module, "judging", open_gate)
        monkeypatch.setattr(module, "passes", lambda *_: True)
    monkeypatch.setattr("withhold.console.accessors.sending._screen", lambda *_: None)
    sign_all(derived)
    for audience in (Audience.ACCESSOR, Audience.NETWORK_DESK):
        sign(version_of(shipped(audience, "en"), Form.WRITTEN).sha256, derived.user)
    World.row = derived.row
    World.users = [
        derived.user,
        a_member(derived.row, Role.COUNSEL, "Carl Counsel"),
        a_member(derived.row, Role.CASE_LEAD, "Lena Lead"),
        derived.user,
    ]
    World.now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: World.now)
    monkeypatch.setattr(SystemClock, "now", lambda _: World.now)
    folder = django_settings.CONFIG.path(FOLDER)
    (folder / "new").mkdir(parents=True)
    yield
    shutil.rmtree(folder)


def test_two_hundred_random_sequences_keep_the_order(world: None) -> None:
    run_state_machine_as_test(
        Responses,
        settings=settings(
            max_examples=200,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    rare = {one: World.seen[one] for one in ("proven", "released", "waived", "duplicates", "bounced")}
    assert min(rare.values()) >= 1, rare


def test_a_receipt_of_one_who_turns_out_to_be_somebody_else_is_theirs_alone(world: None) -> None:
    row, user = World.row, World.users[0]
    place_when_due(row)
    queue_notices(row, user, "to tell them", SAID)
    make_sheet(row, "", user)
    letter = Notice.objects.filter(case=row, sheet__isnull=False).order_by("number").last()
    assert letter is not None
    other = 7
    settle(row, other, Terminal.DUPLICATE_OF, EVIDENCE, user, letter.number)
    settle(row, letter.number, Terminal.DUPLICATE_OF, EVIDENCE, user, 2)
    assert scan(row, letter.code, user, "signed")
    first = Standing.objects.get(case=row, number=2)
    assert first.terminal == Terminal.PROVEN_PERSON
    reopen(row, letter.number, "they are two people", user)
    ends = dict(Standing.objects.filter(case=row).values_list("number", "terminal"))
    assert ends[letter.number] == Terminal.PROVEN_PERSON
    assert ends[2] is None
