"""Records as JSON: what is written is read again, and nothing else is."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clearance.made import Office
from withhold.clearance.interface import Basis, Clearance, ClearanceError, Signature, Statement
from withhold.clearance.issue import cosign, issue, revocation
from withhold.clearance.record import (
    clearance_id,
    clearance_json,
    read_clearance,
    read_revocation,
    revocation_id,
    revocation_json,
    statement_bytes,
)
from withhold.clearance.shapes import MAX_BYTES, read_time, write_time
from withhold.domain.verdict import Decision

_texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=80)
_times = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))
_statements = st.builds(
    Statement,
    sha256=st.binary(min_size=32, max_size=32).map(bytes.hex),
    size=st.integers(0, 2**53 - 1),
    destination=_texts,
    decision=st.sampled_from([Decision.RELEASE, Decision.REVIEW, Decision.WITHHOLD]),
    basis=st.sampled_from(Basis),
    engine=_texts,
    policy=st.lists(_texts, min_size=1, max_size=4).map(tuple),
    profile=st.none() | _texts,
    register=st.none() | _texts,
    issued=_times,
    not_after=_times,
    uploader=_texts | st.just(""),
    reason=_texts | st.just(""),
)
_signatures = st.builds(
    Signature,
    st.binary(min_size=16, max_size=16).map(bytes.hex),
    st.binary(min_size=64, max_size=64),
)
_clearances = st.builds(
    Clearance,
    _statements,
    st.lists(_signatures, min_size=1, max_size=4, unique_by=lambda one: one.key_id).map(tuple),
)


@given(_clearances)
def test_what_is_written_is_read_again(clearance: Clearance) -> None:
    read = read_clearance(clearance_json(clearance))
    assert read == clearance
    assert statement_bytes(read.statement) == statement_bytes(clearance.statement)
    assert clearance_id(read) == clearance_id(clearance)


@given(_clearances, st.data())
def test_one_changed_value_is_another_record_or_none(clearance: Clearance, data: st.DataObject) -> None:
    value = json.loads(clearance_json(clearance))
    key = data.draw(st.sampled_from(sorted(value["statement"])))
    value["statement"][key] = data.draw(
        st.none() | st.booleans() | st.integers() | st.floats() | _texts | st.lists(_texts, max_size=2)
    )
    try:
        read = read_clearance(json.dumps(value).encode())
    except ClearanceError:
        return
    same = json.loads(clearance_json(read))["statement"] == json.loads(clearance_json(clearance))["statement"]
    assert (statement_bytes(read.statement) == statement_bytes(clearance.statement)) == same


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_anything_else_is_refused_in_one_line(content: bytes) -> None:
    for read in (read_clearance, read_revocation):
        with pytest.raises(ClearanceError) as raised:
            read(content)
        assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "content",
    [b"[" * 100_000, b"{" * 30_000, b" " * (MAX_BYTES + 1), b'{"a": 1e999999}', b"NaN", b"null", b"\xff"],
)
def test_hostile_json_is_refused(content: bytes) -> None:
    with pytest.raises(ClearanceError):
        read_clearance(content)


def test_what_could_not_be_read_is_not_issued(tmp_path: Path) -> None:
    office = Office(tmp_path)
    for wrong in (
        office.statement(reason="x" * 2001),
        office.statement(reason="bell\a"),
        office.statement(uploader="\ud800"),
    ):
        with pytest.raises(ClearanceError):
            issue(wrong, office.keys["gate"])


def test_a_key_signs_once(tmp_path: Path) -> None:
    office = Office(tmp_path)
    clearance = issue(office.statement(), office.keys["anna"])
    with pytest.raises(ClearanceError, match="signed it already"):
        cosign(clearance, office.keys["anna"])
    assert len(cosign(clearance, office.keys["ben"]).signatures) == 2


def test_a_revocation_is_read_again(tmp_path: Path) -> None:
    office = Office(tmp_path)
    made = revocation("a" * 64, "*", "a mistake, Ünïcode", office.keys["anna"])
    read = read_revocation(revocation_json(made))
    assert read == made
    assert revocation_id(read) == revocation_id(made)
    with pytest.raises(ClearanceError, match="SHA-256"):
        revocation("A" * 64, "*", "a mistake", office.keys["anna"])
    with pytest.raises(ClearanceError, match="reason"):
        revocation("a" * 64, "*", "", office.keys["anna"])


@given(_times)
def test_times_have_one_spelling(moment: datetime) -> None:
    assert read_time(write_time(moment)) == moment
    elsewhere = moment.astimezone(timezone(timedelta(hours=-3))) if moment.year > 1970 else moment
    assert write_time(elsewhere) == write_time(moment)


@pytest.mark.parametrize(
    "text",
    [
        "2030-01-31T12:00:00",
        "2030-01-31T12:00:00+00:00",
        "2030-01-31 12:00:00Z",
        "2030-01-31T12:00:00.0Z",
        "2030-01-31T12:00:00.000000Z",
        "2030-01-31T12:00:00z",
        "2030-02-30T12:00:00Z",
        "2030-01-31T24:00:00Z",
        "2030-01-31T12:00:60Z",
        "٢٠٣٠-01-31T12:00:00Z",
        "2030-01-31T12:00:00Z\n",
    ],
)
def test_other_spellings_are_no_times(text: str) -> None:
    assert read_time(text) is None


def test_a_time_without_zone_is_not_written() -> None:
    naive: Any = datetime(2030, 1, 31)
    with pytest.raises(ValueError, match="zone"):
        write_time(naive)
