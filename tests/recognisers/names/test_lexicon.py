"""The packed tables of the lexicon, and the models of unknown tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.recognisers.names.lexicon import Table, packed
from withhold.recognisers.names.model import log_odds, native_log_odds


@given(st.dictionaries(st.text(max_size=12), st.integers(0, 2047), max_size=40))
def test_a_packed_table_gives_back_what_went_in(table: dict[str, int]) -> None:
    read = Table(packed(table))
    assert all(read.get(token) & code == code for token, code in table.items())
    assert all(token in read for token in table)


def test_what_is_not_in_a_table_gets_the_default() -> None:
    table = Table(packed({"anna": 1}))
    assert "otto" not in table
    assert table.get("otto") == 0
    assert table.get("otto", 7) == 7
    assert Table(b"").get("anna") == 0


@pytest.mark.parametrize(
    ("name", "word"), [("tsogbenyoka", "zinsverteilung"), ("khatiwodayan", "reimbursement")]
)
def test_an_unknown_name_reads_more_like_one_than_a_word(name: str, word: str) -> None:
    assert log_odds(name) > 0 > log_odds(word)


def test_other_scripts_have_a_model_of_their_own() -> None:
    assert native_log_odds("мырзатаев") > 0 > native_log_odds("распределение")
