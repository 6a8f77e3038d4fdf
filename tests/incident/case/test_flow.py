"""The order of a response: what rooms found out becomes events, and what follows from them."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.incident.case.story import ANNA, BEN, CARA, SHA256, START, URL, FixedClock, new_case
from withhold.incident import flow
from withhold.incident.case.events import Source, TwoPersons
from withhold.incident.case.exposed import ExposedDocument, Exposure, Held, Place, PlaceKind, Window
from withhold.incident.case.interface import CaseError, EventKind, Phase, Role
from withhold.incident.case.store import CaseFolder
from withhold.incident.takedown.interface import Layer, Outcome, Result, Step
from withhold.incident.takedown.outside.interface import Found, How, Look, Round, Seen

OTHER = "https://www.example.org/files/list.xlsx?v=2"
A_STEP = Step("web-root /srv/www move list.xlsx", "web-root /srv/www", "move", "move list.xlsx away")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def case(tmp_path: Path, clock: FixedClock) -> CaseFolder:
    return new_case(tmp_path, clock)


def look(seen: Seen, at: datetime, url: str = URL) -> Look:
    return Look(url, url, "outside", How.PLAIN, seen, at)


def a_round(number: int, at: datetime, *seen: Seen, urls: tuple[str, ...] = (URL,)) -> Round:
    looks = tuple(look(one, at, url) for one in seen for url in urls)
    found = Found.STILL if Seen.STILL in seen else Found.UNSURE if Seen.UNSURE in seen else Found.CLEAN
    return Round(number, at, at, found, 0, False, looks)


def exposure(*places: Place) -> Exposure:
    window = Window(START - timedelta(hours=5), START - timedelta(hours=4), None, None)
    return Exposure((ExposedDocument(SHA256, 5, (5, 3)),), places, window)


def kinds(case: CaseFolder) -> list[EventKind]:
    return [one.kind for one in case.events()]


def test_confirming_twice_changes_nothing(case: CaseFolder, clock: FixedClock) -> None:
    assert flow.confirm(case, ANNA, "seen", clock.now())
    assert not flow.confirm(case, BEN, "seen, too", clock.now())
    assert kinds(case) == [EventKind.REPORTED, EventKind.CONFIRMED]


def test_a_tip_alone_takes_nothing_down(case: CaseFolder, clock: FixedClock) -> None:
    flow.report(case, ANNA, "another mail", clock.now(), Source.TIP)
    with pytest.raises(CaseError, match="before a person confirms"):
        flow.require_confirmed(case)
    with pytest.raises(CaseError):
        flow.record_plan(case, SHA256, clock.now(), origins=1, caches=0)


def test_an_exposure_is_recorded_whole(case: CaseFolder, clock: FixedClock) -> None:
    places = (
        Place(URL, PlaceKind.ORIGINAL, Held.SAME_BYTES, clock.now()),
        Place(OTHER, PlaceKind.QUERY, Held.NOT_LOOKED, clock.now(), "no answer"),
    )
    flow.record_exposure(case, exposure(*places), ANNA, "first look", clock.now())
    state = case.state()
    assert state.documents == {SHA256: 5}
    assert state.unread == (OTHER,)
    assert state.window["since_earliest"] == START - timedelta(hours=5)
    assert state.window["until_latest"] is None
    again = clock.pass_by(minutes=1)
    flow.record_exposure(
        case, exposure(replace(places[1], held=Held.OTHER, looked=again)), ANNA, "again", again
    )
    assert kinds(case).count(EventKind.DOCUMENT_ADDED) == 1
    assert case.state().unread == ()


def test_steps_are_known_by_a_hash_and_keep_their_words_private(case: CaseFolder, clock: FixedClock) -> None:
    flow.confirm(case, ANNA, "seen", clock.now())
    flow.record_plan(case, SHA256, clock.now(), origins=1, caches=0)
    flow.record_step_begun(case, Layer.ORIGIN, A_STEP, clock.now())
    done = Outcome(Result.DONE, "moved", {"path": "/quarantine/1", "bytes": 5})
    flow.record_step_ended(case, Layer.ORIGIN, A_STEP, done, clock.now())
    assert list(case.state().steps.values()) == [EventKind.STEP_DONE]
    last = case.events()[-1]
    assert "srv" not in repr(dict(last.facts))
    assert last.private["describe"] == A_STEP.describe
    assert '"bytes": 5' in last.private["proof"]
    failed = Outcome(Result.FAILED, "no permission")
    flow.record_step_ended(case, Layer.ORIGIN, A_STEP, failed, clock.now())
    assert list(case.state().steps.values()) == [EventKind.STEP_FAILED]


def test_rounds_lead_to_unreachable_and_gone(case: CaseFolder, clock: FixedClock) -> None:
    flow.confirm(case, ANNA, "seen", clock.now())
    phases = []
    for number, seen in enumerate((Seen.STILL, Seen.UNSURE, Seen.GONE, Seen.GONE, Seen.GONE), 1):
        phases.append(flow.record_round(case, a_round(number, clock.pass_by(seconds=3), seen), wanted=3))
    assert phases == [
        Phase.CONFIRMED,
        Phase.CONFIRMED,
        Phase.CONTAINED,
        Phase.CONTAINED,
        Phase.GONE,
    ]
    state = case.state()
    assert state.unreachable_at == START + timedelta(seconds=9)
    assert state.gone_at == START + timedelta(seconds=15)
    assert state.last_still == START + timedelta(seconds=3)


def test_one_agreed_round_is_both_at_once(case: CaseFolder, clock: FixedClock) -> None:
    flow.confirm(case, ANNA, "seen", clock.now())
    assert flow.record_round(case, a_round(1, clock.now(), Seen.GONE), wanted=1) is Phase.GONE


def test_a_round_with_failing_steps_or_without_looks_is_not_clean(
    case: CaseFolder, clock: FixedClock
) -> None:
    flow.confirm(case, ANNA, "seen", clock.now())
    assert flow.record_round(case, a_round(1, clock.now(), Seen.GONE), 1, hindered=1) is Phase.CONFIRMED
    assert flow.record_round(case, a_round(2, clock.now()), 1) is Phase.CONFIRMED
    assert flow.record_round(case, a_round(3, clock.now(), Seen.ABSENT), 1) is Phase.CONFIRMED


def test_an_unread_place_keeps_it_public_until_a_clean_round_looked_at_it(
    case: CaseFolder, clock: FixedClock
) -> None:
    flow.confirm(case, ANNA, "seen", clock.now())
    unread = Place(OTHER, PlaceKind.QUERY, Held.NOT_LOOKED)
    flow.record_exposure(case, exposure(unread), ANNA, "look", clock.now())
    for number in range(1, 4):
        seen = a_round(number, clock.pass_by(seconds=3), Seen.GONE)
        assert flow.record_round(case, seen, wanted=3) is Phase.CONFIRMED
    phases = [
        flow.record_round(case, a_round(n, clock.pass_by(seconds=3), Seen.GONE, urls=(URL, OTHER)), wanted=3)
        for n in range(4, 7)
    ]
    assert case.state().unread == ()
    assert phases[-1] is Phase.GONE


def test_what_comes_back_is_recorded_and_public_again(case: CaseFolder, clock: FixedClock) -> None:
    flow.confirm(case, ANNA, "seen", clock.now())
    flow.record_round(case, a_round(1, clock.pass_by(seconds=3), Seen.GONE), wanted=1)
    back = a_round(2, clock.pass_by(days=2), Seen.STILL, Seen.GONE)
    assert flow.record_round(case, back, wanted=1) is Phase.CONFIRMED
    assert EventKind.REAPPEARED in kinds(case)
    assert flow.record_round(case, a_round(3, clock.pass_by(days=1), Seen.GONE), wanted=1) is Phase.GONE


def test_closing_by_the_same_command_of_two_people(case: CaseFolder, clock: FixedClock) -> None:
    flow.confirm(case, ANNA, "seen", clock.now())
    with pytest.raises(CaseError, match="not verified gone"):
        flow.close(case, ANNA, "done", clock.now(), 0)
    flow.record_round(case, a_round(1, clock.now(), Seen.GONE), wanted=1)
    with pytest.raises(CaseError, match="1 deadlines"):
        flow.close(case, ANNA, "done", clock.now(), 1)
    assert not flow.close(case, ANNA, "done", clock.now(), 0)
    assert not flow.close(case, replace(ANNA, role=Role.COUNSEL), "done", clock.now(), 0)
    assert flow.close(case, BEN, "done", clock.now(), 0)
    assert case.state().phase is Phase.CLOSED
    flow.reopen(case, ANNA, "more came up", clock.now())
    assert case.state().phase is Phase.GONE


def test_putting_back_is_agreed_before_and_recorded_after(case: CaseFolder, clock: FixedClock) -> None:
    flow.confirm(case, ANNA, "seen", clock.now())
    flow.record_plan(case, SHA256, clock.now(), origins=1, caches=0)
    flow.record_step_begun(case, Layer.ORIGIN, A_STEP, clock.now())
    flow.record_step_ended(case, Layer.ORIGIN, A_STEP, Outcome(Result.DONE), clock.now())
    first, second = (flow.restored(A_STEP.id, by, "wrong file", clock.now()) for by in (CARA, BEN))
    assert not flow.agreed(case, TwoPersons.RESTORE, first)
    assert flow.agreed(case, TwoPersons.RESTORE, second)
    assert EventKind.RESTORED not in kinds(case)
    case.append([second])
    assert list(case.state().steps.values()) == [EventKind.RESTORED]


def test_what_was_preserved_and_traced_is_recorded(case: CaseFolder, clock: FixedClock) -> None:
    flow.record_preserved(
        case,
        ANNA,
        "x",
        clock.now(),
        what="answer",
        sealed_sha256=SHA256,
        sealed_size=9,
        sha256=SHA256,
        size=5,
    )
    flow.record_not_preserved(case, ANNA, "x", clock.now(), what="log", reason="unreadable")
    flow.record_traced(
        case, ANNA, "x", clock.now(), result_sha256=SHA256, lines=10, complete=(1, 3), logs=2, warnings=0
    )
    flow.record_log_missing(case, ANNA, "x", clock.now(), log="access.log.9")
    state = case.state()
    assert (state.preserved, state.preservation_failed, state.traced, state.logs_missing) == (1, 1, 1, 1)
