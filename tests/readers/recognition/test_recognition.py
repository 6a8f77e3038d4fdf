"""Text in pictures: lists in scans and screenshots are read as tables, and what is unsure stays unread."""

import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from PIL import Image, ImageDraw, ImageFont

from corpus.people import people
from withhold.domain.concealment import Concealment
from withhold.domain.errors import UsageError
from withhold.domain.piece import SkipReason
from withhold.domain.verdict import Decision, DocumentVerdict
from withhold.inspection.opening import open_bytes
from withhold.inspection.run import Run
from withhold.policy.load import load_policy
from withhold.readers.recognition.language_data import language_data

pytestmark = pytest.mark.service("tesseract")

PEOPLE = people(Random(4), 12, ("us", "french"))
HEAD = ("Name", "Date of birth", "A-Number")
ROWS = [HEAD, *((who.full, who.born.isoformat(), who.alien) for who in PEOPLE)]


def picture(size: int = 28, ink: int = 0) -> Image.Image:
    """A page with the list, as at 200 dots an inch."""
    page = Image.new("L", (1654, 1100), 255)
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(size)
    for at, row in enumerate(ROWS):
        for left, cell in zip((90, 700, 1150), row, strict=True):
            pen.text((left, 80 + 70 * at), cell, font=font, fill=ink)
    return page


def saved(images: list[Image.Image], kind: str) -> bytes:
    """A file of one picture, or of several pages."""
    out = BytesIO()
    images[0].save(out, kind, **({"save_all": True, "append_images": images[1:]} if images[1:] else {}))
    return out.getvalue()


def judged(data: bytes, name: str, ocr: str | None = "eng") -> DocumentVerdict:
    with Run(load_policy(["default"], None), ocr=ocr).inspector() as inspector:
        return inspector.inspect(open_bytes(data, name), name)


@pytest.mark.parametrize(
    ("image", "least"),
    [
        (picture(), 11),
        (picture().rotate(90, expand=True), 11),
        (picture().rotate(180), 11),
        (picture(ink=150), 11),
        (picture(40).resize((827, 550)), 9),
    ],
    ids=["scan", "on its side", "upside down", "pale", "as on a screen"],
)
def test_a_list_in_a_picture(image: Image.Image, least: int) -> None:
    verdict = judged(saved([image], "PNG"), "scan.png")
    assert verdict.decision is Decision.WITHHOLD
    assert not verdict.skipped
    assert verdict.people.count is not None
    assert least <= verdict.people.count <= len(PEOPLE) + 1
    assert {finding.concealment for finding in verdict.findings} == {Concealment.IMAGE_TEXT}
    assert "people/identifiers" in {reason.rule for reason in verdict.reasons}


def test_the_same_picture_is_unread_where_nobody_asked() -> None:
    verdict = judged(saved([picture()], "PNG"), "scan.png", ocr=None)
    assert verdict.decision is Decision.REVIEW
    assert {skipped.reason for skipped in verdict.skipped} == {SkipReason.PICTURE}


@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "GIF", "BMP", "WEBP"])
def test_every_kind_of_picture(kind: str) -> None:
    assert judged(saved([picture()], kind), f"scan.{kind.lower()}").decision is Decision.WITHHOLD


def test_pages_of_a_scan_and_of_a_pdf_document() -> None:
    blank = Image.new("L", (1654, 1100), 255)
    for data, name in (
        (saved([blank, picture()], "TIFF"), "scan.tiff"),
        (saved([blank, picture()], "PDF"), "scan.pdf"),
    ):
        verdict = judged(data, name)
        assert verdict.decision is Decision.WITHHOLD
        assert {finding.location.route()[0] for finding in verdict.findings} == {"page:2"}
        assert [skipped.location.route()[0] for skipped in verdict.skipped] == ["page:1"]


def test_a_picture_within_a_package() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("scans/list.png", saved([picture()], "PNG"))
    verdict = judged(out.getvalue(), "scans.zip")
    assert verdict.decision is Decision.WITHHOLD
    assert verdict.findings[0].location.route()[0] == "member:scans/list.png"


def test_what_holds_no_sure_word_stays_unread() -> None:
    chance = Random(1)
    noise = Image.frombytes("L", (1200, 900), chance.randbytes(1200 * 900))
    verdict = judged(saved([noise], "PNG"), "noise.png")
    assert verdict.decision is Decision.REVIEW
    assert {skipped.reason for skipped in verdict.skipped} == {SkipReason.PICTURE}


def test_hostile_pictures_end_with_a_reason() -> None:
    good = saved([picture()], "PNG")
    huge = good[:16] + (60_000).to_bytes(4, "big") * 2 + good[24:]
    for data in (huge, good[:2000], good[:33]):
        verdict = judged(data, "broken.png")
        assert verdict.decision is Decision.REVIEW
        assert verdict.skipped
        assert SkipReason.CRASHED not in {skipped.reason for skipped in verdict.skipped}


def test_languages_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for languages, said in (("eng;rm", "as in eng"), ("tlh", "tesseract-ocr-tlh"), ("", "as in eng")):
        with pytest.raises(UsageError, match=said):
            language_data(languages)
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    with pytest.raises(UsageError, match="TESSDATA_PREFIX"):
        language_data("eng")


def test_the_command(tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    path.write_bytes(saved([picture()], "PNG"))
    command = [sys.executable, "-m", "withhold", "check", str(path), "--ocr"]
    assert subprocess.run([*command, "eng"], capture_output=True, check=False).returncode == 10
    wrong = subprocess.run([*command, "tlh"], capture_output=True, check=False, text=True)
    assert wrong.returncode == 2
    assert wrong.stderr.count("\n") == 1
