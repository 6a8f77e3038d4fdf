"""One list, laid out as clerks lay lists out, written by LibreOffice in each of its formats: none passes."""

import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from random import Random

import pytest

from corpus.people import Person, people
from withhold.domain.verdict import Decision
from withhold.inspection.inspector import Inspector
from withhold.inspection.run import Run

pytestmark = pytest.mark.service("libreoffice")
FORMATS = ("docx", "odt", "rtf", "doc", "pdf", "txt")
_PAGE = (
    "<html><head><meta charset='utf-8'></head><body><h1>Report</h1><p>We decided 214 matters.</p>{}</body>"
)
_PEOPLE = list(people(Random(11), 24))

Row = Sequence[str]


def _rows(person: Person) -> Row:
    return person.full, f"{person.born:%d.%m.%Y}", "Chad", f"A{person.alien_number}"


def _table(rows: Sequence[Row]) -> str:
    return (
        "<table>" + "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in rows) + "</table>"
    )


def _each(pattern: str, between: str = "", whole: str = "{}") -> str:
    parts = (
        pattern.format(p.full, f"{p.born:%d.%m.%Y}", f"{p.born.day} {p.born:%B %Y}", p.alien_number)
        for p in _PEOPLE
    )
    return whole.format(between.join(parts))


_LABELS = ("Name", "Date of birth", "Nationality", "A-Number")
LAYOUTS: Mapping[str, Callable[[], str]] = {
    "table": lambda: _table([_LABELS, *map(_rows, _PEOPLE)]),
    "no header": lambda: _table(list(map(_rows, _PEOPLE))),
    "forms": lambda: "<p></p>".join(_table(list(zip(_LABELS, _rows(p), strict=True))) for p in _PEOPLE),
    "nested": lambda: _table([("Annex", _table([_LABELS, *map(_rows, _PEOPLE)]))]),
    "labels": partial(_each, "<p>Name: {0}<br>Date of birth: {2}<br>A-Number: {3}</p>"),
    "headings": partial(_each, "<h2>{0}</h2><p>Born on {2} in Herat. Applied for asylum in March.</p>"),
    "numbered": partial(_each, "<li>{0}, born {1}, A {3}</li>", whole="<ol>{}</ol>"),
    "one paragraph": partial(_each, "{0} ({1})", "; ", "<p>{}</p>"),
    "one cell": lambda: _table([("Centre", _each("{0} ({1})", "<br>")), ("Others", "None")]),
    "names below": partial(_each, "<p>{0}</p>", whole="<p>Asylum applicants who were refused:</p>{}"),
}


@pytest.fixture(scope="module")
def inspector() -> Iterator[Inspector]:
    with Run.under(["default"], None).inspector() as one:
        yield one


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each layout in each format."""
    folder = tmp_path_factory.mktemp("layouts")
    for name, make in LAYOUTS.items():
        (folder / f"{name}.html").write_text(_PAGE.format(make()), "utf-8")
    pages = [str(folder / f"{name}.html") for name in LAYOUTS]
    command = ["soffice", f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--writer"]
    for ending in FORMATS:
        converted = [*command, "--convert-to", ending, "--outdir", str(folder), *pages]
        subprocess.run(converted, capture_output=True, check=True, timeout=240)
    return folder


@pytest.mark.parametrize("ending", ["html", *FORMATS])
def test_no_layout_passes_in_any_format(written: Path, inspector: Inspector, ending: str) -> None:
    passed = {}
    for name in LAYOUTS:
        verdict = inspector.inspect_path(str(written / f"{name}.{ending}"))
        if verdict.decision is Decision.RELEASE or verdict.people.count < len(_PEOPLE) * 3 // 4:
            passed[name] = (str(verdict.decision), verdict.people.count)
    assert passed == {}
