"""Rows grouped by how they are hidden."""

from hypothesis import given
from hypothesis import strategies as st

from tests.recognisers.analysis import table
from withhold.domain.concealment import Concealment
from withhold.recognisers.rows.partition import parts

TEXT = "A | B\n" + "\n".join(f"x{i} | y{i}" for i in range(6))
WAYS = st.sampled_from([Concealment.HIDDEN_ROW, Concealment.FILTERED_ROW])
CELLS = st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 1)), st.just(Concealment.INVISIBLE_TEXT))


@given(st.dictionaries(st.integers(0, 5), WAYS), CELLS)
def test_every_row_is_in_one_part_and_hidden_as_told(
    rows: dict[int, Concealment], cells: dict[tuple[int, int], Concealment]
) -> None:
    made = table(TEXT, rows=rows, cells=cells, columns={1: Concealment.HIDDEN_COLUMN})
    seen: dict[int, tuple[Concealment, ...]] = {}
    for part in parts(made):
        for row in range(6) if part.rows is None else part.rows:
            assert row not in seen
            seen[row] = part.columns
    assert set(seen) == set(range(6))
    for row, (first, second) in seen.items():
        assert second is Concealment.HIDDEN_COLUMN
        assert first is rows.get(row, cells.get((row, 0), Concealment.VISIBLE))
