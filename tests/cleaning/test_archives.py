"""An archive's copy holds clean copies of its files, and none of those that cannot be cleaned."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.manifest import cases
from withhold.cleaning.clean import clean
from withhold.cleaning.interface import CleanCopy, Refused
from withhold.inspection.inspector import Inspector
from withhold.inspection.run import Run

LEAK = b"<p><name>Rosa Quispe Huam\xc3\xa1n</name><born>1987-03-04</born><alien>A204518336</alien></p>"
TABLE = b"Region,Cases\nNorth,12\nSouth,7\n"


@pytest.fixture(scope="module")
def inspector() -> Iterator[Inspector]:
    with Run.under(("default",), None).inspector() as inspector:
        yield inspector


def zipped(members: dict[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.comment = b"packed by Rosa Quispe"
    return output.getvalue()


def copy_of(members: dict[str, bytes], folder: Path, inspector: Inspector) -> CleanCopy | Refused:
    path = folder / "data.zip"
    path.write_bytes(zipped(members))
    return clean(path, inspector)


def unzipped(copy: CleanCopy | Refused) -> dict[str, bytes]:
    assert isinstance(copy, CleanCopy), copy
    with zipfile.ZipFile(io.BytesIO(copy.content)) as archive:
        assert not archive.comment
        return {name: archive.read(name) for name in archive.namelist()}


def hiding(file: str) -> bytes:
    return next(case for case in cases(1, "hiding") if case.file.endswith(file)).make()


def test_files_are_cleaned_kept_or_left_out(tmp_path: Path, inspector: Inspector) -> None:
    members = {
        "2022/regions.csv": TABLE,
        "2022/notes.txt": b"Counts are rounded.",
        "2022/person.xml": LEAK,
        "report.docm": hiding("/hidden_text.docx"),
    }
    copy = copy_of(members, tmp_path, inspector)
    found = unzipped(copy)
    assert set(found) == {"2022/regions.csv", "2022/notes.txt", "report.docx"}
    assert found["2022/notes.txt"] == members["2022/notes.txt"]
    assert isinstance(copy, CleanCopy)
    assert [one.place for one in copy.removed] == ["file 3, whole", "file 4, outside of the pages"]
    assert copy == copy_of(members, tmp_path, inspector)


def test_names_lead_nowhere_else(tmp_path: Path, inspector: Inspector) -> None:
    members = {
        "../../up.csv": TABLE,
        "/etc/root.csv": TABLE,
        "a\\b.csv": TABLE,
        "up.csv": TABLE,
        "up.tsv": TABLE,
    }
    found = unzipped(copy_of(members, tmp_path, inspector))
    assert set(found) == {"up.csv", "etc/root.csv", "a/b.csv", "up-2.csv", "up-3.csv"}


def test_an_archive_of_nothing_else_is_refused(tmp_path: Path, inspector: Inspector) -> None:
    assert isinstance(copy_of({"person.xml": LEAK}, tmp_path, inspector), Refused)
    assert isinstance(copy_of({"a.zip": zipped({"person.xml": LEAK})}, tmp_path, inspector), Refused)


def test_a_damaged_archive_is_refused(tmp_path: Path, inspector: Inspector) -> None:
    path = tmp_path / "data.zip"
    whole = zipped({"a.csv": TABLE * 100, "b.csv": TABLE})
    path.write_bytes(whole[:60] + b"\xff" * 40 + whole[100:])
    made = clean(path, inspector)
    assert isinstance(made, Refused), made
