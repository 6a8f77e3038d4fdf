"""Favourable actions are always clear; adverse ones only for who is surely told and surely not held."""

import pytest

from tests.incident.holds.made import STRANGER, asked, hold, question
from withhold.incident.holds.deciding import decide
from withhold.incident.holds.index import HeldIndex
from withhold.incident.holds.interface import Action, Asked, Status

ADVERSE = [action for action in Action if action.is_adverse]
FAVOURABLE = [action for action in Action if not action.is_adverse]
NOBODY = Asked("q2", (), "", "")


class Broken:
    """An index whose service is gone."""

    epoch = 0

    def held(self, people: object, action: object) -> list[bool]:
        raise ConnectionError


@pytest.fixture
def index() -> HeldIndex:
    made = HeldIndex()
    made.add([hold()])
    return made


@pytest.mark.parametrize("action", FAVOURABLE)
def test_favourable_whatever_is_wrong(action: Action, index: HeldIndex) -> None:
    for state in (index, None, Broken()):
        answers = decide(question(asked(), NOBODY, action=action), state)
        assert [(one.ref, one.status) for one in answers] == [("q1", Status.CLEAR), ("q2", Status.CLEAR)]


@pytest.mark.parametrize("action", ADVERSE)
def test_adverse(action: Action, index: HeldIndex) -> None:
    answers = decide(question(asked(), STRANGER, NOBODY, action=action), index)
    assert [one.status for one in answers] == [Status.DO_NOT_ACT, Status.CLEAR, Status.DO_NOT_ACT]


@pytest.mark.parametrize("action", ADVERSE)
def test_adverse_without_the_held_people(action: Action) -> None:
    assert decide(question(STRANGER, action=action), None)[0].status is Status.DO_NOT_ACT
    with pytest.raises(ConnectionError):
        decide(question(STRANGER, action=action), Broken())


@pytest.mark.parametrize(
    "told",
    [
        asked("Ana Duarte", "1990-5-17", "A200000017"),
        asked("Ana Duarte", "17 May 1990", "A200000017"),
        asked("Ana Duarte", "1990-02-30", "A200000017"),
        asked("Ana Duarte", "1190-05-17", "A200000017"),
        asked("Ana Duarte", "2990-05-17", "A200000017"),
        asked("A. D.", "1990-05-17", "A200000017"),
        asked("Ana Duarte", "1990-05-17", "A20000"),
        asked("Ana Duarte", "1990-05-17", "unknown", "passport_number"),
        asked("Ana Duarte", "1990-05-17", "000000000"),
        asked("Ana Duarte", "1990-05-17", "666-12-3456", "social_security_number"),
        asked("Ana Duarte", "1990-05-17", "A200000017", ""),
        Asked("q", (("alien_number", "A200000017"), ("passport_number", "?")), "Ana Duarte", "1990-05-17"),
    ],
    ids=lambda told: "",
)
def test_who_is_not_surely_told_is_never_clear(told: Asked, index: HeldIndex) -> None:
    assert decide(question(told), index)[0].status is Status.DO_NOT_ACT


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("alien_number", "A 200-000-017"),
        ("alien_number", "20000017"),
        ("social_security_number", "912-34-5678"),
        ("passport_number", "X1234567"),
        ("national_id", "12345678-9"),
        ("case_number", "MSC2190012345"),
    ],
)
def test_who_is_surely_told_and_not_held_is_clear(kind: str, number: str, index: HeldIndex) -> None:
    told = asked("Ana Duarte", "1990-05-17", number, kind)
    assert decide(question(told), index)[0].status is Status.CLEAR
