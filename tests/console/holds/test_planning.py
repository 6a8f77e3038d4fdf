"""Plans are limited, kept as digests and watched, as questions are."""

import json
from base64 import b64decode

import pytest
from withhold_holds import Person
from withhold_holds.transport import NoAnswer

from tests.console.holds.asking import HELD, OTHER, a_system
from withhold.console.holds.models import Noticed, Question
from withhold.console.holds.watching import notice_fishing
from withhold.incident.holds.fishing import unpacked

pytestmark = pytest.mark.django_db


def test_a_plan_is_kept_as_digests_and_watched_as_questions_are() -> None:
    """Three plans with one date of birth after the other: nobody asks that who plans."""
    system = a_system()
    for day in (1, 2, 3):
        system.plan([Person("Somebody Else", f"1950-01-0{day}", (("alien_number", "A300000009"),)), HELD])
    kept = Question.objects.filter(what="plan")
    assert len(list(unpacked(b64decode(kept[0].asked["planned"])))) == 2
    assert not any("Somebody" in json.dumps(one.asked) or "A300000009" in str(one.asked) for one in kept)
    assert notice_fishing() == 1
    assert Noticed.objects.get().kind == "variants"


def test_many_more_people_planned_than_ever_are_noticed() -> None:
    system = a_system()
    system.plan(
        [Person(f"Name {n:03}", "1950-01-02", (("alien_number", f"A3000{n:05}"),)) for n in range(60)]
    )
    assert notice_fishing() == 1
    assert Noticed.objects.get().kind == "volume"


def test_too_many_people_planned_in_a_day_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("withhold.console.holds.asking.MOST_PLANNED_A_DAY", 3)
    system = a_system()
    assert system.plan([HELD, OTHER]).likely_clear == (True, True)
    with pytest.raises(NoAnswer):
        system.plan([HELD, OTHER])
