"""With a register, a verdict is either matched or not given."""

from pathlib import Path

import pytest

from tests.inspection.fake_register import FakeRegister, Known
from withhold.domain.piece import SkipReason
from withhold.domain.verdict import Decision
from withhold.inspection.inspector import Inspector
from withhold.policy.load import load_policy
from withhold.register.interface import Hit, RegisterError, Row

POLICY = load_policy(["default"], None)
PEOPLE = (Known("Ana Lopez", "1990-05-06"),)


class Crashing(FakeRegister):
    """Has a bug that quotes what it was given."""

    def match(self, rows: list[Row]) -> list[Hit]:
        raise ValueError(rows[0].names[0])


@pytest.fixture
def path(tmp_path: Path) -> str:
    (tmp_path / "a.csv").write_text("Name,Date of birth\nAna Lopez,1990-05-06\nJohn Smith,1970-01-02\n")
    return str(tmp_path / "a.csv")


def test_who_is_registered_is_counted_and_withheld(path: str) -> None:
    with Inspector(POLICY, register=FakeRegister(PEOPLE)) as inspector:
        verdict = inspector.inspect_path(path)
    assert verdict.decision is Decision.WITHHOLD
    assert verdict.people.registered == 1
    assert verdict.people.count == 2


def test_without_a_register_nothing_is_said_of_it(path: str) -> None:
    with Inspector(POLICY) as inspector:
        assert inspector.inspect_path(path).people.registered is None


def test_a_register_that_turns_out_damaged_gives_no_verdict(path: str) -> None:
    damaged = FakeRegister(PEOPLE, broken=True)
    with Inspector(POLICY, register=damaged) as inspector, pytest.raises(RegisterError):
        inspector.inspect_path(path)


def test_a_crash_of_matching_is_a_part_not_looked_at(path: str, caplog: pytest.LogCaptureFixture) -> None:
    with Inspector(POLICY, register=Crashing(PEOPLE)) as inspector:
        verdict = inspector.inspect_path(path)
    assert verdict.decision is not Decision.RELEASE
    assert SkipReason.CRASHED in [skipped.reason for skipped in verdict.skipped]
    assert "Lopez" not in caplog.text + repr(verdict)


def test_the_register_is_closed_with_the_inspector() -> None:
    register = FakeRegister(PEOPLE)
    Inspector(POLICY, register=register).close()
    assert register.closed


def test_a_document_that_cannot_be_opened_holds_nobody_known(tmp_path: Path) -> None:
    with Inspector(POLICY, register=FakeRegister(PEOPLE)) as inspector:
        verdict = inspector.inspect_path(str(tmp_path / "gone"))
    assert verdict.people.registered == 0
    assert verdict.decision is Decision.REVIEW
