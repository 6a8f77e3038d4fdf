"""What the template tags write."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.template import Context, Template, TemplateSyntaxError

_AT = datetime(2026, 3, 2, 7, 41, 9, tzinfo=UTC)


def written(text: str, **values: Any) -> str:
    return Template("{% load look %}" + text).render(Context(values))


def test_a_moment_says_its_zone() -> None:
    text = written("{% moment at %}", at=_AT.astimezone(tz=None))
    assert 'datetime="2026-03-02T07:41:09+00:00"' in text
    assert "02 Mar 2026, 07:41:09 UTC" in text


def test_a_moment_that_is_not_known_says_so() -> None:
    assert written("{% moment at %}", at=None) == "not known"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (timedelta(hours=4, minutes=19), "4 h 19 min"),
        (timedelta(days=2, hours=3, minutes=5), "2 d 3 h"),
        (59, "59 s"),
        (60, "1 min"),
        (None, "not known"),
    ],
)
def test_a_duration_in_two_units(value: object, said: str) -> None:
    assert written("{{ value|duration }}", value=value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 kB"), (123_456_789, "123 MB"), (None, "not known")],
)
def test_a_size_in_powers_of_ten(value: object, said: str) -> None:
    assert written("{{ value|filesize }}", value=value) == said


def test_a_state_is_a_word_and_never_markup() -> None:
    text = written('{% status word "alarm" %}', word="<b>public</b>")
    assert "&lt;b&gt;public&lt;/b&gt;" in text
    assert "wh-tag--alarm" in text


def test_an_unknown_tone_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="tone"):
        written('{% status "x" "loud" %}')


def test_a_chart_brings_its_numbers_as_a_table_and_closes_no_script() -> None:
    text = written(
        '{% chart "bar" "Found" labels series %}',
        labels=["</script><b>"],
        series=[("Hours", [3]), ("Days", [None])],
    )
    assert text.count("</script>") == 1
    assert "&lt;/script&gt;&lt;b&gt;" in text
    assert ">3</td>" in text
    assert ">–</td>" in text


def test_an_unknown_chart_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="pie"):
        written('{% chart "pie" "Found" labels series %}', labels=[], series=[])


def test_a_masked_value_is_always_as_wide() -> None:
    assert written("{% masked %}").count("█") == 8
    assert "not shown" in written("{% masked %}")
