"""Copies in the forms in which people and programs write them: every row is found, none of a moved list."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

import pytest

from tests.incident.watch.copies.listed import PEOPLE, Listed, rows_in

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def halves(one: Listed) -> tuple[str, str]:
    given, _, family = one.name.partition(" ")
    return given, family


def day(one: Listed, form: str) -> str:
    born = date.fromisoformat(one.born)
    return form.format(d=born.day, m=born.month, y=born.year, mon=MONTHS[born.month - 1])


def lines(form: Callable[[Listed], str]) -> Callable[[Sequence[Listed]], str]:
    return lambda people: "\n".join(map(form, people))


def objects(people: Sequence[Listed]) -> str:
    rows = [
        {"name": dict(zip(("given", "family"), halves(one), strict=True)), "birth": {"date": one.born}}
        for one in people
    ]
    return json.dumps(rows, indent=2)


def born_first(one: Listed) -> str:
    given, family = halves(one)
    return f"<person><born>{one.born}</born><given>{given}</given><family>{family}</family></person>"


def attributes(one: Listed) -> str:
    given, family = halves(one)
    return f'<person given="{given}" family="{family}" born="{one.born}"/>'


FORMS: dict[str, Callable[[Sequence[Listed]], str]] = {
    "numbered": lambda people: "\n".join(
        f"{at}. {one.name} – {day(one, '{d:02}.{m:02}.{y}')}" for at, one in enumerate(people, 1)
    ),
    "numbered, year first": lambda people: "\n".join(
        f"{at}. {one.name} {one.born}" for at, one in enumerate(people, 1)
    ),
    "cells that are not closed": lambda people: (
        "<table>" + "".join("<tr><td>{}<td>{}<td>{}".format(*halves(one), one.born) for one in people)
    ),
    "attributes": lambda people: "<list>" + "".join(map(attributes, people)) + "</list>",
    "data attributes": lines(lambda one: f"<li data-dob='{one.born}' data-name='{one.name}'>more</li>"),
    "date first": lambda people: "<list>" + "".join(map(born_first, people)) + "</list>",
    "objects in objects": objects,
    "items, date first": lines(
        lambda one: "- born: {2}\n  given: {0}\n  family: {1}".format(*halves(one), one.born)
    ),
    "broken lines": lines(lambda one: f"{one.name}, born on the\n{one.born} in Kabul, asks for asylum."),
    "two lines each": lines(lambda one: f"{one.name}\n    {one.born}   Kabul"),
    "addresses": lines(
        lambda one: "https://x.example/?" + urlencode({"n": one.name, "born": day(one, "{d:02}/{m:02}/{y}")})
    ),
    "entities": lines(lambda one: f"{one.name}, {day(one, '{y}&#8209;{m:02}&#x2D;{d:02}')}"),
    "slashes as entities": lines(lambda one: f"{one.name}, {day(one, '{d:02}&#47;{m:02}&#x2F;{y}')}"),
    "dashes": lines(lambda one: f"{one.name}, {day(one, '{d:02}–{m:02}‑{y}')}"),
    "without width": lines(
        lambda one: f"{one.name[0]}\u200b{one.name[1:]},{one.born[:5]}\u200b{one.born[5:]}"
    ),
    "underscores": lines(lambda one: f"{one.name}_{day(one, '{d:02}_{m:02}_{y}')}"),
    "spaced slashes": lines(lambda one: f"{one.name}, {day(one, '{d:02} / {m:02} / {y}')}"),
    "glued": lines(lambda one: f"{one.name}, {day(one, '{d:02}{mon}{y}')}"),
    "year, month, day": lines(lambda one: f"{one.name}, {day(one, '{y} {mon} {d}')}"),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_row_is_found(form: str) -> None:
    assert rows_in(FORMS[form](PEOPLE)) == len(PEOPLE)


@pytest.mark.parametrize("by", [1, -1])
@pytest.mark.parametrize("form", FORMS)
def test_with_the_birth_dates_of_others_none_is(form: str, by: int) -> None:
    moved = [
        replace(one, born=PEOPLE[(at + by) % len(PEOPLE)].born, alien="") for at, one in enumerate(PEOPLE)
    ]
    assert rows_in(FORMS[form](moved)) == 0
