"""Lists typed as paragraphs: what is divided alike is a table, sentences stay, and nothing is lost."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.domain.concealment import Concealment
from withhold.domain.location import DOCUMENT, Location
from withhold.domain.piece import PartRead, ReadItem, Table, Text, TextRole
from withhold.readers.interface import Corrupt, Place
from withhold.readers.registry import open_document
from withhold.readers.typed_lists import with_typed_lists

_PEOPLE = ("Ann Lee", "1990-01-02", "Chad"), ("Bo Li", "1991-03-04", "Mali"), ("Cy Orr", "1992-05-06", "Togo")


def _read(*lines: str, hidden: tuple[int, ...] = ()) -> list[ReadItem]:
    texts = [
        Text(DOCUMENT, line, concealment=Concealment.INVISIBLE_TEXT if at in hidden else Concealment.VISIBLE)
        for at, line in enumerate(lines)
    ]
    return list(with_typed_lists([*texts, PartRead(DOCUMENT)], Place(open_document)))


@pytest.mark.parametrize("delimiter", ["\t", ";", "|", ", "])
def test_lines_divided_alike_are_a_table(delimiter: str) -> None:
    lines = [delimiter.join(person) for person in _PEOPLE]
    title, table, end, _ = _read("Transfers of the week", *lines, "That is all.")
    assert isinstance(title, Text)
    assert isinstance(end, Text)
    assert isinstance(table, Table)
    assert [tuple(column.values) for column in table.columns] == list(zip(*_PEOPLE, strict=True))


def test_one_text_of_many_lines() -> None:
    text, table, _ = _read("Transfers\n" + "\n".join("\t".join(person) for person in _PEOPLE))
    assert isinstance(text, Text)
    assert text.text == "Transfers\n"
    assert isinstance(table, Table)
    assert len(table.rows) == 3


@pytest.mark.parametrize(
    "lines",
    [
        ["In March, the committee met.", "In April, it did not.", "In May, everybody went home."],
        ["Ann Lee\t1990", "Bo Li\t1991"],
        ["Ann Lee\t1990", "A sentence.", "Bo Li\t1991", "Another.", "Cy Orr\t1992"],
        ["Plain.", "Lines.", "Only."],
    ],
)
def test_other_lines_stay_as_they_were(lines: list[str]) -> None:
    assert _read(*lines) == [*(Text(DOCUMENT, line) for line in lines), PartRead(DOCUMENT)]


def test_hidden_lines_are_a_table_of_their_own() -> None:
    lines = ["\t".join(person) for person in _PEOPLE]
    first, second, _ = _read(*lines, *lines, hidden=(3, 4, 5))
    assert isinstance(first, Table)
    assert isinstance(second, Table)
    assert (first.concealment, second.concealment) == (Concealment.VISIBLE, Concealment.INVISIBLE_TEXT)


def test_lines_of_other_places_and_roles_are_not_joined() -> None:
    lines = ["\t".join(person) for person in _PEOPLE]
    texts = [Text(Location().child("part", str(at)), line) for at, line in enumerate(lines)]
    headings = [Text(DOCUMENT, line, TextRole.HEADING) for line in lines]
    assert list(with_typed_lists([*texts, *headings], Place(open_document))) == [*texts, *headings]


def test_what_waits_is_given_before_an_error() -> None:
    def broken() -> Iterator[ReadItem]:
        yield from (Text(DOCUMENT, "\t".join(person)) for person in _PEOPLE)
        raise Corrupt("the end is missing")

    items = with_typed_lists(broken(), Place(open_document))
    assert isinstance(next(items), Table)
    with pytest.raises(Corrupt):
        next(items)


def test_many_lines_that_are_no_list_are_read_in_linear_time() -> None:
    """A hundred thousand sentences with a comma each: a quadratic search would not end."""
    lines = ["He came, he saw it all and went away again without a word."] * 100_000
    assert len(_read(*lines)) == len(lines) + 1


@given(st.lists(st.text("abcdef,;|\t\n ", max_size=20), max_size=12))
def test_no_word_is_lost(lines: list[str]) -> None:
    """Words, not their number: a grid leaves out a header that is repeated."""
    found: list[str] = []
    for item in _read(*lines):
        if isinstance(item, Text):
            found.append(item.text)
        elif isinstance(item, Table):
            found += [name for column in item.columns if (name := column.name)]
            found += [value for column in item.columns for value in column.values if value]
            found += item.titles
    assert _words("\n".join(lines)) <= _words("\n".join(found))


def _words(text: str) -> set[str]:
    return set(re.findall("[a-f]+", text))
