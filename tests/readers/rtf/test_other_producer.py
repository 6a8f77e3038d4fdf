"""RTF that another suite wrote from Word documents of ours: what hides in them is still found."""

from pathlib import Path
from random import Random

import pytest

from corpus.hiding.word_places import PLACES
from tests.e2e.test_other_producers import convert
from tests.readers.reading import hidings, read, tables_of
from tests.readers.xls.planted import content_of
from withhold.domain.concealment import Concealment as C

_KEPT = {
    "paragraphs": C.VISIBLE,
    "table": C.VISIBLE,
    "hidden_text": C.INVISIBLE_TEXT,
    "white_text": C.INVISIBLE_TEXT,
    "tiny_text": C.ZERO_SIZE,
}


@pytest.mark.service("libreoffice")
@pytest.mark.parametrize("name", _KEPT)
def test_what_another_suite_wrote_is_read(name: str, tmp_path: Path) -> None:
    place = next(place for place in PLACES if place.name == name)
    content = content_of(place)
    path = tmp_path / f"{name}.docx"
    path.write_bytes(place.make(Random(7), content))
    (written,) = convert(path, "rtf", tmp_path)
    items = read(written.read_bytes())
    assert hidings(items, content.values[0]) == {_KEPT[name]}
    assert bool(tables_of(items)) == (name == "table")
