"""Case systems are known to know, or people are paged, or two people say so on paper."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.incident.holds.made import ANNA, BEN, CONSUMER, CONSUMER_KEY, KEYS, NOW, told
from withhold.incident.case.interface import MACHINE, Actor, Role
from withhold.incident.case.moments import read
from withhold.incident.holds.consumers import (
    FRESH,
    Doubt,
    confirm_on_paper,
    doubt,
    read_heartbeat,
    registered,
    unconfirmed,
)
from withhold.incident.holds.interface import HEARTBEAT_SCHEMA, HoldError, Refused


def test_doubts() -> None:
    seen = replace(CONSUMER, seen=NOW - timedelta(seconds=5), acknowledged=3)
    assert doubt(seen, 3, NOW) is None
    assert doubt(seen, 4, NOW) is Doubt.BEHIND
    assert doubt(CONSUMER, 0, NOW) is Doubt.NEVER_SEEN
    assert doubt(seen, 3, NOW + FRESH) is Doubt.SILENT
    assert doubt(seen, 3, NOW - timedelta(minutes=1)) is Doubt.SILENT


def test_paper_settles_one_consumer_up_to_its_epoch() -> None:
    other = replace(CONSUMER, name="desk-2")
    paper = confirm_on_paper("court-east", 4, ANNA, BEN, NOW)
    assert unconfirmed([CONSUMER, other], [paper], 4, NOW) == {"desk-2": Doubt.NEVER_SEEN}
    assert set(unconfirmed([CONSUMER, other], [paper], 5, NOW)) == {"court-east", "desk-2"}


@pytest.mark.parametrize(
    "second", [ANNA, Actor("BERG, anna", Role.COUNSEL), MACHINE, Actor(" ", Role.COUNSEL)]
)
def test_paper_needs_two_people(second: Actor) -> None:
    with pytest.raises(HoldError, match="two different people"):
        confirm_on_paper("court-east", 4, ANNA, second, NOW)


def test_a_heartbeat() -> None:
    sent = "2030-02-01T12:00:00Z"
    now = read(sent)
    beat, message = read_heartbeat(*told(HEARTBEAT_SCHEMA, acknowledged=3, sent=sent), KEYS, now)
    assert (beat.consumer, beat.acknowledged, message.nonce) == ("court-east", 3, "ab" * 16)
    assert beat.sent == now
    for wrong in (-1, True, "3", None, 2**53 - 0.5):
        with pytest.raises(Refused):
            read_heartbeat(*told(HEARTBEAT_SCHEMA, acknowledged=wrong, sent=sent), KEYS, now)


@pytest.mark.parametrize("seconds", [-61, 61])
def test_a_heartbeat_of_another_time_says_nothing(seconds: int) -> None:
    sent = "2030-02-01T12:00:00Z"
    with pytest.raises(Refused, match="60 seconds apart"):
        read_heartbeat(
            *told(HEARTBEAT_SCHEMA, acknowledged=3, sent=sent), KEYS, read(sent) + timedelta(seconds=seconds)
        )


@pytest.mark.parametrize("name", ["", "Court East", "court/east", "x" * 65, "-court"])
def test_names_that_are_none(name: str) -> None:
    with pytest.raises(HoldError, match="name"):
        registered(name, CONSUMER_KEY.public_key)


@pytest.mark.parametrize(
    "webhook",
    [
        "http://holds.example.org/x",
        "https://",
        "https://u:p@holds.example.org/",
        "file:///etc/passwd",
        "https://[::1",
        "https://h.example.org/#x",
    ],
)
def test_webhooks_that_are_none(webhook: str) -> None:
    with pytest.raises(HoldError, match="webhook"):
        registered("court-east", CONSUMER_KEY.public_key, webhook)


def test_a_key_that_is_none() -> None:
    with pytest.raises(HoldError, match="public key"):
        registered("court-east", "AAAA")
    assert registered("desk-2", CONSUMER_KEY.public_key, "https://desk.example.org/holds").webhook
