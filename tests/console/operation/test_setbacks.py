"""One case that fails stops no other: told once, tried again, and over when it succeeds."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from importlib import import_module

import pytest
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from tests.console.affected.conftest import a_case
from tests.console.affected.rows import ROWS
from tests.console.making import a_member
from withhold.console.accessors.models import Matter
from withhold.console.cases.models import Case
from withhold.console.holds.models import Hold
from withhold.console.holds.placing import place
from withhold.console.holds.watching import hold_due
from withhold.console.notices.models import Notice, Plan
from withhold.console.outbox import delivery
from withhold.console.outbox.interface import Outcome, Outgoing, Result
from withhold.console.outbox.models import Channel, Message, Setback, State
from withhold.console.outbox.sending import queue_mail
from withhold.console.outbox.setbacks import QUIET, each
from withhold.console.people.roles import Role
from withhold.console.persons.models import ExposedPerson
from withhold.incident.accessors.interface import Standing

pytestmark = pytest.mark.django_db
SECRET = "Amadou Okoro"
"""A value that was at hand when it failed."""


class Work:
    """Fails for the named items until it is mended."""

    def __init__(self, *failing: str, error: type[Exception] = ValueError) -> None:
        self.failing, self.error, self.done = set(failing), error, list[str]()

    def __call__(self, item: str) -> int:
        if item in self.failing:
            raise self.error(SECRET)
        self.done.append(item)
        return 1


def items(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def alerts() -> int:
    return Message.objects.filter(kind="duty_failed", channel=Channel.MAIL).count()


def let_pauses_end() -> None:
    Setback.objects.update(again=timezone.now() - timedelta(seconds=1))


@pytest.fixture(autouse=True)
def on_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CONFIG", replace(settings.CONFIG, on_call=("on-call@example.org",)))


def test_the_first_fails_and_the_second_is_done(caplog: pytest.LogCaptureFixture) -> None:
    work = Work("one")
    with caplog.at_level(logging.ERROR):
        assert each("holds", items("one", "two"), work) == 1
    assert work.done == ["two"]
    assert "ValueError at test_setbacks.py" in caplog.text
    assert SECRET not in caplog.text
    assert SECRET not in Setback.objects.get().place


def test_it_is_told_once_tried_again_and_over_when_it_succeeds() -> None:
    work = Work("one")
    for _ in range(5):
        each("holds", items("one"), work)
        let_pauses_end()
    assert (alerts(), Setback.objects.get().tries) == (1, 5)
    assert SECRET not in Message.objects.get(channel=Channel.MAIL).body
    work.failing.clear()
    assert each("holds", items("one"), work) == 1
    assert not Setback.objects.exists()


def test_what_failed_is_left_alone_until_its_pause_is_over() -> None:
    work = Work("one")
    for _ in range(5):
        each("holds", items("one"), work)
    assert Setback.objects.get().tries == 1


def test_many_that_fail_are_one_alert_and_the_rest_is_told_later() -> None:
    work = Work("one", "two")
    each("holds", items("one", "two"), work)
    assert alerts() == 1
    let_pauses_end()
    Setback.objects.filter(told_at__isnull=False).update(told_at=timezone.now() - QUIET)
    each("holds", items("one", "two"), work)
    assert alerts() == 2


def test_a_lock_is_told_only_when_it_lasts() -> None:
    work = Work("one", error=OperationalError)
    told = []
    for _ in range(3):
        each("holds", items("one"), work)
        let_pauses_end()
        told.append(alerts())
    assert told == [0, 0, 1]


def test_a_setback_of_what_waits_no_longer_is_forgotten() -> None:
    each("holds", items("one"), Work("one"))
    each("reviews", items("other"), Work("other"))
    each("holds", {}, Work())
    assert Setback.objects.get().duty == "reviews"


# Each duty over cases, with the function that does it for one.
DUTIES = [
    ("holds.watching", "hold_due", "place_when_due"),
    ("holds.watching", "confirm_due", "_confirm_or_page"),
    ("holds.watching", "review_due", "remind"),
    ("notices.sending", "send_due", "_send"),
    ("notices.resolving", "look_again_due", "look_again"),
    ("accessors.reminding", "tell_overdue", "_told"),
    ("cases.ending", "ask_for_due", "_asked"),
]


@pytest.mark.parametrize(("room", "duty", "one"), DUTIES)
def test_a_duty_goes_on_with_the_second_case(
    room: str, duty: str, one: str, monkeypatch: pytest.MonkeyPatch, two_due: tuple[Case, Case]
) -> None:
    module = import_module(f"withhold.console.{room}")
    seen: list[str] = []

    def fails_first(row: Case, *_: object) -> int:
        seen.append(row.pk)
        if len(seen) == 1:
            raise ValueError(SECRET)
        return 1

    monkeypatch.setattr(module, one, fails_first)
    run: Callable[[], int] = getattr(module, duty)
    assert run() == 1
    assert set(seen) == {row.pk for row in two_due}
    assert Setback.objects.get().item == seen[0]
    assert alerts() == 1


def test_a_case_whose_people_cannot_be_read_holds_up_nobody_elses_hold(two_due: tuple[Case, Case]) -> None:
    broken, sound = two_due
    Hold.objects.all().delete()
    for one in ExposedPerson.objects.filter(case=broken):
        one.values = {}
        one.save()
    assert hold_due() == len(ROWS)
    assert set(Hold.objects.values_list("case", flat=True)) == {sound.pk}
    assert Setback.objects.get().item == broken.pk


class Broken:
    """A transport with a fault; it hands over before it, or does not."""

    def __init__(self, handing_over: bool) -> None:
        self.handing_over = handing_over

    def send(self, message: Outgoing, handing_over: Callable[[], None]) -> Result:
        if message.subject == "sound":
            handing_over()
            return Result(Outcome.ACCEPTED, "taken", 250)
        if self.handing_over:
            handing_over()
        raise ValueError(SECRET)


@pytest.mark.parametrize(("handed", "state"), [(False, State.FAILED_RETRY), (True, State.UNKNOWN)])
def test_a_message_with_which_the_program_fails_holds_up_no_other(handed: bool, state: State) -> None:
    for subject in ("broken", "sound"):
        queue_mail("somebody@example.org", subject, "text", "test")
    assert delivery.send_due({Channel.MAIL: Broken(handed)}) == 2
    assert [one.state for one in Message.objects.order_by("pk")] == [state, State.ACCEPTED]
    assert SECRET not in Message.objects.order_by("pk")[0].attempts.get().answer


@pytest.fixture
def two_due() -> tuple[Case, Case]:
    """Two confirmed cases of which every duty has something to do."""
    return due_case(), due_case()


def due_case() -> Case:
    row = a_case()
    user, now = a_member(row, Role.PRIVACY_OFFICER), timezone.now()
    place(row, user, "held", [1])
    Hold.objects.update(review=now.date() - timedelta(days=1))
    Case.objects.filter(pk=row.pk).update(destroy_on=now.date() - timedelta(days=1))
    plan = Plan.objects.create(
        case=row, organisation="Agency", contact="desk", since="", until="", made_by=user, made_at=now
    )
    Notice.objects.create(
        case=row,
        person=ExposedPerson.objects.get(case=row, number=1),
        number=1,
        plan=plan,
        code="code",
        code_sha256=sha256(row.pk.encode()).hexdigest(),
        salt="",
        commitment="",
        queued_at=now,
        looked_at=now,
    )
    Matter.objects.create(
        case=row,
        lookup="",
        network="",
        grade="",
        who="researcher",
        standing=Standing.ASKED,
        due=now - timedelta(days=1),
        classified_by=user,
        classified_at=now,
        why="",
    )
    return row
