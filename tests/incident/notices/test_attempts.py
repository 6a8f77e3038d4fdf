"""The next safe way after one that failed: never the same again, never one that is not safe."""

from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from tests.incident.notices.test_paths import somebody
from withhold.incident.notices.attempts import PATIENCE, TRIED, Way, excluded, failed, next_way, overdue, ways
from withhold.incident.notices.interface import Channel, Proof
from withhold.incident.notices.paths import path_for, usable_addresses, usable_emails

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_each_mailbox_and_each_address_is_a_way_of_its_own() -> None:
    who = somebody(emails=("one@example.org", "two@example.org"))
    assert [way.address for way in ways(who)] == ["1 Harbour Road", "one@example.org", "two@example.org"]


def test_after_a_failed_way_comes_the_next_best_and_at_the_end_none() -> None:
    who, tried, seen = somebody(cohort="in_custody", facility="F012"), set[Way](), []
    while way := next_way(who, tried):
        seen.append(way.channel)
        tried.add(way)
    assert seen == [Channel.CUSTODY, Channel.POST, Channel.EMAIL]
    assert excluded(who, tried)[Channel.POST] == TRIED


def test_who_was_moved_can_be_reached_by_hand_again() -> None:
    tried = {Way(Channel.CUSTODY, "F012")}
    assert next_way(somebody(cohort="in_custody", facility="F099"), tried) == Way(Channel.CUSTODY, "F099")


@given(
    emails=st.lists(st.sampled_from(["a@example.org", "b@example.org"]), unique=True),
    shared=st.sets(st.sampled_from(["a@example.org", "b@example.org"])),
    minor=st.booleans(),
    country=st.sampled_from(["US", "NG", None]),
    facility=st.sampled_from(["F1", None]),
)
def test_no_way_but_a_safe_one_is_ever_given(
    emails: list[str], shared: set[str], minor: bool, country: str | None, facility: str | None
) -> None:
    who = somebody(
        emails=tuple(emails), shared_emails=frozenset(shared), minor=minor, country=country, facility=facility
    )
    tried: set[Way] = set()
    while way := next_way(who, tried):
        assert way.channel in path_for(who).channels
        assert way.address in (*usable_emails(who), *usable_addresses(who), facility, "")
        tried.add(way)


@pytest.mark.parametrize("channel", PATIENCE)
def test_who_is_pressed_is_waited_for_shorter(channel: Channel) -> None:
    left = NOW - PATIENCE[channel] + timedelta(minutes=1)
    assert overdue(channel, left, NOW, pressing=True)
    assert not overdue(channel, left, NOW, pressing=False)
    assert overdue(channel, NOW - PATIENCE[channel] - timedelta(minutes=1), NOW, pressing=False)


def test_only_what_is_known_to_have_failed_has_failed() -> None:
    assert {one for one in Proof if failed(one)} == {Proof.RETURNED, Proof.REFUSED, Proof.FAILED}
