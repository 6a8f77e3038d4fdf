"""Comments and processing instructions in the parts of a workbook are read."""

import io
import zipfile

import openpyxl
import pytest

from tests.readers.reading import read, texts_of
from withhold.domain.concealment import Concealment


def workbook(aside: bytes) -> bytes:
    """A workbook that another program wrote, with something set aside in its sheet."""
    plain, target = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["Month", "Count"])
    book.active.append(["Jan", 1])
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(b"<sheetData>", aside + b"<sheetData>")
            copy.writestr(name, data)
    return target.getvalue()


@pytest.mark.parametrize("aside", [b"<!-- Ada Quill 1990-01-02 -->", b"<?note Ada Quill 1990-01-02?>"])
def test_what_is_set_aside_is_given(aside: bytes) -> None:
    hidden = [text for text in texts_of(read(workbook(aside))) if "Ada Quill" in text.text]
    assert [text.concealment for text in hidden] == [Concealment.CUSTOM_XML]


def test_nothing_is_given_where_nothing_is_set_aside() -> None:
    assert not [text for text in texts_of(read(workbook(b""))) if text.concealment is Concealment.CUSTOM_XML]
