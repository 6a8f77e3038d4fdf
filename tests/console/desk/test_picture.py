"""The picture of a workbook: every sheet, what is hidden in it, each finding at its place and linked."""

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest

from tests.console.desk.making import CLAIMS, founding
from withhold.console.desk.judging import Judgement, judge
from withhold.console.desk.picture import picture_of

pytestmark = pytest.mark.django_db

PEOPLE = [
    ["Full name", "Date of birth", "Nationality", "Claim"],
    ["Juan Quispe Huamán", "1987-03-04", "Peru", "asylum"],
    ["Aleksei Vorontsov", "1979-11-30", "Russia", "asylum"],
]


def judged(path: Path) -> Judgement:
    return judge(path, path.name, None, None)


def drawn(found: Judgement) -> ElementTree.Element:
    return ElementTree.fromstring(str(picture_of(found.told, found.outline)))


def texts(picture: ElementTree.Element) -> list[str]:
    return ["".join(one.itertext()) for one in picture.iter() if one.tag.endswith("text")]


def workbook(path: Path, change: Any) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "Figures"
    for row in (["Team", "Visits"], ["North", 12], ["South", 7]):
        book.active.append(row)
    sheet = book.create_sheet("Data")
    for row in PEOPLE:
        sheet.append(row)
    change(sheet)
    book.save(path)
    return path


def test_every_sheet_is_drawn_with_its_size(tmp_path: Path) -> None:
    path = tmp_path / "statistics.xlsx"
    path.write_bytes(founding())
    shown = " ".join(texts(drawn(judged(path))))
    for name in ("Detention FY23", "By facility", "By nationality", "Sheet1"):
        assert name in shown
    assert "6,253 rows, 20 columns" in shown


def test_a_hidden_sheet_is_marked_in_words_and_its_finding_is_a_link(tmp_path: Path) -> None:
    def hide(sheet: Any) -> None:
        sheet.sheet_state = "hidden"

    found = judged(workbook(tmp_path / "a.xlsx", hide))
    picture = drawn(found)
    assert any("in a hidden sheet" in one and one.startswith("Data") for one in texts(picture))
    links = [one.attrib["href"] for one in picture.iter() if one.tag.endswith("}a")]
    assert links == [
        f"#finding-{number}" for number, _ in enumerate(found.told["documents"][0]["findings"], 1)
    ]


def test_hidden_columns_and_rows_are_bands(tmp_path: Path) -> None:
    def hide(sheet: Any) -> None:
        sheet.column_dimensions["B"].hidden = True
        sheet.row_dimensions[3].hidden = True

    found = judged(workbook(tmp_path / "a.xlsx", hide))
    assert found.outline is not None
    data = found.outline["sheets"][1]
    assert (data["hidden_columns"], data["hidden_rows"]) == ([[1, 1]], [[3, 3]])
    titles = ["".join(one.itertext()) for one in drawn(found).iter() if one.tag.endswith("title")]
    assert titles == ["hidden columns", "hidden rows"]


def test_a_sheet_that_is_named_like_a_person_is_masked(tmp_path: Path) -> None:
    def name(sheet: Any) -> None:
        sheet.title = "Quispe Huamán, Juan"

    picture = str(picture_of(*_both(judged(workbook(tmp_path / "a.xlsx", name)))))
    assert "Quispe" not in picture


def test_nothing_in_it_is_a_value_a_style_or_a_script(tmp_path: Path) -> None:
    path = tmp_path / "<script>.csv"
    path.write_bytes(CLAIMS)
    picture = str(picture_of(*_both(judged(path))))
    assert "Vorontsov" not in picture
    assert not re.search(r"<script|style=|on[a-z]+=", picture)


def _both(found: Judgement) -> tuple[dict[str, Any], dict[str, Any] | None]:
    return found.told, found.outline
