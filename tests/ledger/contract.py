"""What every ledger must do, whatever keeps it. A test class inherits this and says how one is made."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.ledger.making import AT, PUBLIC, batch, draft
from withhold.ledger.checkpoints import read_checkpoint
from withhold.ledger.interface import Draft, Fact, Ledger, LedgerError, LedgerMoved
from withhold.ledger.notes import NoteError


class LedgerContract:
    """Inherit, and give `ledger`: a new empty one named `making.ORIGIN` that `making.KEY` signs for."""

    @pytest.fixture
    def ledger(self) -> Ledger:
        raise NotImplementedError

    def test_an_empty_one_has_no_checkpoint(self, ledger: Ledger) -> None:
        assert ledger.checkpoint() is None
        assert list(ledger.entries()) == []

    def test_what_was_recorded_is_there_in_order(self, ledger: Ledger) -> None:
        ledger.append(batch(0, 1))
        ledger.append(batch(2))
        found = list(ledger.entries())
        assert [entry.index for entry in found] == [0, 1, 2]
        assert [entry.facts["number"] for entry in found] == [0, 1, 2]
        assert found[2].private == {"by": "Anna Berg", "why": "reason 2"}
        assert (found[2].kind, found[2].at) == ("case.noted", batch(2)[0].at)
        assert [entry.index for entry in ledger.entries(2)] == [2]
        assert list(ledger.entries(3)) == []

    def test_each_append_is_signed_once(self, ledger: Ledger) -> None:
        first = ledger.append(batch(0, 1, 2))
        second = ledger.append(batch(3))
        assert (first.size, second.size) == (3, 4)
        assert ledger.checkpoint() == second
        for checkpoint in (first, second):
            assert read_checkpoint(checkpoint.note, PUBLIC).checkpoint == checkpoint
        with pytest.raises(NoteError):
            read_checkpoint(first.note.replace("\n3\n", "\n4\n"), PUBLIC)

    def test_times_of_checkpoints_never_go_back(self, ledger: Ledger) -> None:
        notes = [ledger.append(batch(number)).note for number in range(3)]
        times = [read_checkpoint(note, PUBLIC).at for note in notes]
        assert times == sorted(times)

    def test_whoever_was_slower_records_nothing(self, ledger: Ledger) -> None:
        ledger.append(batch(0), expected_size=0)
        before = ledger.checkpoint()
        with pytest.raises(LedgerMoved, match="somebody else"):
            ledger.append(batch(1), expected_size=0)
        assert ledger.checkpoint() == before
        assert ledger.append(batch(1), expected_size=1).size == 2

    def test_all_or_none(self, ledger: Ledger) -> None:
        ledger.append(batch(0))
        with pytest.raises(LedgerError):
            ledger.append([*batch(1), replace(draft(2), kind="No Kind")])
        assert [entry.index for entry in ledger.entries()] == [0]
        with pytest.raises(LedgerError, match="nothing to record"):
            ledger.append([])

    def test_no_two_commitments_are_alike(self, ledger: Ledger) -> None:
        ledger.append([draft(0, why="the same"), draft(1, why="the same"), draft(2, by="the same")])
        found = [digest for entry in ledger.entries() for digest in entry.commitments.values()]
        assert len(set(found)) == 3

    def test_private_values_may_be_any_text(self, ledger: Ledger) -> None:
        private = {"why": "zeile\n\x1b[31m 文 \u202e=1+1\u0000", "by": "", "url": "x" * 65536}
        ledger.append([draft(0, **private)])
        assert next(iter(ledger.entries())).private == private

    def test_what_is_erased_is_gone_and_the_rest_stays(self, ledger: Ledger) -> None:
        ledger.append(batch(0, 1))
        signed = ledger.checkpoint()
        before = list(ledger.entries())
        ledger.erase(0, ["why"])
        found = list(ledger.entries())
        assert found[0].private == {"by": "Anna Berg"}
        assert found[0].commitments == before[0].commitments
        assert found[1] == before[1]
        ledger.erase(0)
        ledger.erase(0)
        assert next(iter(ledger.entries())).private == {}
        assert ledger.checkpoint() == signed
        ledger.append(batch(2))
        assert [dict(entry.private) for entry in ledger.entries(1)] == [
            {"by": "Anna Berg", "why": "reason 1"},
            {"by": "Anna Berg", "why": "reason 2"},
        ]

    def test_erasing_what_never_was_is_an_error(self, ledger: Ledger) -> None:
        ledger.append(batch(0))
        for index, names in ((1, None), (-1, None), (0, ["phone"])):
            with pytest.raises(LedgerError, match=r"[Nn]othing was erased"):
                ledger.erase(index, names)
        assert next(iter(ledger.entries())).private

    @pytest.mark.parametrize(
        "facts",
        [
            {"Size": 1},
            {"": 1},
            {"a b": 1},
            {"size": 2**53},
            {"size": -(2**53)},
            {"word": "x" * 2001},
            {"word": "line\nline"},
            {"word": "\x1b[31m"},
            {"word": "\ud800"},
            {f"name{number}": number for number in range(65)},
            {"by": "also private"},
        ],
    )
    def test_facts_that_do_not_fit_are_refused(self, ledger: Ledger, facts: dict[str, Fact]) -> None:
        with pytest.raises(LedgerError, match="cannot be recorded"):
            ledger.append([Draft("case.noted", AT, facts, {"by": "Anna Berg"})])
        assert list(ledger.entries()) == []

    @pytest.mark.parametrize(
        ("kind", "at", "private"),
        [
            ("", AT, {}),
            ("Case", AT, {}),
            ("case noted", AT, {}),
            ("x" * 65, AT, {}),
            ("case.noted", datetime(2030, 1, 31), {}),
            ("case.noted", AT, {"why": "SECRET" * 20000}),
            ("case.noted", AT, {"why": "SECRET\ud800"}),
            ("case.noted", AT, {"SECRET name": "x"}),
        ],
    )
    def test_drafts_that_do_not_fit_are_refused_without_telling_values(
        self, ledger: Ledger, kind: str, at: datetime, private: dict[str, str]
    ) -> None:
        with pytest.raises(LedgerError, match="cannot be recorded") as caught:
            ledger.append([Draft(kind, at, {}, private)])
        assert "SECRET" not in str(caught.value)

    def test_facts_of_every_kind_come_back(self, ledger: Ledger) -> None:
        facts: dict[str, Fact] = {"a": -(2**53 - 1), "b": True, "c": None, "d": "é 文 “x”", "e": "", "f": 0}
        ledger.append([Draft("a", datetime(1999, 12, 31, 23, 59, 59, 1, UTC), facts, {})])
        entry = next(iter(ledger.entries()))
        assert dict(entry.facts) == facts
        assert [type(entry.facts[name]) for name in facts] == [type(value) for value in facts.values()]
        assert entry.at == datetime(1999, 12, 31, 23, 59, 59, 1, UTC)

    def test_values_are_in_no_repr(self, ledger: Ledger) -> None:
        drafts = batch(0)
        ledger.append(drafts)
        shown: Sequence[object] = [*drafts, *ledger.entries()]
        assert all("Anna" not in repr(one) for one in shown)
