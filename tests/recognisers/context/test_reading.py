"""What headers, values, titles and nearby names say of people, in every language, and what they do not."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.domain.fields import Protection
from withhold.recognisers import context

CASES = tomllib.loads(Path(__file__).with_name("cases.toml").read_text("utf-8"))


def said(section: str) -> list[tuple[str, Protection]]:
    return [
        (text, Protection(key)) for key, texts in CASES[section].items() if key != "none" for text in texts
    ]


@pytest.mark.parametrize(("header", "protection"), said("headers"))
def test_a_header_says_it_of_the_person_in_the_row(header: str, protection: Protection) -> None:
    assert protection in context.of_header(header)


@pytest.mark.parametrize("header", CASES["headers"]["none"])
def test_offices_counts_and_plain_words_in_headers_say_nothing(header: str) -> None:
    assert context.of_header(header) == frozenset()


@pytest.mark.parametrize(("value", "protection"), said("values"))
def test_a_value_says_it_of_the_person_in_the_row(value: str, protection: Protection) -> None:
    assert protection in context.of_value(value)
    assert protection in context.of_value(value.upper() if value.isascii() else value)


@pytest.mark.parametrize("value", CASES["values"]["none"])
def test_employers_roles_and_topics_in_values_say_nothing(value: str) -> None:
    assert context.of_value(value) == frozenset()


@pytest.mark.parametrize("title", CASES["titles"]["some"])
def test_a_title_speaks_of_the_rows_as_people(title: str) -> None:
    assert context.of_title(title)


@pytest.mark.parametrize("title", CASES["titles"]["none"])
def test_titles_of_statistics_and_staff_do_not(title: str) -> None:
    assert context.of_title(title) == frozenset()


@pytest.mark.parametrize("text", CASES["nearby"]["some"])
def test_a_file_name_or_heading_is_nearby_context(text: str) -> None:
    assert context.nearby(text)


@pytest.mark.parametrize("text", CASES["nearby"]["none"])
def test_offices_and_roles_are_not_nearby_context(text: str) -> None:
    assert context.nearby(text) == frozenset()


def test_many_values_at_once_say_what_each_says_alone() -> None:
    values = (
        [text for text, _ in said("values")]
        + CASES["values"]["none"]
        + ["", "two\nlines: detained", "Zürich"]
    )
    assert context.of_values(values) == {v: told for v in values if (told := context.of_value(v))}


@given(st.lists(st.text(max_size=40), unique=True, max_size=8))
def test_any_values_at_once_say_what_each_says_alone(values: list[str]) -> None:
    values = [*values, "Asylum granted"]
    assert context.of_values(values) == {v: told for v in values if (told := context.of_value(v))}


@given(st.text(max_size=300))
def test_no_text_breaks_the_questions(text: str) -> None:
    for question in (context.of_header, context.of_value, context.of_title, context.nearby):
        assert isinstance(question(text), frozenset)
