"""Names in running text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from withhold.recognisers.names import spot


def found(text: str) -> list[str]:
    return [text[span.start : span.end] for span in spot(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Amina Yusuf (born 4 March 1987) applied for asylum.", ["Amina Yusuf"]),
        ("Yesterday Maria Lopez said so.", ["Maria Lopez"]),
        ("Name: GARCIA LOPEZ, Juan Carlos\nDOB: 1987", ["GARCIA LOPEZ, Juan Carlos"]),
        ("SMITH, JOHN A. was there.", ["SMITH, JOHN A."]),
        ("Alice Brown, Bob Green and Carlos Pérez won.", ["Alice Brown", "Bob Green", "Carlos Pérez"]),
        ("They met Nguyễn Thị Minh Khai there.", ["Nguyễn Thị Minh Khai"]),
        ("Гражданин Абдуллаев Рустам родился в Ташкенте.", ["Абдуллаев Рустам"]),
        ("قال محمد علي إن الوزارة تعمل", ["محمد علي"]),
        ("申请人王伟先生于2020年", ["王伟"]),
        ("이름: 김민준", ["김민준"]),
        ("Maria Lopez's claim was denied.", ["Maria Lopez"]),
        ("Ludwig van Beethoven wrote it.", ["Ludwig van Beethoven"]),
        ("President George H.W. Bush and George H. W. Bush", ["George H.W. Bush", "George H. W. Bush"]),
        ("the Ohioan Neil Armstrong", ["Neil Armstrong"]),
        ("Senator Hoeven and Sen. Wardner", ["Hoeven", "Wardner"]),
    ],
)
def test_names_are_found(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "He was treated at Martha Jefferson Hospital in New York City.",
        "The Adelanto ICE Processing Center is on Pennsylvania Avenue.",
        "George Washington University and the Department of Health and Human Services",
        "Happy New Year from Star Wars. In May we went to Paris and Jordan.",
        "So I went. It was Plan B. The Supreme Court ruled.",
        "Российская Федерация и Министерство здравоохранения",
        "My PBS station and My IBAN. They live on Cassidy Street.",
        "visited San Francisco, North Dakota and Costa Rica",
        "",
    ],
)
def test_other_capitalised_words_are_not(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Judge Robert Hall denied it.", "Robert Hall", "Judge"),
        ("Councillor J. Smith moved the motion.", "J. Smith", "Councillor"),
        ("said Mr. Haddad yesterday", "Haddad", "Mr"),
        ("the judge Samir Haddad", "Samir Haddad", "judge"),
    ],
)
def test_the_title_is_told(text: str, name: str, role: str) -> None:
    (span,) = spot(text)
    assert (text[span.start : span.end], span.role) == (name, role)


def test_a_span_does_not_show_the_name() -> None:
    (span,) = spot("Amina Yusuf")
    assert "Amina" not in repr(span)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_spans_are_in_order_and_inside(text: str) -> None:
    last = 0
    for span in spot(text):
        assert last <= span.start < span.end <= len(text)
        assert 0 <= span.confidence <= 1
        last = span.end


@pytest.mark.parametrize("piece", ["Aa ", "Maria Lopez ", "A.", "A,", "'", "王", "-", "Aa'"])
def test_long_runs_end(piece: str) -> None:
    assert all(span.end - span.start < 500 for span in spot(piece * 20_000))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Yesterday Joost op den Camp was held.", ["Joost op den Camp"]),
        ("Mevrouw Marijke van 't Hof is hier.", ["Marijke van 't Hof"]),
        ("Herr Karl von und zu Guttenberg sprach.", ["Karl von und zu Guttenberg"]),
        ("They moved from Otay Mesa to Mesa Verde.", []),
        ("Gisteren was Mark Rutte op de Dam.", ["Mark Rutte"]),
    ],
)
def test_surnames_of_small_words_and_a_noun(text: str, names: list[str]) -> None:
    assert found(text) == names
