"""Which values of a column say something."""

from withhold.recognisers.columns.header import whole_headers
from withhold.recognisers.columns.values import present


def test_values_that_say_nothing_are_left_out() -> None:
    assert present(["Rosa", "N/A", " unknown ", "  ", "x", "", "Ana"]) == ["Rosa", "Ana"]
    assert present(["Rosa", "Ana\nCoc"]) == ["Rosa", "Ana\nCoc"]
    assert present(["n/a\nRosa"]) == ["n/a\nRosa"]


def test_headers_among_many_values() -> None:
    values = ["North", "DATE_OF_BIRTH", "Last name", None, "Rosa"]
    assert whole_headers(values) == ["DATE_OF_BIRTH", "Last name"]
    assert whole_headers([*values, "two\nlines"]) == ["DATE_OF_BIRTH", "Last name"]
    assert whole_headers([]) == []
