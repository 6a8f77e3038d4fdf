"""The window follows from the readings alone, in any order; more evidence never makes it wider unsaid."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from withhold.incident.case.exposed import Reading, Window
from withhold.incident.exposure.window import fold

START = datetime(2026, 3, 1, tzinfo=UTC)


def at(minutes: float, says: str, uncertain: float = 0.0) -> Reading:
    return Reading(START + timedelta(minutes=minutes), "log", says, "", uncertain)


READINGS = st.lists(
    st.builds(
        at,
        st.integers(0, 600),
        st.sampled_from(("public", "not_public", "not_before", "hint")),
        st.sampled_from((0.0, 1.0, 90.0)),
    ),
    max_size=8,
)


def moment(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def test_sightings_and_absences_around_them_bound_both_ends() -> None:
    window = fold([at(0, "not_public"), at(10, "public"), at(50, "public"), at(60, "not_public")])
    assert window.since_earliest == moment(0)
    assert window.since_latest == moment(10)
    assert window.until_earliest == moment(50)
    assert window.until_latest == moment(60)
    assert window.contradictions == ()


def test_no_evidence_on_a_side_is_not_known() -> None:
    assert fold([]) == Window(None, None, None, None)
    window = fold([at(10, "public")])
    assert (window.since_earliest, window.until_latest) == (None, None)


def test_an_absence_alone_could_be_on_either_side() -> None:
    window = fold([at(10, "not_public")])
    assert (window.since_earliest, window.until_latest) == (None, None)


def test_uncertain_clocks_bound_by_their_worse_end() -> None:
    window = fold([at(0, "not_before", 60), at(10, "public", 60)])
    assert window.since_earliest == moment(-1)
    assert window.since_latest == moment(11)
    assert window.until_earliest == moment(9)


def test_an_absence_between_two_sightings_is_told_and_narrows_nothing() -> None:
    window = fold([at(10, "public"), at(20, "not_public"), at(30, "public")])
    assert len(window.contradictions) == 1
    assert (window.since_latest, window.until_earliest) == (moment(10), moment(30))


def test_a_clearance_after_the_first_sighting_is_told_and_not_believed() -> None:
    window = fold([at(10, "public"), at(20, "not_before")])
    assert len(window.contradictions) == 1
    assert window.since_earliest is None


def test_a_hint_bounds_nothing() -> None:
    window = fold([at(10, "hint"), at(20, "public")])
    assert window.since_earliest is None
    assert len(window.readings) == 2


@given(READINGS, st.randoms())
def test_the_order_does_not_matter(readings: list[Reading], random: Random) -> None:
    shuffled = [*readings, *readings[:2]]
    random.shuffle(shuffled)
    assert fold(shuffled) == fold(readings)


@given(READINGS, READINGS)
def test_more_evidence_never_widens_unless_something_does_not_fit(
    readings: list[Reading], more: list[Reading]
) -> None:
    before, after = fold(readings), fold([*readings, *more])
    if after.contradictions:
        return
    assert before.since_earliest is None or (
        after.since_earliest is not None and after.since_earliest >= before.since_earliest
    )
    assert before.until_latest is None or (
        after.until_latest is not None and after.until_latest <= before.until_latest
    )
    if before.since_latest is not None and before.until_earliest is not None:
        assert after.since_latest is not None
        assert after.since_latest <= before.since_latest
        assert after.until_earliest is not None
        assert after.until_earliest >= before.until_earliest


@given(READINGS)
def test_the_ends_are_in_order(readings: list[Reading]) -> None:
    window = fold(readings)
    if window.since_earliest is not None and window.since_latest is not None:
        assert window.since_earliest <= window.since_latest
    if window.until_earliest is not None and window.until_latest is not None:
        assert window.until_earliest <= window.until_latest


def test_the_ends_of_the_calendar_are_survived() -> None:
    ends = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
    window = fold(Reading(at, "access log", "public", "", 1.0) for at in ends)
    assert window.until_earliest is not None
    assert window.until_earliest.year == 9999
