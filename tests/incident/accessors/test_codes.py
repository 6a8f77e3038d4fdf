"""Codes on paper: found however they are typed, and a slip of the pen is seen."""

from hypothesis import given
from hypothesis import strategies as st

from withhold.text.codes import LETTERS, fresh_code, grouped_code, typed_code

_DRAWN = st.text(LETTERS, min_size=16, max_size=16)


def test_codes_differ_and_are_found_as_people_type_them() -> None:
    codes = {fresh_code() for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        assert typed_code(grouped_code(code)) == code
        assert typed_code(f" {code.lower()} ") == code
        slips = code.replace("0", "O").replace("1", "l")
        assert typed_code(slips) == code


@given(_DRAWN, st.integers(0, 15), st.sampled_from(LETTERS))
def test_a_wrong_character_is_no_code(drawn: str, at: int, other: str) -> None:
    code = _whole(drawn)
    wrong = code[:at] + other + code[at + 1 :]
    assert (typed_code(wrong) is None) == (other != code[at])


@given(_DRAWN, st.integers(0, 14))
def test_two_neighbours_the_other_way_round_are_no_code(drawn: str, at: int) -> None:
    code = _whole(drawn)
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert (typed_code(swapped) is None) == (code[at] != code[at + 1])


@given(st.text(max_size=300))
def test_anything_typed_is_a_code_or_none(text: str) -> None:
    found = typed_code(text)
    assert found is None or typed_code(found) == found


def _whole(drawn: str) -> str:
    return next(code for rest in range(97) if (code := typed_code(f"{drawn}{rest:02d}")) is not None)
