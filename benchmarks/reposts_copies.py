"""Pages that hold rows of a list, in the formats of copies, and decoys that hold none."""

import json
import random
from collections.abc import Callable, Sequence
from datetime import date
from html import escape

from benchmarks.reposts_people import (
    Listed,
    Row,
    Shown,
    american,
    dotted,
    iso,
    mistyped,
    persian_digits,
    plain,
    respelled,
    spoken,
    spoken_american,
)

Page = tuple[str, bytes]
"""A media type, with its charset, and the bytes."""


def _html(title: str, body: str, charset: str = "utf-8") -> Page:
    head = f'<!doctype html><html><head><meta charset="{charset}"><title>{title}</title></head>'
    page = f"{head}<body>{body}</body></html>"
    return f"text/html; charset={charset}", page.encode(charset, "xmlcharrefreplace")


def table(shown: Sequence[Shown]) -> Page:
    """An HTML table of all columns."""
    cells = "".join(
        f"<tr><td>{n}</td><td>{escape(s.name.full)}</td><td>{s.born}</td><td>{s.alien}</td><td>{s.country}</td>"
        f"<td>{s.booked}</td></tr>\n"
        for n, s in enumerate(shown, 1)
    )
    return _html(
        "list", f"<h1>Full list</h1><table><tr><th>#</th><th>Name</th><th>DOB</th></tr>{cells}</table>"
    )


def dump(shown: Sequence[Shown]) -> Page:
    """A paste: lines with semicolons."""
    lines = [f"{s.name.family};{s.name.given};{s.born};{s.alien}" for s in shown]
    return "text/plain", "\n".join(lines).encode()


def data(shown: Sequence[Shown]) -> Page:
    """An answer of an API."""
    told = [
        {"id": n, "person": {"name": s.name.full, "country": s.country}, "dob": s.born}
        for n, s in enumerate(shown)
    ]
    return "application/json", json.dumps({"items": told}, ensure_ascii=len(shown) % 2 == 0).encode()


def cards(shown: Sequence[Shown]) -> Page:
    """A card for each person, a field a line."""
    body = "".join(
        f'<div class="card"><h3>{escape(s.name.full)}</h3><p>Country: {s.country}</p>'
        f"<p>Date of birth: {s.born}</p><p>Number: {s.alien}</p></div>"
        for s in shown
    )
    return _html("people", body)


def prose(shown: Sequence[Shown]) -> Page:
    """Sentences."""
    body = "".join(
        f"<p>Among them is {escape(s.name.full)}, born on {s.born} in {s.country}, "
        f"detained since {s.booked}.</p>"
        for s in shown
    )
    return _html("report", body)


def two_columns(shown: Sequence[Shown]) -> Page:
    """Name and number alone, set apart by a tab."""
    return "text/plain; charset=utf-16", "\n".join(f"{s.name.full}\t{s.alien}" for s in shown).encode(
        "utf-16"
    )


Show = Callable[[Row, random.Random], tuple[Shown, Callable[[date], str]]]


def _as(day: Callable[[date], str], *ways: str) -> Show:
    def show(row: Row, rng: random.Random) -> tuple[Shown, Callable[[date], str]]:
        return (respelled(row, day, rng, ways) if ways else plain(row, day)), day

    return show


FORMATS: dict[str, tuple[Show, Callable[[Sequence[Shown]], Page]]] = {
    "table": (_as(iso), table),
    "dump": (_as(dotted, "order"), dump),
    "data": (_as(american, "upper"), data),
    "cards": (_as(spoken_american, "spelling"), cards),
    "prose": (_as(spoken, "accents", "order"), prose),
    "numbers": (_as(iso, "upper", "order"), two_columns),
    "persian": (_as(persian_digits, "spelling"), table),
}


def copies(
    of: Sequence[Row], form: str, share: float, parts: int, rng: random.Random
) -> list[tuple[Page, int, int]]:
    """The rows in a format, reordered, on so many pages, `share` of them mistyped: each page with how many
    rows of it are intact and how many are not."""
    show, dress = FORMATS[form]
    shuffled = list(of)
    rng.shuffle(shuffled)
    made = []
    for part in range(parts):
        shown = []
        for row in shuffled[part::parts]:
            one, day = show(row, rng)
            shown.append(mistyped(one, row, day, rng) if rng.random() < share else one)
        wrong = sum(one.typo for one in shown)
        made.append((dress(shown), len(shown) - wrong, wrong))
    return made


def decoys(of: Sequence[Row], kind: str, rng: random.Random, listed: Listed) -> Page:
    """Names of the list with birth dates of other rows (`shifted`, `swapped`), or anybody's (`other`)."""
    births = [row.person.birth for row in of]
    if kind == "shifted":
        births = births[1:] + births[:1]
    elif kind == "swapped":
        births = [births[n ^ 1 if (n ^ 1) < len(births) else n - 1] for n in range(len(births))]
    else:
        births = [
            day.replace(year=day.year - 1 - n % 7, day=min(day.day, 28)) for n, day in enumerate(births)
        ]
    form = rng.choice([name for name in FORMATS if name != "numbers"])
    show, dress = FORMATS[form]
    shown = []
    for number, (row, born) in enumerate(zip(of, births, strict=True)):
        if listed.has(row.person.truth, born):
            continue  # by chance that is somebody on the list
        one, day = show(row, rng)
        shown.append(Shown(one.name, day(born), f"A2{number:08}", one.country, one.booked))
    return dress(shown)
