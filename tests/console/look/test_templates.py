"""What no page of any room may do, read from all templates."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import withhold.console

_ROOMS = Path(withhold.console.__file__).parent
_TEMPLATES = sorted(_ROOMS.glob("*/templates/**/*.html"))
_CONTROL = re.compile(r"<(?:input|select|textarea)\b(?:[^<>]|{%.*?%}|{{.*?}})*", re.DOTALL)


def styles(text: str) -> list[str]:
    """Styles that stand in the page, which its policy refuses."""
    return re.findall(r"""<style\b|\sstyle\s*=""", text)


def scripts(text: str) -> list[str]:
    """Scripts that stand in the page; a script of its own address or data that nothing runs may."""
    found = re.findall(r"<script\b[^>]*>", text)
    wrong = [one for one in found if " src=" not in one and 'type="application/json"' not in one]
    return wrong + re.findall(r"""\s(?:on[a-z]+|hx-on\S*)\s*=\s*["'{]|javascript:|hx-vals="js:""", text)


def elsewhere(text: str) -> list[str]:
    """Addresses of other servers that a page would ask or lead to by itself."""
    return re.findall(
        r"""(?:src|srcset|href|action|hx-\w+|content)\s*=\s*["']\s*(?:https?:)?//[^"']*""", text
    )


def tables(text: str) -> list[str]:
    """Tables whose first thing is not a caption."""
    return re.findall(r"<table\b[^>]*>(?!(?:\s|{%[^%]*%})*<caption\b)", text)


def controls(text: str) -> list[str]:
    """What one types into or presses that has no label in the same template."""
    seen = [one for one in _CONTROL.findall(text) if 'type="hidden"' not in one]
    return [one for one in seen if not _labelled(one, text)]


def fields(text: str) -> list[str]:
    """Fields of forms written without their label, hint and error."""
    return re.findall(r"{{\s*form(?:\.as_\w+)?\s*}}", text)


def _labelled(control: str, text: str) -> bool:
    name = re.search(r'\sid="([^"]+)"', control)
    return "aria-label=" in control or bool(name and f'for="{name[1]}"' in text)


_RULES: list[Callable[[str], list[str]]] = [styles, scripts, elsewhere, tables, controls, fields]


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.__name__)
def test_no_template_breaks(rule: Callable[[str], list[str]]) -> None:
    assert len(_TEMPLATES) > 60
    found = {str(one.relative_to(_ROOMS)): rule(one.read_text("utf-8")) for one in _TEMPLATES}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (styles, '<p style="color: red">'),
        (styles, "<style>p {}</style>"),
        (scripts, "<script>go()</script>"),
        (scripts, '<a onclick="go()">'),
        (scripts, '<a href="javascript:go()">'),
        (elsewhere, '<img src="https://elsewhere.example.org/x.png">'),
        (elsewhere, '<link href="//elsewhere.example.org/x.css">'),
        (tables, '<table class="govuk-table">\n<thead>'),
        (controls, '<label for="b">B</label><input id="a" name="a">'),
        (controls, '<textarea name="a"></textarea>'),
        (fields, "{{ form.as_p }}"),
    ],
)
def test_what_a_rule_finds(rule: Callable[[str], list[str]], text: str) -> None:
    assert rule(text)


def test_what_rules_let_be() -> None:
    text = (
        '<script src="/static/x.js" defer></script><script type="application/json">{}</script>'
        '<table class="t">\n{% if x %}<caption>X</caption>{% endif %}'
        '<label for="a">A</label><input id="a" name="a"><input type="hidden" name="b">'
    )
    assert [found for rule in _RULES for found in rule(text)] == []
