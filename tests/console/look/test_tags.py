"""What the template tags write."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

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


@pytest.mark.parametrize(("value", "said"), [(0, "0 ms"), (9_999, "9,999 ms"), (750_115, "12 min")])
def test_milliseconds_only_while_they_say_something(value: int, said: str) -> None:
    assert written("{{ value|took }}", value=value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 kB"), (123_456_789, "123 MB"), (None, "not known")],
)
def test_a_size_in_powers_of_ten(value: object, said: str) -> None:
    assert written("{{ value|filesize }}", value=value) == said


def test_a_name_is_shown_as_words() -> None:
    assert written("{{ 'case_lead'|words }}") == "case lead"


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


class Asked(forms.Form):
    """A field of each kind."""

    name = forms.CharField(label="Name", help_text="As others know it.")
    what = forms.CharField(label="What", widget=forms.Textarea, required=False)
    file = forms.FileField(label="File")
    role = forms.ChoiceField(label="Role", choices=[("lead", "Lead")])
    urgency = forms.ChoiceField(label="Urgency", choices=[("now", "Now")], widget=forms.RadioSelect)
    told = forms.MultipleChoiceField(
        label="Told", choices=[("people", "People")], widget=forms.CheckboxSelectMultiple
    )
    sure = forms.BooleanField(label="Sure")


@pytest.mark.parametrize(
    ("name", "classed"),
    [
        ("name", "govuk-input"),
        ("what", "govuk-textarea"),
        ("file", "govuk-file-upload"),
        ("role", "govuk-select"),
        ("urgency", "govuk-radios__input"),
        ("told", "govuk-checkboxes__input"),
        ("sure", "govuk-checkboxes__input"),
    ],
)
def test_a_field_has_the_class_of_its_kind_and_a_label(name: str, classed: str) -> None:
    text = written("{% field one %}", one=Asked()[name])
    assert f'class="{classed}"' in text
    several = name in ("urgency", "told")
    assert f'for="id_{name}{"_0" if several else ""}"' in text
    assert (f"{Asked()[name].label}</legend>" in text) is several
    assert ("(optional)" in text) is (name == "what")


def test_a_hint_and_an_error_are_joined_to_their_field() -> None:
    text = written("{% field one %}", one=Asked({})["name"])
    assert 'aria-describedby="id_name-hint id_name-error"' in text
    assert 'id="id_name-hint"' in text
    assert 'id="id_name-error"' in text
    assert "govuk-input--error" in text


def test_what_was_typed_comes_back_as_text() -> None:
    assert "&lt;b&gt;" in written("{% field one %}", one=Asked({"name": '"><b>'})["name"])


def test_errors_lead_to_what_one_types_into() -> None:
    text = written("{% formerrors form %}", form=Asked({"name": "A"}))
    assert re.findall(r'href="#([^"]+)"', text) == [
        "id_file",
        "id_role",
        "id_urgency_0",
        "id_told_0",
        "id_sure",
    ]
    assert written("{% formerrors form %}", form=Asked()).strip() == ""


def test_an_error_of_the_whole_form_is_told_as_text() -> None:
    form = Asked({"name": "A"})
    form.add_error(None, "<i>Not now</i>")
    assert "&lt;i&gt;Not now" in written("{% formerrors form %}", form=form)


def test_pages_keep_what_else_was_asked_for() -> None:
    request = RequestFactory().get("/", {"page": "2", "state": "held", "q": 'a&b"'})
    text = written("{% pages page %}", request=request, page=Paginator(range(60), 20).get_page(2))
    addresses = re.findall(r'href="([^"]+)"', text)
    assert addresses == [f"?state=held&amp;q=a%26b%22&amp;page={number}" for number in (1, 3)]
    assert "Page 2 of 3" in text


def test_one_page_needs_no_pages() -> None:
    request = RequestFactory().get("/")
    text = written("{% pages page %}", request=request, page=Paginator(range(5), 20).get_page(1))
    assert text.strip() == ""


@pytest.mark.parametrize(("rows", "classed"), [(3, "--1"), (22, "--3"), (500, "--10")])
def test_a_horizontal_chart_grows_with_its_bars(rows: int, classed: str) -> None:
    text = written(
        '{% chart "horizontal" "By kind" labels series %}',
        labels=[f"Kind {number}" for number in range(rows)],
        series=[("Files", list(range(rows)))],
    )
    assert f"wh-chart__canvas{classed}" in text
    assert "style=" not in text
