"""Clean copies open in another suite, and it shows what they hold."""

import unicodedata
from pathlib import Path

import pypdfium2
import pytest

from corpus.manifest import cases
from tests.cleaning.test_documents import report
from tests.e2e.test_other_producers import convert
from withhold.cleaning.documents.content import Content, Section, Zone
from withhold.cleaning.documents.open_text import as_open_text
from withhold.cleaning.documents.slides import as_slides
from withhold.cleaning.documents.web import as_page
from withhold.cleaning.documents.word import as_word
from withhold.cli.main import main

WRITERS = {"docx": as_word, "odt": as_open_text, "html": as_page, "pptx": as_slides}
SAID = ("Annual figures", "By region", "1,204", "28.5", "nearest case")


def shown(path: Path, folder: Path) -> str:
    """The text that LibreOffice finds in a file, without blanks and ligatures: they depend on fonts."""
    if path.suffix == ".html":
        # Pages made of a web page lack its first heading in this suite, whoever wrote it.
        [made] = convert(path, "txt:Text (encoded):UTF8", folder)
        text = made.read_text("utf-8")
    else:
        [made] = convert(path, "pdf", folder)
        document = pypdfium2.PdfDocument(made)
        text = "".join(page.get_textpage().get_text_range() for page in document)
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.service("libreoffice")
@pytest.mark.parametrize("ending", WRITERS)
def test_another_suite_shows_what_a_copy_holds(ending: str, tmp_path: Path) -> None:
    content = report()
    if ending == "pptx":
        body = content.sections.pop((Zone.BODY, 0)).blocks
        content = Content({(Zone.SLIDE, 1): Section(Zone.SLIDE, 1, body)})
    path = tmp_path / f"copy.{ending}"
    path.write_bytes(WRITERS[ending](content))
    text = shown(path, tmp_path)
    assert not [said for said in SAID if said.replace(" ", "") not in text]


@pytest.mark.service("libreoffice")
def test_the_copy_of_a_leak_opens_and_keeps_the_rest(tmp_path: Path) -> None:
    case = next(case for case in cases(1, "hiding") if case.file.endswith("/hidden_text.docx"))
    path, copy = tmp_path / "leak.docx", tmp_path / "copy.docx"
    path.write_bytes(case.make())
    assert main(["clean", str(path), "-o", str(copy)]) == 0
    text = shown(copy, tmp_path)
    assert text
    assert not [value for value in case.planted if value.replace(" ", "") in text]
