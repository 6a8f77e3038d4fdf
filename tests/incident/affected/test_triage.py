"""Who comes first: removal dates, custody, danger; and the unknown is never last."""

from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.incident.affected.making import TODAY, a_row
from withhold.domain.errors import UsageError
from withhold.incident.affected.cohorts import cohort
from withhold.incident.affected.interface import LeakRow, OwnRecord, Triage
from withhold.incident.affected.triage import RANKS, Reason, order, triage
from withhold.incident.affected.triage_policy import Nation, read_policy, usual

_USUAL = files("withhold.incident.affected") / "triage.toml"
ROW = a_row(1, "Juan Perez", "1987-03-04", "Guatemala")
FREE = OwnRecord("r", in_custody=False, victim=False)


def _of(record: OwnRecord | None, row: LeakRow = ROW) -> Triage:
    return triage(row, record, cohort(row, record, TODAY), TODAY)


def _in(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("record", "rank", "first"),
    [
        (replace(FREE, removal_date=_in(1)), 1, "removal_date"),
        (replace(FREE, removal_date=_in(-1)), 1, "removal_overdue"),
        (replace(FREE, removed_on=_in(2)), 1, "removal_date"),
        (replace(FREE, removal_date=_in(10)), 2, "removal_date"),
        (replace(FREE, removal_date=_in(25)), 3, "removal_date"),
        (replace(FREE, court_date=_in(5)), 2, "court_date"),
        (replace(FREE, court_date=_in(-5)), 5, None),
        (replace(FREE, status="Final order"), 1, "removal_told"),
        (replace(FREE, status="Stay of removal"), 5, None),
        (replace(FREE, in_custody=True), 2, "in_custody"),
        (replace(FREE, in_custody=None), 2, "custody_unknown"),
        (replace(FREE, removed_on=_in(-2), in_custody=None), 2, "removed"),
        (replace(FREE, victim=True), 4, "victim"),
        (replace(FREE, victim=None), 4, "victim_unknown"),
        (replace(FREE, nationality="Yemen"), 4, "nationality"),
        (replace(FREE, birth=date(2010, 1, 1)), 4, "minor"),
        (replace(FREE, deceased_on=_in(-9)), 6, None),
        (FREE, 5, None),
    ],
)
def test_rank_and_the_most_pressing_reason(record: OwnRecord, rank: int, first: str | None) -> None:
    found = _of(record)
    assert (found.rank, found.reasons[0] if found.reasons else None) == (rank, first)


def test_an_order_that_only_the_leak_tells_of_presses_less_than_one_on_record() -> None:
    row = replace(ROW, others={"Final Order": "Yes"})
    assert (_of(FREE, row).rank, _of(None, row).rank) == (2, 1)
    assert _of(FREE, replace(ROW, others={"Final Order": "No"})).rank == 5
    assert _of(FREE, replace(ROW, others={"Claim": "Withholding of removal"})).rank == 5


@pytest.mark.parametrize(("status", "rank"), [("Yes", 2), ("2022-10-01", 2), ("No", 5), ("Pending", 5)])
def test_a_status_that_is_only_a_yes_or_a_day_is_that_of_an_order(status: str, rank: int) -> None:
    assert _of(FREE, a_row(1, "Juan Perez", "1987-03-04", "Guatemala", case_status=status)).rank == rank


def test_what_is_not_known_presses_like_what_is_bad() -> None:
    bare = a_row(1, "Juan Perez")
    found = _of(None, bare)
    assert found.rank == 2
    assert {"custody_unknown", "age_unknown", "nationality_unknown", "no_record"} <= set(found.reasons)


def test_the_nearest_day_comes_first_and_is_told() -> None:
    found = _of(replace(FREE, removal_date=_in(20), court_date=_in(1)))
    assert (found.due, found.rank) == (_in(1), 2)
    soon, later = (_of(replace(FREE, removal_date=_in(days))) for days in (1, 2))
    assert order(9, soon) < order(1, later)


def test_countries_are_the_callers_with_their_reason() -> None:
    nations = {"gt": Nation("Found to be dangerous in this case", "The case's lead, 2022")}
    assert "nationality" in triage(ROW, FREE, cohort(ROW, FREE, TODAY), TODAY, nations).reasons
    assert "nationality" not in triage(ROW, FREE, cohort(ROW, FREE, TODAY), TODAY, {}).reasons


_days = st.none() | st.integers(-40, 60).map(_in)
_records = st.none() | st.builds(
    lambda removal, court, gone, died, held, victim: OwnRecord(
        "r", court_date=court, removal_date=removal, removed_on=gone, deceased_on=died,
        in_custody=held, victim=victim,
    ),
    _days, _days, _days, _days, st.sampled_from([True, False, None]), st.sampled_from([True, False, None]),
)  # fmt: skip
_people = st.tuples(
    st.builds(
        lambda birth, nation, final: a_row(1, "Juan Perez", birth, nation, others={"Final order": final}),
        st.sampled_from(["", "1987-03-04", "2012-03-04"]),
        st.sampled_from(["", "Haiti", "Guatemala"]),
        st.sampled_from(["Yes", "No"]),
    ),
    _records,
)


@given(st.lists(_people, max_size=12))
def test_the_order_is_total_and_the_same_every_time(people: list[tuple[LeakRow, OwnRecord | None]]) -> None:
    keys = [order(number, _of(record, row)) for number, (row, record) in enumerate(people, 1)]
    assert len(set(keys)) == len(keys)
    assert keys == [order(number, _of(record, row)) for number, (row, record) in enumerate(people, 1)]
    assert [key[0] for key in sorted(keys)] == sorted(key[0] for key in keys)


@given(_people)
def test_every_rank_is_explained_and_reasons_are_of_the_list_in_order(
    person: tuple[LeakRow, OwnRecord | None],
) -> None:
    found = _of(person[1], person[0])
    places = [list(Reason).index(Reason(word)) for word in found.reasons]
    assert found.rank in RANKS
    assert places == sorted(set(places))


def test_no_country_stands_without_reason_and_source(tmp_path: Path) -> None:
    assert all(one.reason and one.source for one in usual().nations.values())
    text = _USUAL.read_text("utf-8")
    for bad, told in (
        (text + '\n[nations.GT]\nreason = "So"\n', "source"),
        (text + '\n[nations.GT]\nreason = "So"\nsource = " "\n', "opinion"),
        (text + '\n[nations.Somewhere]\nreason = "So"\nsource = "A"\n', "code"),
        (text.replace("soon = 3", "soon = 99"), "go down"),
        (text.replace("soon = 3", 'soon = "3"'), "days"),
        (text.replace("hearing_lag", "lag"), "hearing_lag"),
        (text.replace("ordered = [", "order = ["), "words"),
        ("=", "cannot be read"),
    ):
        own = tmp_path / "own.toml"
        own.write_text(bad, "utf-8")
        with pytest.raises(UsageError, match=told):
            read_policy(own)
