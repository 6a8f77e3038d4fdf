"""A page with a list that a browser prints to PDF: the people on it are counted from the PDF alone."""

import shutil
import subprocess
from pathlib import Path
from random import Random

import pytest

import withhold
from corpus.people import people
from withhold.domain.verdict import Decision

pytestmark = [pytest.mark.service("chromium"), pytest.mark.xdist_group("browser")]

_CULTURES = (
    "guatemalan",
    "vietnamese",
    "turkish",
    "russian",
    "arabic",
    "persian",
    "georgian",
    "chinese",
    "korean",
)
_STYLES = {
    "lines": "td,th{border:1px solid;padding:4px} table{border-collapse:collapse}",
    "plain": "td,th{padding:1px 6px;text-align:left;vertical-align:top} table{width:100%}",
}


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("style", _STYLES)
def test_everybody_on_a_printed_list_is_counted(tmp_path: Path, style: str, direction: str) -> None:
    rows = "".join(
        f"<tr><td>{who.full}<td>{who.born.isoformat()}<td>{who.alien}<td>the appeal is before the board"
        for who in people(Random(8), 100, _CULTURES)
    )
    page = tmp_path / "list.html"
    page.write_text(
        f"<!doctype html><html dir={direction}><meta charset=utf-8><style>{_STYLES[style]}</style>"
        f"<h1>Asylum applicants</h1><table><tr><th>Name<th>Date of birth<th>A-Number<th>Status{rows}</table>",
        encoding="utf-8",
    )
    printed = tmp_path / "list.pdf"
    program = shutil.which("chromium") or shutil.which("chromium-browser") or ""
    subprocess.run(
        [program, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer",
         f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={printed}", page.as_uri()],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    (document,) = withhold.inspect(printed).documents
    assert document.decision is Decision.WITHHOLD
    assert document.people.count == 100
