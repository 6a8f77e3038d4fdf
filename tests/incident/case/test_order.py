"""The order of a response, as predicates."""

from datetime import timedelta

import pytest

from tests.incident.case.story import BEN, STEP, after, confirmed, event, proven_gone, reported, unread
from withhold.incident.case.clocks.packs import PACKS, load_pack
from withhold.incident.case.interface import MACHINE, Event, EventKind
from withhold.incident.case.order import (
    NEVER_WAIT,
    Audience,
    hindering_close,
    is_gone,
    may_delay_for_preservation,
    may_start_takedown,
    may_tell,
)
from withhold.ledger.interface import Fact

ASKED = event(EventKind.REMOVAL_ASKED, 30, facts={"removal": STEP, "recipient": "search_engine"})
ANSWERED = event(EventKind.REMOVAL_ANSWERED, 40, facts={"removal": STEP, "answer": "no_answer"})


def test_the_takedown_needs_a_persons_confirmation_and_nothing_else() -> None:
    assert not may_start_takedown(after())
    assert not may_start_takedown(after(reported()))
    assert may_start_takedown(after(reported(), confirmed()))
    assert may_start_takedown(after(reported(), confirmed(), *proven_gone()))


def test_it_does_not_start_in_a_dismissed_case() -> None:
    proposed = event(EventKind.PROPOSED, 20, facts={"what": "dismiss"})
    dismissed = event(EventKind.DISMISSED, 21, BEN)
    assert not may_start_takedown(after(reported(), confirmed(), proposed, dismissed))


@pytest.mark.parametrize(("seconds", "may"), [(0, True), (4.9, True), (5, False), (60, False), (-1, False)])
def test_preserving_delays_it_by_five_seconds_at_most(seconds: float, may: bool) -> None:
    assert may_delay_for_preservation(timedelta(seconds=seconds)) is may


def test_no_agreed_number_of_rounds_is_not_zero_rounds() -> None:
    state = after(reported(), confirmed(), *proven_gone())
    assert is_gone(state, 3)
    assert not is_gone(state, 0)
    assert not is_gone(state, 4)


def test_what_is_left_to_do_keeps_it_open() -> None:
    start = (reported(), confirmed(), *proven_gone())
    assert hindering_close(after(*start), 0) == ()
    assert "2 deadlines" in hindering_close(after(*start), 2)[0]
    assert "removal" in hindering_close(after(*start, ASKED), 0)[0]
    assert hindering_close(after(*start, ASKED, ANSWERED), 0) == ()
    left = hindering_close(after(reported(), confirmed(), unread(15)), 0)
    assert len(left) == 2


def test_people_who_are_not_accounted_for_keep_it_open() -> None:
    root = "ab" * 32
    fixed: dict[str, Fact] = {"root": root, "sha256": root, "people_low": 6000, "people_high": 6252}
    start = (reported(), confirmed(), *proven_gone(), event(EventKind.EXPOSED_FIXED, 30, facts=fixed))

    def counted(people: int, accounted: int) -> Event:
        return event(EventKind.RECONCILED, 40, facts={"people": people, "accounted": accounted, "root": root})

    later = event(EventKind.EXPOSED_AMENDED, 50, facts={"root": root, "added": 2, "people_high": 6254})
    assert hindering_close(after(*start), 0) == (
        "6,252 of 6,252 people who were exposed are not accounted for",
    )
    assert "1 of 6,252" in hindering_close(after(*start, counted(6252, 6251)), 0)[0]
    assert hindering_close(after(*start, counted(6252, 6252)), 0) == ()
    assert "6,254 of 6,254" in hindering_close(after(*start, counted(6252, 6252), later), 0)[0]
    assert hindering_close(after(*start, counted(6252, 6252), later, counted(6254, 6254)), 0) == ()


def test_a_copy_in_an_archive_keeps_it_open_until_somebody_was_asked() -> None:
    url = "https://archive.example.org/list.xlsx"
    facts = {"kind": "archive", "held": "same_bytes"}
    kept = event(EventKind.PLACE_ADDED, 15, facts=facts, private={"url": url})
    gone = (reported(), confirmed(), kept, *proven_gone())
    assert hindering_close(after(*gone), 0) == ("1 copies in archives that nobody was asked to remove",)
    asked = event(EventKind.REMOVAL_ASKED, 30, facts=ASKED.facts, private={"url": url})
    assert hindering_close(after(*gone, asked, ANSWERED), 0) == ()
    assert (
        hindering_close(
            after(
                *gone, event(EventKind.PLACE_ADDED, 40, facts={**facts, "held": "gone"}, private={"url": url})
            ),
            0,
        )
        == ()
    )


def test_the_machine_may_note_that_a_removal_is_due() -> None:
    due = event(EventKind.REMOVAL_DUE, 50, MACHINE, {"removal": STEP})
    state = after(reported(), confirmed(), ASKED, ANSWERED, due)
    assert "removal" in " ".join(hindering_close(state, 0))


@pytest.mark.parametrize("audience", sorted(NEVER_WAIT))
def test_regulators_network_desks_hosts_and_the_finder_never_wait(audience: Audience) -> None:
    assert may_tell(audience, hold_stands=False, all_hold=False)


def test_a_person_waits_for_their_hold_and_the_public_for_all() -> None:
    assert not may_tell(Audience.PERSON, hold_stands=False, all_hold=False)
    assert may_tell(Audience.PERSON, hold_stands=True, all_hold=False)
    assert not may_tell(Audience.PUBLIC, hold_stands=True, all_hold=False)
    assert may_tell(Audience.PUBLIC, hold_stands=True, all_hold=True)


def test_of_the_known_deadlines_only_those_to_people_and_the_public_wait() -> None:
    waiting = {rule.id for name in PACKS for rule in load_pack(name).rules if rule.audience not in NEVER_WAIT}
    assert {"us-fl-people", "us-hipaa-media", "eu-people"} <= waiting
    assert not {"us-federal-cisa", "eu-authority", "us-federal-congress", "us-hipaa-hhs"} & waiting
